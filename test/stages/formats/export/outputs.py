"""Loads exported networks and prints, for each, the largest difference of its outputs from those that are expected.

Reads a list of jobs as JSON on standard input: the file of a network, and NumPy files of images and expected outputs. One process
for all, because Keras takes seconds to start.
"""

import json
import os
import sys

os.environ["KERAS_BACKEND"] = "numpy"

import keras
import numpy
import onnxruntime


def outputs_of(path, images):
    if path.endswith(".onnx"):
        session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
        return session.run(None, {"input": images})[0]
    model = keras.saving.load_model(path)
    return numpy.asarray(model(images, training=False))


def read(file, shape):
    return numpy.fromfile(file, "<f4").reshape(shape)


found = []
for job in json.load(sys.stdin):
    images, expected = read(*job["images"]), read(*job["expected"])
    outputs = outputs_of(job["path"], images)
    assert outputs.shape == expected.shape, (outputs.shape, expected.shape)
    found.append(float(numpy.abs(outputs - expected).max()))
json.dump(found, sys.stdout)
