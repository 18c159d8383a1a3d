"""Keras on TensorFlow as a contender, see training.mjs: its own training function in graph mode, as `fit` runs it."""

import json
import os
import sys
import time

settings = json.loads(sys.argv[1])
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "2"
os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import keras
import numpy as np
import tensorflow as tf
from keras import layers, ops

tf.config.threading.set_intra_op_parallelism_threads(settings["threads"])
tf.config.threading.set_inter_op_parallelism_threads(settings["threads"])
BATCH = settings["batch"]
XLA = settings["mode"] == "xla"


def convolutional(convolutions):
    return keras.Sequential(
        [
            layers.Input((28, 28, 1)),
            *(layers.Conv2D(filters, kernel, activation="relu") for filters, kernel in convolutions),
            layers.MaxPool2D(),
            layers.Dropout(0.25),
            layers.Flatten(),
            layers.Dense(128, activation="relu"),
            layers.Dropout(0.5),
            layers.Dense(50, activation="relu"),
            layers.Dropout(0.5),
            layers.Dense(10),
        ]
    )


class Variational(keras.Model):
    """784-500-5-500-784; minimises -ELBO and an L2 penalty of the decoder."""

    def __init__(self):
        super().__init__()
        self.encoder = keras.Sequential([layers.Flatten(), layers.Dense(500, activation="tanh"), layers.Dense(10)])
        self.decoder = keras.Sequential([layers.Dense(500, activation="tanh"), layers.Dense(784)])
        self.noise = keras.random.SeedGenerator(1)

    def call(self, x):
        code = self.encoder(x)
        mean, log_deviation = code[:, :5], code[:, 5:]
        z = mean + ops.exp(log_deviation) * keras.random.normal(ops.shape(mean), seed=self.noise)
        logits = self.decoder(z)
        pixels = ops.reshape(x, (-1, 784))
        cost = ops.sum(ops.softplus(logits) - pixels * logits, axis=1)
        kl = 0.5 * ops.sum(ops.exp(2 * log_deviation) + ops.square(mean) - 1 - 2 * log_deviation, axis=1)
        self.add_loss(ops.mean(cost + kl))
        self.add_loss(0.01 * sum(ops.sum(ops.square(w)) for w in self.decoder.trainable_variables))
        return logits


def build(net):
    """The compiled model and what it is trained with: (x, y) or (x,)."""
    x = np.random.default_rng(1).random((BATCH, 28, 28, 1), dtype="float32")
    y = (np.arange(BATCH) % 10).astype("int32")
    adam = keras.optimizers.Adam(1e-3)
    if net == "autoencoder":
        model = keras.Sequential(
            [layers.Input((784,)), layers.Dense(32, activation="relu"), layers.Dense(784, activation="sigmoid")]
        )
        model.compile(adam, "mse", jit_compile=XLA)
        x = x.reshape(BATCH, 784)
        return model, (x, x)
    if net == "vae":
        model = Variational()
        model.compile(adam, jit_compile=XLA)
        return model, (x,)
    if net == "mlp":
        model = keras.Sequential(
            [layers.Input((28, 28, 1)), layers.Flatten(), layers.Dense(32, activation="relu"), layers.Dense(10)]
        )
    else:
        model = convolutional(settings["convolutions"])
    sgd = keras.optimizers.SGD(1e-3, momentum=0.9, nesterov=True)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(sgd, loss, metrics=["accuracy"], jit_compile=XLA)
    return model, (x, y)


model, data = build(settings["net"])
model.make_train_function()
batches = iter(tf.data.Dataset.from_tensors(tuple(map(tf.constant, data))).repeat())


def steps(count):
    ms = []
    for _ in range(count):
        began = time.perf_counter()
        model.train_function(batches)
        ms.append((time.perf_counter() - began) * 1000)
    return {"ms": ms}


class Clock(keras.callbacks.Callback):
    ends = []

    def on_epoch_end(self, epoch, logs=None):
        self.ends.append(time.perf_counter())


def epoch(images, validation):
    """The second of two epochs of `fit`."""
    random = np.random.default_rng(2)
    some = lambda n: (random.random((n, 28, 28, 1), dtype="float32"), (np.arange(n) % 10).astype("int32"))
    x, y = some(images)
    model.fit(x, y, BATCH, 2, verbose=0, validation_data=some(validation), callbacks=[Clock()])
    peak = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
    return {"seconds": Clock.ends[1] - Clock.ends[0], "peakMegabytes": round(peak / 1000)}


steps(1)
print("{}", flush=True)
for line in sys.stdin:
    question = json.loads(line)
    answer = steps(question["steps"]) if "steps" in question else epoch(**question["epoch"])
    print(json.dumps(answer), flush=True)
os._exit(0)
