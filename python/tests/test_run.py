from pathlib import Path

import pytest

import assay


def test_steps_are_found_by_name_and_point(store: Path) -> None:
    run = assay.open(store).run("tiny")
    assert [str(step) for step in run] == ["data", "training[filters=16]", "training[filters=32]"]
    assert run["training"].at(filters=32).metrics["testAccuracy"] == pytest.approx(0.932)
    assert "training" in run and "nothing" not in run


def test_an_unknown_step_is_told_with_those_there_are(store: Path) -> None:
    with pytest.raises(assay.NotFound, match='"data", "training"'):
        assay.open(store).run("tiny")["trainings"]


def test_at_refuses_none_and_several(store: Path) -> None:
    training = assay.open(store).run("tiny")["training"]
    with pytest.raises(assay.NotFound, match="No instance is at filters=64"):
        training.at(filters=64)
    with pytest.raises(assay.NotFound, match="2 instances"):
        training.at()


def test_a_single_instance_can_be_used_directly(store: Path) -> None:
    run = assay.open(store).run("tiny")
    assert run["data"]["report"].json() == {"pairs": 3}
    with pytest.raises(assay.AssayError, match="choose one"):
        run["training"].metrics


def test_a_step_has_its_parameters_seed_and_seconds(store: Path) -> None:
    step = assay.open(store).run("tiny")["training"].at(filters=16)
    assert (step.parameters["epochs"], step.seed, step.seconds) == (2, 7, 1.5)


def test_parameters_are_empty_without_a_record(store: Path) -> None:
    for record in (store / "actions").rglob("*.json"):
        record.unlink()
    assert assay.open(store).run("tiny")["training"].at(filters=16).parameters == {}


def test_table_has_a_row_per_instance(store: Path) -> None:
    table = assay.open(store).run("tiny")["training"].table()
    assert list(table.columns) == ["filters", "action", "seconds", "testAccuracy"]
    assert list(table["filters"]) == [16, 32]


def test_an_unknown_output_is_told_with_those_there_are(store: Path) -> None:
    with pytest.raises(assay.NotFound, match='"history", "model"'):
        assay.open(store).run("tiny")["training"][0]["image"]


def test_published_names_a_file(store: Path) -> None:
    run = assay.open(store).run("tiny")
    (run.folder / "summary.csv").write_text("a\n1\n")
    assert run.published("summary.csv").read_text() == "a\n1\n"
    with pytest.raises(assay.NotFound, match='"summary.csv"'):
        run.published("other.csv")


def test_a_run_has_its_tags_and_its_note(store: Path) -> None:
    opened = assay.open(store)
    assert (opened.run("tiny").tags, opened.run("tiny").note) == ((), None)
    notes = opened.run("tiny").folder / "notes.json"
    notes.write_text('{"format": 1, "tags": ["paper", "final"], "note": "good"}')
    assert (opened.run("tiny").tags, opened.run("tiny").note) == (("paper", "final"), "good")
    with pytest.raises(assay.NotFound, match="there are none"):
        opened.run("tiny").published("other.csv")
    notes.write_text("{")
    assert opened.run("tiny").tags == ()
