"""The store: a folder with objects by content, records by key and numbered runs."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .artifact import Artifact
from .errors import AssayError, NotFound
from .run import Run, Step

_FORMAT = 1
_LARGEST_RECORD = 64 * 1024 * 1024


def open_store(folder: str | os.PathLike[str] = "artifacts") -> Store:
    """Opens a store to read from it. Raises NotFound when the folder is none, AssayError for an unknown format."""
    root = Path(folder)
    marker = root / "store.json"
    if not marker.is_file():
        raise NotFound(f"{root} is no Assay store: it has no store.json. Give the folder that `assay run` writes to")
    found = _read_json(marker).get("format")
    if found != _FORMAT:
        raise AssayError(f"The store {root} has format {found!r}; this reader knows format {_FORMAT}: update the reader")
    return Store(root)


@dataclass(frozen=True)
class Store:
    """An open store."""

    root: Path

    @property
    def experiments(self) -> tuple[str, ...]:
        """The names of all experiments that have runs."""
        return tuple(sorted(folder.name for folder in _folders(self.root / "runs")))

    def runs(self, experiment: str) -> tuple[int, ...]:
        """The numbers of an experiment's runs, oldest first. Raises NotFound."""
        folder = self.root / "runs" / experiment
        if "/" in experiment or os.sep in experiment or not folder.is_dir():
            names = ", ".join(f'"{name}"' for name in self.experiments) or "none"
            raise NotFound(f'The store has no runs of "{experiment}": it has {names}')
        return tuple(sorted(int(each.name) for each in _folders(folder) if each.name.isdecimal()))

    def run(self, experiment: str, number: int | None = None) -> Run:
        """A run by its number; left out, the newest one that is whole, else the newest. Raises NotFound."""
        numbers = self.runs(experiment)
        if number is None:
            number = self._latest(experiment, numbers)
        if number not in numbers:
            raise NotFound(f"{experiment} has no run {number}: its runs are {', '.join(map(str, numbers))}")
        folder = self.root / "runs" / experiment / str(number)
        return self._parse(_read_json(folder / "run.json"), folder)

    def _latest(self, experiment: str, numbers: tuple[int, ...]) -> int | None:
        link = self.root / "runs" / experiment / "latest"
        target = os.readlink(link) if link.is_symlink() else ""
        if target.isdecimal() and int(target) in numbers:
            return int(target)
        return max(numbers, default=None)

    def _parse(self, record: Mapping[str, Any], folder: Path) -> Run:
        notes = _read_notes(folder / "notes.json")
        try:
            return Run(
                experiment=record["experiment"],
                number=record["number"],
                status=record["status"],
                started_at=record["startedAt"],
                seed=record["seed"],
                source=record["source"],
                steps=tuple(self._step(step) for step in record["steps"]),
                folder=folder,
                tags=tuple(notes.get("tags", ())),
                note=notes.get("note"),
            )
        except KeyError as missing:
            raise AssayError(f"{folder / 'run.json'} has no {missing}: a newer or older Assay wrote it") from None

    def _step(self, step: Mapping[str, Any]) -> Step:
        key = step.get("key")
        fingerprint = self._fingerprint(key)
        duration = step.get("durationMs")
        return Step(
            name=step["name"],
            point=step.get("point", {}),
            stage=step["stage"],
            action=step["action"],
            key=key,
            seconds=None if duration is None else duration / 1000,
            metrics=step.get("metrics", {}),
            parameters=fingerprint.get("params", {}),
            seed=fingerprint.get("seed"),
            outputs={port: self._artifact(ref) for port, ref in step.get("outputs", {}).items()},
        )

    def _artifact(self, ref: Mapping[str, Any]) -> Artifact:
        objects = self.root / "objects" / "sha256"
        return Artifact(ref["kind"], ref["extension"], ref["digest"], ref["bytes"], objects)

    def _fingerprint(self, key: str | None) -> Mapping[str, Any]:
        """What the step's key is made of; empty when the store no longer has the record."""
        digits = "" if key is None else key.removeprefix("sha256:")
        if len(digits) != 64 or not digits.isalnum():
            return {}
        try:
            record = _read_json(self.root / "actions" / digits[:2] / f"{digits[2:]}.json").get("record", {})
        except (AssayError, OSError):
            return {}
        fingerprint: Mapping[str, Any] = record.get("fingerprint", {})
        return fingerprint


def _folders(parent: Path) -> list[Path]:
    if not parent.is_dir():
        return []
    return [each for each in parent.iterdir() if each.is_dir() and not each.is_symlink()]


def _read_notes(path: Path) -> dict[str, Any]:
    """The tags and the note of a run; none where they are missing or damaged: a run is as good without."""
    try:
        return _read_json(path)
    except (AssayError, OSError):
        return {}


def _read_json(path: Path) -> dict[str, Any]:
    # A store may come from a stranger: no pipe, no link, no endless file.
    if path.is_symlink() or not path.is_file():
        raise NotFound(f"{path} is missing, or is no regular file")
    if path.stat().st_size > _LARGEST_RECORD:
        raise AssayError(f"{path} has {path.stat().st_size} bytes: too large for a record")
    try:
        value = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise AssayError(f"{path} is damaged: {error}") from None
    if not isinstance(value, dict):
        raise AssayError(f"{path} is damaged: expected a JSON object")
    return value
