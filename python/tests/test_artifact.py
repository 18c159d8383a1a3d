import os
from pathlib import Path

import numpy as np
import pytest

import assay
from conftest import KERNEL


def training(store: Path) -> assay.Step:
    return assay.open(store).run("tiny")["training"].at(filters=16)


def test_table_reads_csv(store: Path) -> None:
    table = training(store)["history"].table()
    assert list(table.columns) == ["epoch", "loss"]
    assert table["loss"].isna().tolist() == [False, True]


def test_tensors_and_metadata_read_safetensors(store: Path) -> None:
    model = training(store)["model"]
    np.testing.assert_array_equal(model.tensors()["final/a.kernel"], KERNEL)
    assert model.metadata() == {"model": {"layers": []}}


def test_the_wrong_reader_is_refused_by_name(store: Path) -> None:
    with pytest.raises(assay.AssayError, match=r"table\(\) reads .csv files, and this model is a .safetensors file"):
        training(store)["model"].table()


@pytest.mark.parametrize("read", ["path", "read", "tensors"])
def test_damage_is_found(store: Path, read: str) -> None:
    model = training(store)["model"]
    path = store / "objects" / "sha256" / model.digest[7:9] / model.digest[9:]
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(bytes(content))
    with pytest.raises(assay.DamagedArtifact, match="is damaged"):
        getattr(model, read) if read == "path" else getattr(model, read)()


def test_damage_with_the_old_time_is_found_when_it_is_read(store: Path) -> None:
    model = training(store)["model"]
    path = model.path
    before = path.stat()
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(bytes(content))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    with pytest.raises(assay.DamagedArtifact):
        model.tensors()


def test_a_collected_artifact_is_told(store: Path) -> None:
    model = training(store)["model"]
    (store / "objects" / "sha256" / model.digest[7:9] / model.digest[9:]).unlink()
    with pytest.raises(assay.MissingArtifact, match="run the experiment again"):
        model.read()


def test_a_digest_cannot_lead_out_of_the_store(store: Path) -> None:
    outside = assay.Artifact("table", "csv", "sha256:../../../etc/passwd", 1, store / "objects" / "sha256")
    with pytest.raises(assay.AssayError, match="64 hexadecimal digits"):
        outside.read()
