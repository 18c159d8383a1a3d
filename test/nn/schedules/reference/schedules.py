"""Writes schedules.json: learning rates of Keras and PyTorch, for schedules as they are written in a file.

    pip install keras==3.12.0 jax==0.10.2 torch==2.13.0 && python schedules.py > schedules.json
"""

import json
import os
import sys

os.environ["KERAS_BACKEND"] = "jax"

import torch
from keras.optimizers import schedules as keras

BATCHES, RATE = 4, 0.5
UPDATES = range(0, 80, 3)


def recorded(schedule):
    return [float(schedule(update)) for update in UPDATES]


def pytorch(make, updates=80):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=RATE)
    schedule = make(optimizer)
    rates = []
    for _ in range(updates):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    return [rates[update] for update in UPDATES]


def one_cycle(optimizer):
    # PyTorch's phases end one update early: with one update and this share more they end where ours do.
    updates, rise = 80, 0.3
    return torch.optim.lr_scheduler.OneCycleLR(
        optimizer, max_lr=RATE, total_steps=updates + 1, pct_start=(rise * updates + 1) / (updates + 1),
        div_factor=25, final_div_factor=1e4, cycle_momentum=False,
    )


CASES = [
    ({"exponential": {"every": 2, "factor": 0.7}}, recorded(keras.ExponentialDecay(RATE, 2 * BATCHES, 0.7))),
    ({"step": {"every": 3, "factor": 0.2}},
     recorded(keras.ExponentialDecay(RATE, 3 * BATCHES, 0.2, staircase=True))),
    ({"step": {"every": 5}}, pytorch(lambda o: torch.optim.lr_scheduler.StepLR(o, 5 * BATCHES))),
    ({"polynomial": {"epochs": 15, "final": 0.1, "power": 2}},
     recorded(keras.PolynomialDecay(RATE, 15 * BATCHES, RATE * 0.1, power=2))),
    ({"cosine": {"epochs": 12}}, recorded(keras.CosineDecay(RATE, 12 * BATCHES))),
    ({"cosine": {"epochs": 12, "final": 0.2, "warmUp": 3}},
     recorded(keras.CosineDecay(0.0, 12 * BATCHES, alpha=0.2, warmup_target=RATE, warmup_steps=3 * BATCHES))),
    ({"cosine": {"epochs": 3, "final": 0.05, "restarts": {"lower": 0.8}}},
     recorded(keras.CosineDecayRestarts(RATE, 3 * BATCHES, t_mul=2.0, m_mul=0.8, alpha=0.05))),
    ({"cosine": {"epochs": 4, "restarts": {"lengthen": 1, "lower": 0.5}}},
     recorded(keras.CosineDecayRestarts(RATE, 4 * BATCHES, t_mul=1.0, m_mul=0.5))),
    ({"piecewise": {"at": [2, 7.5], "shares": [0.1, 0.01]}},
     pytorch(lambda o: torch.optim.lr_scheduler.MultiStepLR(o, [2 * BATCHES, 30]))),
    ({"oneCycle": {"epochs": 20}}, pytorch(one_cycle)),
]

json.dump(
    {
        "batches": BATCHES,
        "learningRate": RATE,
        "updates": list(UPDATES),
        "cases": [{"schedule": schedule, "rates": rates} for schedule, rates in CASES],
    },
    sys.stdout,
)
