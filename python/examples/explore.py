# %% [markdown]
# A look at a run of experiments/quickstart.yaml. Open this file as a notebook, or run it: python explore.py artifacts

# %%
import sys

import numpy as np

import assay

run = assay.open(sys.argv[1] if len(sys.argv) > 1 else "artifacts").run("quickstart")
print(run, run.status)
print(run["training"].table().to_string(index=False))

# %% Recompute the test accuracy from the predictions.
for training in run["training"]:
    predictions = training["predictions"].tensors()
    accuracy = float((predictions["test.logits"].argmax(axis=1) == predictions["test.labels"]).mean())
    print(f"{training}: recorded {training.metrics['testAccuracy']}, recomputed {accuracy}")

# %% The most similar pair of filters of the first layer.
for training in run["training"]:
    kernel = training["model"].tensors()["final/conv1.kernel"]  # [height, width, channels, filters]
    filters = kernel.reshape(-1, kernel.shape[-1]).T.astype(np.float64)
    unit = filters / np.linalg.norm(filters, axis=1, keepdims=True)
    cosines = unit @ unit.T
    np.fill_diagonal(cosines, -1)
    first, second = np.unravel_index(cosines.argmax(), cosines.shape)
    print(f"{training}: filters {first} and {second} have the cosine {cosines.max():.4f}")
