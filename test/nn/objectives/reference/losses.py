"""Writes losses.json: losses of Keras and PyTorch on a few images.

    pip install keras==3.12.0 jax==0.10.2 torch==2.13.0 && python losses.py > losses.json
"""

import json
import os
import sys

os.environ["KERAS_BACKEND"] = "jax"

import keras
import numpy as np
import torch

rng = np.random.default_rng(7)
OUTPUTS = (3 * rng.standard_normal((6, 4))).astype("float32").round(3)
LABELS = [0, 3, 1, 1, 2, 0]
SOFT = rng.dirichlet(np.ones(4), 6).astype("float32").round(3)
SOFT /= SOFT.sum(axis=1, keepdims=True)
ONE_HOT = np.eye(4, dtype="float32")[LABELS]
WEIGHTS = [0.5, 2.0, 1.0, 0.0]

k = keras.losses
outputs, labels = torch.tensor(OUTPUTS), torch.tensor(LABELS)
cross = torch.nn.functional.cross_entropy


def by_keras(loss, targets=ONE_HOT, weights=None):
    return float(loss(targets, OUTPUTS, sample_weight=weights))


def focal(gamma):
    # Keras's takes probabilities only, and cuts them off at 1e-7.
    probabilities = np.array(keras.ops.softmax(OUTPUTS))
    return float(k.CategoricalFocalCrossentropy(alpha=1.0, gamma=gamma)(ONE_HOT, probabilities))


CASES = [
    ({}, "labels", float(cross(outputs, labels))),
    ({}, "soft", float(cross(outputs, torch.tensor(SOFT)))),
    ({"labelSmoothing": 0.1}, "labels", float(cross(outputs, labels, label_smoothing=0.1))),
    ({"labelSmoothing": 0.3}, "labels", by_keras(k.CategoricalCrossentropy(from_logits=True, label_smoothing=0.3))),
    ({"classWeights": WEIGHTS}, "labels",
     by_keras(k.CategoricalCrossentropy(from_logits=True), weights=np.array(WEIGHTS, "float32")[LABELS])),
    ({"loss": "focal"}, "labels", focal(2)),
    ({"loss": "focal", "focusing": 0.5}, "labels", focal(0.5)),
    ({"loss": "meanSquaredError"}, "labels", by_keras(k.MeanSquaredError())),
    ({"loss": "meanSquaredError"}, "soft", by_keras(k.MeanSquaredError(), SOFT)),
    ({"loss": "meanAbsoluteError"}, "labels", by_keras(k.MeanAbsoluteError())),
]

json.dump(
    {
        "outputs": OUTPUTS.tolist(),
        "labels": LABELS,
        "soft": SOFT.tolist(),
        "cases": [{"settings": settings, "targets": targets, "loss": loss} for settings, targets, loss in CASES],
    },
    sys.stdout,
)
