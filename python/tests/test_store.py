from pathlib import Path

import pytest

import assay
from conftest import Writer


def test_open_refuses_a_folder_that_is_no_store(tmp_path: Path) -> None:
    with pytest.raises(assay.NotFound, match="no store.json"):
        assay.open(tmp_path)


def test_open_refuses_an_unknown_format(tmp_path: Path) -> None:
    (tmp_path / "store.json").write_text('{ "format": 2 }')
    with pytest.raises(assay.AssayError, match="format 2"):
        assay.open(tmp_path)


def test_experiments_and_runs_are_listed(store: Path) -> None:
    opened = assay.open(store)
    assert opened.experiments == ("tiny",)
    assert opened.runs("tiny") == (1,)


def test_runs_names_what_there_is(store: Path) -> None:
    with pytest.raises(assay.NotFound, match='it has "tiny"'):
        assay.open(store).runs("other")
    with pytest.raises(assay.NotFound):
        assay.open(store).runs("../runs/tiny")


def test_run_takes_the_one_that_latest_names(writer: Writer) -> None:
    for number in (1, 2, 10):
        writer.run(number, [])
    opened = assay.open(writer.root)
    assert opened.run("tiny").number == 10
    (writer.root / "runs" / "tiny" / "latest").symlink_to("2")
    assert opened.run("tiny").number == 2
    assert opened.run("tiny", 1).number == 1
    with pytest.raises(assay.NotFound, match="1, 2, 10"):
        opened.run("tiny", 3)


def test_run_ignores_a_link_that_leads_elsewhere(writer: Writer) -> None:
    writer.run(1, [])
    (writer.root / "runs" / "tiny" / "latest").symlink_to("/etc")
    assert assay.open(writer.root).run("tiny").number == 1


def test_run_tells_a_damaged_record(writer: Writer) -> None:
    folder = writer.run(1, [])
    (folder / "run.json").write_text("{")
    with pytest.raises(assay.AssayError, match="damaged"):
        assay.open(writer.root).run("tiny")


def test_run_follows_no_link_to_a_record(writer: Writer) -> None:
    folder = writer.run(1, [])
    (folder / "run.json").unlink()
    (folder / "run.json").symlink_to("/dev/zero")
    with pytest.raises(assay.NotFound, match="no regular file"):
        assay.open(writer.root).run("tiny")
