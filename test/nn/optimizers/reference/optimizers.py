"""Writes optimizers.json: the first updates of the optimizers of Keras and PyTorch, on a slope that is easy to follow.

    pip install keras==3.12.0 jax==0.10.2 torch==2.13.0 && python optimizers.py > optimizers.json

The gradient of each number p of the weights is 2 (p - 1) + 0.1. Each case is written as in a file of Assay; weights decay in the
kernel only. Keras's Adam has another epsilon than the paper, so Adam and its kin are PyTorch's where epsilon matters.
"""

import json
import os
import sys

os.environ["KERAS_BACKEND"] = "jax"

import keras
import numpy as np
import torch

KERNEL, BIAS, UPDATES = [3.0, -1.0, 0.5], [2.0, -4.0], 8


def with_keras(make, decay=None):
    kernel, bias = (keras.Variable(np.array(values, "float32"), name=name)
                    for name, values in (("kernel", KERNEL), ("bias", BIAS)))
    optimizer = make(keras.optimizers)
    if decay is not None:
        optimizer.exclude_from_weight_decay(var_list=[bias])
    optimizer.build([kernel, bias])
    path = []
    for _ in range(UPDATES):
        optimizer.apply([2 * (p.value - 1) + 0.1 for p in (kernel, bias)], [kernel, bias])
        path.append([*np.array(kernel.value).tolist(), *np.array(bias.value).tolist()])
    if optimizer.use_ema:
        average = [np.array(v.value).tolist() for v in optimizer._model_variables_moving_average]
        path.append([*average[0], *average[1]])
    return path


def with_torch(make, decay=0.0, clip=None):
    kernel, bias = (torch.nn.Parameter(torch.tensor(values)) for values in (KERNEL, BIAS))
    optimizer = make([{"params": [kernel], "weight_decay": decay}, {"params": [bias], "weight_decay": 0.0}])
    path = []
    for _ in range(UPDATES):
        for p in (kernel, bias):
            p.grad = 2 * (p.detach() - 1) + 0.1
        if clip is not None:
            clip([kernel, bias])
        optimizer.step()
        path.append([*kernel.tolist(), *bias.tolist()])
    return path


t = torch.optim
norm = torch.nn.utils.clip_grad_norm_
CASES = [
    ("PyTorch", {"adamw": {"learningRate": 0.1, "weightDecay": 0.2}}, {},
     with_torch(lambda p: t.AdamW(p, lr=0.1), decay=0.2)),
    ("PyTorch", {"adamw": {"learningRate": 0.3, "beta1": 0.7, "beta2": 0.8, "weightDecay": 0.05, "amsgrad": True}}, {},
     with_torch(lambda p: t.AdamW(p, lr=0.3, betas=(0.7, 0.8), amsgrad=True), decay=0.05)),
    ("Keras", {"adamw": {"learningRate": 0.1, "weightDecay": 0.2}}, {},
     with_keras(lambda o: o.AdamW(0.1, weight_decay=0.2, epsilon=1e-10), decay=0.2)),
    ("PyTorch", {"amsgrad": {"learningRate": 0.5, "beta2": 0.6, "epsilon": 0.01}}, {},
     with_torch(lambda p: t.Adam(p, lr=0.5, betas=(0.9, 0.6), eps=0.01, amsgrad=True))),
    ("PyTorch", {"nadam": {"learningRate": 0.2}}, {}, with_torch(lambda p: t.NAdam(p, lr=0.2))),
    ("Keras", {"nadam": {"learningRate": 0.2, "momentumDecay": 1, "epsilon": 1e-7}}, {},
     with_keras(lambda o: o.Nadam(0.2, epsilon=1e-7))),
    ("Keras", {"rmsprop": {"learningRate": 0.1, "epsilon": 0.01}}, {},
     with_keras(lambda o: o.RMSprop(0.1, epsilon=0.01))),
    ("Keras", {"rmsprop": {"learningRate": 0.05, "rho": 0.8, "momentum": 0.7, "centered": True, "epsilon": 0.01}}, {},
     with_keras(lambda o: o.RMSprop(0.05, rho=0.8, momentum=0.7, centered=True, epsilon=0.01))),
    ("Keras", {"adagrad": {"learningRate": 0.5}}, {}, with_keras(lambda o: o.Adagrad(0.5))),
    ("PyTorch", {"adagrad": {"learningRate": 0.5, "initial": 0, "epsilon": 1e-20}}, {},
     with_torch(lambda p: t.Adagrad(p, lr=0.5))),
    ("Keras", {"lion": {"learningRate": 0.3, "weightDecay": 0.1}}, {},
     with_keras(lambda o: o.Lion(0.3, weight_decay=0.1), decay=0.1)),
    ("Keras", {"sgd": {"learningRate": 0.1, "momentum": 0.9}}, {"clip": {"norm": 1.5}},
     with_keras(lambda o: o.SGD(0.1, momentum=0.9, clipnorm=1.5))),
    ("Keras", {"sgd": {"learningRate": 0.1}}, {"clip": {"globalNorm": 2}},
     with_keras(lambda o: o.SGD(0.1, global_clipnorm=2.0))),
    ("PyTorch", {"sgd": {"learningRate": 0.1, "weightDecay": 0.3}}, {"clip": {"globalNorm": 2}},
     with_torch(lambda p: t.SGD(p, lr=0.1), decay=0.3, clip=lambda all: norm(all, 2.0))),
    ("Keras", {"adam": {"learningRate": 0.1, "epsilon": 1e-10}}, {"clip": {"value": 0.5}},
     with_keras(lambda o: o.Adam(0.1, epsilon=1e-10, clipvalue=0.5))),
    # The last row is the average.
    ("Keras", {"sgd": {"learningRate": 0.1}}, {"weightAverage": 0.8},
     with_keras(lambda o: o.SGD(0.1, use_ema=True, ema_momentum=0.8))),
]

json.dump(
    {
        "start": {"a.kernel": KERNEL, "a.bias": BIAS},
        "updates": UPDATES,
        "cases": [{"of": of, "optimizer": optimizer, **more, "path": path} for of, optimizer, more, path in CASES],
    },
    sys.stdout,
)
