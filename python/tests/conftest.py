"""A small store as docs/architecture.md describes it, written by hand."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import save


class Writer:
    """Writes objects, records and runs."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir()
        (root / "store.json").write_text('{ "format": 1 }\n')

    def artifact(self, kind: str, extension: str, content: bytes) -> dict[str, Any]:
        digits = hashlib.sha256(content).hexdigest()
        path = self.root / "objects" / "sha256" / digits[:2] / digits[2:]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return {"kind": kind, "extension": extension, "digest": f"sha256:{digits}", "bytes": len(content)}

    def record(self, key: str, fingerprint: dict[str, Any]) -> None:
        digits = key.removeprefix("sha256:")
        path = self.root / "actions" / digits[:2] / f"{digits[2:]}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"digest": "", "record": {"fingerprint": fingerprint}}))

    def run(self, number: int, steps: list[dict[str, Any]], *, status: str = "done") -> Path:
        folder = self.root / "runs" / "tiny" / str(number)
        folder.mkdir(parents=True)
        record = {
            "format": 1,
            "experiment": "tiny",
            "number": number,
            "status": status,
            "startedAt": "2026-01-01T00:00:00.000Z",
            "seed": 7,
            "source": {"experiment": "tiny"},
            "steps": steps,
            "outputs": [],
        }
        (folder / "run.json").write_text(json.dumps(record))
        return folder


KERNEL = np.arange(6, dtype=np.float32).reshape(2, 3)


@pytest.fixture
def writer(tmp_path: Path) -> Writer:
    return Writer(tmp_path / "artifacts")


@pytest.fixture
def store(writer: Writer) -> Path:
    """A run with a step `data` and a step `training` at two points."""
    table = writer.artifact("history", "csv", b"epoch,loss\n0,2.5\n1,\n")
    model = writer.artifact("model", "safetensors", save({"final/a.kernel": KERNEL}, {"model": '{"layers": []}'}))
    report = writer.artifact("similarity", "json", b'{"pairs": 3}')
    steps: list[dict[str, Any]] = [
        {"id": "data", "name": "data", "point": {}, "stage": "load", "action": "reused", "outputs": {"report": report}}
    ]
    for filters in (16, 32):
        key = f"sha256:{filters:064d}"
        writer.record(key, {"params": {"epochs": 2, "filters": filters}, "seed": 7})
        steps.append(
            {
                "id": f"training[filters={filters}]",
                "name": "training",
                "point": {"filters": filters},
                "stage": "train",
                "action": "finished",
                "key": key,
                "durationMs": 1500,
                "metrics": {"testAccuracy": 0.9 + filters / 1000},
                "outputs": {"history": table, "model": model},
            }
        )
    writer.run(1, steps)
    return writer.root
