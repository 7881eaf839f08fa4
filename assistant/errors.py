"""Errors of the assistant; all of them are ``SteadyError``."""

from knowledge.errors import EmbeddingError, IndexBuildError, PlaybookError, SteadyError


class SettingsError(SteadyError):
    """A setting has a value Steady cannot use."""


class StoreError(SteadyError):
    """The store of conversations cannot be opened or written."""


class MessageError(SteadyError):
    """The message cannot be taken as it is; nothing was stored."""


class UnknownFactError(SteadyError):
    """A correction names a note that is not in the ledger."""


class ModelError(SteadyError):
    """The language model failed or said nothing usable; the offline writer answers instead."""


class DataError(SteadyError):
    """A data file beside the code (phrases, patterns, helplines) is broken; names the file and the entry."""


__all__ = [
    "DataError",
    "EmbeddingError",
    "IndexBuildError",
    "MessageError",
    "ModelError",
    "PlaybookError",
    "SettingsError",
    "SteadyError",
    "StoreError",
    "UnknownFactError",
]
