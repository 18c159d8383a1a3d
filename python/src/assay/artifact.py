"""One output of a step: a file in the store, and the ways to read it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import AssayError, DamagedArtifact, MissingArtifact

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

_CHUNK = 1 << 20
_Key = tuple[str, int, int]
# Files that were hashed in this process, by path, size and time of the last change.
_verified: set[_Key] = set()


@dataclass(frozen=True)
class Artifact:
    """One output of a step.

    Nothing is read before you ask for it. Then the file is hashed, once per process, and compared with the digest that
    the run recorded.
    """

    kind: str
    """What it is, such as ``model``, ``table`` or ``image``."""
    extension: str
    digest: str
    """``sha256:`` and 64 hexadecimal digits."""
    size: int
    """In bytes."""
    _objects: Path = field(repr=False)

    @property
    def path(self) -> Path:
        """The verified file. It is read-only and has no extension; copy it to change it.

        Raises MissingArtifact or DamagedArtifact.
        """
        path = self._location()
        try:
            stat = path.stat()
        except FileNotFoundError:
            raise MissingArtifact(
                f"The store has no artifact {self.digest} ({self.kind}): run the experiment again to make it"
            ) from None
        key = (str(path), stat.st_size, stat.st_mtime_ns)
        if key not in _verified:
            self._verify(path)
            _verified.add(key)
        return path

    def read(self) -> bytes:
        """All bytes of the file, hashed as they were read."""
        path = self.path
        content = path.read_bytes()
        self._check(hashlib.sha256(content).hexdigest(), path)
        return content

    def table(self) -> pd.DataFrame:
        """A CSV file (kinds ``table``, ``history``) as a DataFrame. Empty cells are NaN."""
        self._expect("csv", "table")
        import pandas as pd

        return pd.read_csv(BytesIO(self.read()))

    def tensors(self) -> dict[str, np.ndarray[Any, Any]]:
        """All tensors of a safetensors file by name, in the shapes that docs/architecture.md lists."""
        self._expect("safetensors", "tensors")
        from safetensors.numpy import load

        return dict(load(self.read()))

    def metadata(self) -> dict[str, Any]:
        """The metadata of a safetensors file. Values that are JSON come parsed."""
        self._expect("safetensors", "metadata")
        content = self.read()
        length = int.from_bytes(content[:8], "little")
        header = json.loads(content[8 : 8 + length])
        return {name: _parsed(text) for name, text in header.get("__metadata__", {}).items()}

    def json(self) -> Any:
        """The content of a JSON file."""
        self._expect("json", "json")
        return json.loads(self.read())

    def _location(self) -> Path:
        algorithm, _, digits = self.digest.partition(":")
        if algorithm != "sha256" or len(digits) != 64 or not all(digit in "0123456789abcdef" for digit in digits):
            raise AssayError(f"Expected a digest sha256:<64 hexadecimal digits>, found {self.digest!r}")
        return self._objects / digits[:2] / digits[2:]

    def _verify(self, path: Path) -> None:
        digest = hashlib.sha256()
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
        self._check(digest.hexdigest(), path)

    def _check(self, found: str, path: Path) -> None:
        if self.digest != f"sha256:{found}":
            raise DamagedArtifact(
                f"{path} is damaged: its bytes have the digest sha256:{found}. "
                "Run the experiment again: Assay sets the file aside and makes it again"
            )

    def _expect(self, extension: str, method: str) -> None:
        if self.extension != extension:
            raise AssayError(f"{method}() reads .{extension} files, and this {self.kind} is a .{self.extension} file")


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
