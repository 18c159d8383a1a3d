"""Reads what Assay has made, from Python.

    import assay

    run = assay.open("artifacts").run("quickstart")
    training = run["training"].at(filters=32)
    training.metrics["testAccuracy"]
    training["history"].table()      # a pandas DataFrame
    training["model"].tensors()      # numpy arrays by name

Nothing here writes. Every file is checked against its digest before it is read.
"""

from .artifact import Artifact
from .errors import AssayError, DamagedArtifact, MissingArtifact, NotFound
from .run import Run, Step, Steps
from .store import Store, open_store as open

__all__ = [
    "Artifact",
    "AssayError",
    "DamagedArtifact",
    "MissingArtifact",
    "NotFound",
    "Run",
    "Step",
    "Steps",
    "Store",
    "open",
]
