"""A numbered run of an experiment: its steps, their parameters and metrics."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .artifact import Artifact
from .errors import AssayError, NotFound

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Step:
    """One step at one point of the sweep."""

    name: str
    """The step's name in the experiment file."""
    point: Mapping[str, Any]
    """The values of the step's axes, such as ``{"filters": 32}``; empty for a step that no axis multiplies."""
    stage: str
    action: str
    """What became of it: ``finished``, ``reused``, ``failed``, ``skipped`` or ``cancelled``."""
    key: str | None
    seconds: float | None
    """How long it took when it ran."""
    metrics: Mapping[str, float | str]
    parameters: Mapping[str, Any]
    """All parameters after references and defaults; empty when the store no longer has the step's record."""
    seed: int | None
    outputs: Mapping[str, Artifact]
    """By port."""

    def __getitem__(self, port: str) -> Artifact:
        """The output at a port. Raises NotFound."""
        try:
            return self.outputs[port]
        except KeyError:
            raise NotFound(f'Step {self} has no output "{port}": {_listed("it has", self.outputs)}') from None

    def __str__(self) -> str:
        return f"{self.name}[{_shown(self.point)}]" if self.point else self.name


class Steps(tuple[Step, ...]):
    """The instances of one step, in the order of the sweep.

    With a single instance it behaves like that step: ``run["data"]["dataset"]``, ``run["training"].metrics``.
    """

    __slots__ = ()

    def at(self, **point: Any) -> Step:
        """The one instance at these values of its axes. Raises NotFound when none or several match."""
        found = [step for step in self if all(step.point.get(axis) == value for axis, value in point.items())]
        if len(found) == 1:
            return found[0]
        what = "No instance is" if not found else f"{len(found)} instances are"
        places = ", ".join(_shown(step.point) for step in self)
        raise NotFound(f"{what} at {_shown(point)}: the instances of {self._name} are {places}")

    @property
    def metrics(self) -> Mapping[str, float | str]:
        return self._single.metrics

    @property
    def parameters(self) -> Mapping[str, Any]:
        return self._single.parameters

    @property
    def outputs(self) -> Mapping[str, Artifact]:
        return self._single.outputs

    def __getitem__(self, index: Any) -> Any:
        """An instance by its place, or, of a single instance, an output by its port."""
        if isinstance(index, str):
            return self._single[index]
        return super().__getitem__(index)

    def table(self) -> pd.DataFrame:
        """One row per instance: its axes, action, seconds and metrics."""
        import pandas as pd

        return pd.DataFrame(
            [{**step.point, "action": step.action, "seconds": step.seconds, **step.metrics} for step in self]
        )

    @property
    def _name(self) -> str:
        return self[0].name if len(self) > 0 else "this step"

    @property
    def _single(self) -> Step:
        if len(self) == 1:
            only: Step = super().__getitem__(0)
            return only
        places = ", ".join(_shown(step.point) for step in self)
        raise AssayError(f"{self._name} has {len(self)} instances ({places}): choose one with .at(...) or [index]")


# What Assay itself keeps in a run's folder.
_OWN_FILES = frozenset({"run.json", "verified.json", "notes.json", "events.jsonl"})


@dataclass(frozen=True)
class Run:
    """A numbered run of an experiment."""

    experiment: str
    number: int
    status: str
    """``done``, ``failed``, ``interrupted``, or ``running`` (also for a run that was killed)."""
    started_at: str
    """ISO 8601."""
    seed: int
    source: Mapping[str, Any]
    """The experiment file after overrides."""
    steps: tuple[Step, ...]
    """All steps in the order of the plan."""
    folder: Path
    """Where the published files lie."""
    tags: tuple[str, ...] = ()
    """What ``assay tag`` has given it."""
    note: str | None = None
    """What ``assay note`` has kept beside it."""

    def __getitem__(self, name: str) -> Steps:
        """All instances of the step with this name. Raises NotFound."""
        found = Steps(step for step in self.steps if step.name == name)
        if len(found) == 0:
            names = dict.fromkeys(step.name for step in self.steps)
            raise NotFound(f'Run {self} has no step "{name}": {_listed("its steps are", names)}')
        return found

    def __iter__(self) -> Iterator[Step]:
        return iter(self.steps)

    def __contains__(self, name: object) -> bool:
        return any(step.name == name for step in self.steps)

    def published(self, name: str) -> Path:
        """The path of a published file, such as ``summary.csv``. It is a copy that anybody may have changed."""
        path = self.folder / name
        if not path.is_file():
            names = sorted(file.name for file in self.folder.iterdir() if file.name not in _OWN_FILES)
            raise NotFound(f'Run {self} has published no "{name}": {_listed("its files are", names)}')
        return path

    def __str__(self) -> str:
        return f"{self.experiment}@{self.number}"


def _shown(point: Mapping[str, Any]) -> str:
    return ", ".join(f"{axis}={value}" for axis, value in point.items())


def _listed(words: str, names: Any) -> str:
    shown = ", ".join(f'"{name}"' for name in names)
    return f"{words} {shown}" if shown else "there are none"
