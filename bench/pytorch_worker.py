"""PyTorch as a contender, see training.mjs: eager or compiled, images by channels or with channels last."""

import json
import os
import sys
import time

import torch
from torch import nn
from torch.nn import functional

settings = json.loads(sys.argv[1])
torch.set_num_threads(settings["threads"])
torch.manual_seed(1)
BATCH = settings["batch"]
NET = settings["net"]


class Variational(nn.Module):
    """784-500-5-500-784; gives -ELBO and an L2 penalty of the decoder."""

    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(nn.Flatten(), nn.Linear(784, 500), nn.Tanh(), nn.Linear(500, 10))
        self.decoder = nn.Sequential(nn.Linear(5, 500), nn.Tanh(), nn.Linear(500, 784))

    def forward(self, x):
        mean, log_deviation = self.encoder(x).chunk(2, dim=1)
        logits = self.decoder(mean + log_deviation.exp() * torch.randn_like(mean))
        cost = (functional.softplus(logits) - x.flatten(1) * logits).sum(1)
        kl = 0.5 * ((2 * log_deviation).exp() + mean.square() - 1 - 2 * log_deviation).sum(1)
        return (cost + kl).mean() + 0.01 * sum(w.square().sum() for w in self.decoder.parameters())


def build(net):
    if net == "mlp":
        return nn.Sequential(nn.Flatten(), nn.Linear(784, 32), nn.ReLU(), nn.Linear(32, 10))
    if net == "autoencoder":
        return nn.Sequential(nn.Flatten(), nn.Linear(784, 32), nn.ReLU(), nn.Linear(32, 784), nn.Sigmoid())
    if net == "vae":
        return Variational()
    (first, a), (second, b) = settings["convolutions"]
    convolutions = [nn.Conv2d(1, first, a), nn.ReLU(), nn.Conv2d(first, second, b), nn.ReLU()]
    head = [*convolutions, nn.MaxPool2d(2), nn.Dropout(0.25)]
    side = (30 - a - b) // 2
    middle = [nn.Flatten(), nn.Linear(side * side * second, 128), nn.ReLU(), nn.Dropout(0.5), nn.Linear(128, 50), nn.ReLU()]
    return nn.Sequential(*head, *middle, nn.Dropout(0.5), nn.Linear(50, 10))


model = build(NET)
x = torch.rand(BATCH, 1, 28, 28)
if settings["mode"] in ("channelsLast", "compiledChannelsLast"):
    model, x = model.to(memory_format=torch.channels_last), x.to(memory_format=torch.channels_last)
y = torch.arange(BATCH) % 10
if NET in ("autoencoder", "vae"):
    optimizer = torch.optim.Adam(model.parameters(), 1e-3)
else:
    optimizer = torch.optim.SGD(model.parameters(), 1e-3, momentum=0.9, nesterov=True)


def loss_of(x, y):
    if NET == "vae":
        return model(x), None
    output = model(x)
    if NET == "autoencoder":
        return functional.mse_loss(output, x.flatten(1)), None
    return functional.cross_entropy(output, y), (output.argmax(1) == y).sum()


compute = torch.compile(loss_of) if settings["mode"].startswith("compiled") else loss_of


def steps(count):
    ms = []
    for _ in range(count):
        began = time.perf_counter()
        optimizer.zero_grad()
        loss, correct = compute(x, y)
        loss.backward()
        optimizer.step()
        loss.item()
        ms.append((time.perf_counter() - began) * 1000)
    return {"ms": ms}


steps(1)
print("{}", flush=True)
for line in sys.stdin:
    print(json.dumps(steps(json.loads(line)["steps"])), flush=True)
os._exit(0)
