"""Reads a store that Assay itself has written: set ASSAY_STORE and ASSAY_EXPERIMENT."""

import os

import pytest

import assay

STORE = os.environ.get("ASSAY_STORE")
EXPERIMENT = os.environ.get("ASSAY_EXPERIMENT", "quickstart")

pytestmark = pytest.mark.skipif(STORE is None, reason="ASSAY_STORE names no store that Assay has written")


def test_every_artifact_of_a_real_run_is_whole_and_readable() -> None:
    assert STORE is not None
    run = assay.open(STORE).run(EXPERIMENT)
    assert run.status == "done"
    read = 0
    for step in run:
        assert step.parameters, step
        for artifact in step.outputs.values():
            reader = {"csv": artifact.table, "safetensors": artifact.tensors, "json": artifact.json}
            reader.get(artifact.extension, artifact.read)()
            read += 1
    assert read > 0


def test_the_recorded_accuracy_is_the_one_of_the_predictions() -> None:
    assert STORE is not None
    run = assay.open(STORE).run(EXPERIMENT)
    trainings = [step for step in run if step.stage == "train"]
    assert trainings
    for training in trainings:
        predictions = training["predictions"].tensors()
        found = float((predictions["test.logits"].argmax(axis=1) == predictions["test.labels"]).mean())
        assert training.metrics["testAccuracy"] == pytest.approx(found, abs=1e-9)
