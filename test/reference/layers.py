"""Records what Keras makes of small inputs: layers.json, which test/nn/layers/keras.test.ts holds Assay's layers against.

    pip install tensorflow-cpu==2.21.0 keras==3.12.0
    python test/reference/layers.py > test/reference/layers.json

Inputs, weights and the factors of the outputs are `numbers(...)`, which the test computes in the same way.
"""

import json
import os

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"

import keras
import numpy as np
import tensorflow as tf
from keras import layers


def numbers(shape, seed):
    """Values between -1 and 1 that depend on their place and the seed alone."""
    count = int(np.prod(shape))
    values = ((np.arange(count, dtype=np.int64) * 7919 + seed * 104729) % 2003) / 1001.5 - 1
    return values.reshape(shape).astype(np.float32)


IMAGE = [2, 5, 4, 3]
SEQUENCE = [2, 4, 3]
FLAT = [3, 6]

# Name -> shape of the input with the batch, and the layer.
CASES = {
    "conv2d": (IMAGE, layers.Conv2D(2, 3, strides=2, padding="same")),
    "batchNorm": (IMAGE, layers.BatchNormalization()),
    "batchNorm in training": (IMAGE, layers.BatchNormalization()),
    "batchNorm in training, flat": (FLAT, layers.BatchNormalization(momentum=0.9, epsilon=1e-5)),
    "layerNorm": (IMAGE, layers.LayerNormalization()),
    "globalAvgPool2d": (IMAGE, layers.GlobalAveragePooling2D()),
    "globalMaxPool2d": (IMAGE, layers.GlobalMaxPooling2D()),
    "zeroPad2d": (IMAGE, layers.ZeroPadding2D(((1, 2), (0, 3)))),
    "upSample2d": (IMAGE, layers.UpSampling2D((2, 3))),
    "depthwiseConv2d": (IMAGE, layers.DepthwiseConv2D(3, padding="same", depth_multiplier=2)),
    "separableConv2d": (IMAGE, layers.SeparableConv2D(2, 3, strides=2, padding="same", depth_multiplier=2)),
    "transposedConv2d": (IMAGE, layers.Conv2DTranspose(2, 3, strides=2, padding="same")),
    "transposedConv2d, valid": (IMAGE, layers.Conv2DTranspose(2, (3, 2), strides=(2, 3), padding="valid")),
    "lstm": (SEQUENCE, layers.LSTM(2)),
    "lstm, all steps": (SEQUENCE, layers.LSTM(2, return_sequences=True)),
    "gru": (SEQUENCE, layers.GRU(2)),
    "gru, all steps": (SEQUENCE, layers.GRU(2, return_sequences=True)),
    **{
        name: (FLAT, layers.Activation(function))
        for name, function in {
            "elu": "elu",
            "selu": "selu",
            "gelu": lambda x: keras.activations.gelu(x, approximate=False),
            "swish": "silu",
            "mish": "mish",
            "hardSwish": "hard_silu",
            "leakyRelu": lambda x: keras.activations.leaky_relu(x, negative_slope=0.01),
        }.items()
    },
}


def recorded(name, shape, layer):
    training = "training" in name
    x = tf.Variable(numbers(shape, 1) * 3)
    layer.build(shape)
    weights = [numbers(w.shape, 2 + index) for index, w in enumerate(layer.weights)]
    if isinstance(layer, layers.BatchNormalization):
        weights[3] = np.abs(weights[3]) + 0.5  # a variance
    layer.set_weights(weights)
    with tf.GradientTape() as tape:
        y = layer(x, training=training)
        loss = tf.reduce_sum(y * numbers(y.shape, 99))
    learning = [w.value for w in layer.trainable_weights]
    gradients = tape.gradient(loss, [x, *learning])
    result = {"output": listed(y), "gradients": [listed(gradient) for gradient in gradients]}
    if training:
        result["statistics"] = [listed(w) for w in layer.non_trainable_weights]
    return result


def listed(values):
    array = np.asarray(values)
    return {"shape": list(array.shape), "data": [float(f"{value:.7g}") for value in array.ravel()]}


if __name__ == "__main__":
    found = {name: recorded(name, *case) for name, case in CASES.items()}
    versions = {"keras": keras.__version__, "tensorflow": tf.__version__}
    lines = [f" {json.dumps(name)}: {json.dumps(value)}" for name, value in {"versions": versions, **found}.items()]
    print("{\n" + ",\n".join(lines) + "\n}")
