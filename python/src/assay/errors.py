"""What can go wrong, each with what to do next."""


class AssayError(Exception):
    """Base of all errors of this package."""


class NotFound(AssayError, LookupError):
    """There is no such store, experiment, run, step or output."""


class MissingArtifact(AssayError):
    """The store no longer has the artifact: ``assay gc`` removed it, or it lies in another store."""


class DamagedArtifact(AssayError):
    """The file's bytes do not have the digest that the run recorded."""
