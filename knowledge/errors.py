"""The one exception tree. Every message says what to do next."""


class SteadyError(Exception):
    """Root of everything Steady raises on purpose."""


class PlaybookError(SteadyError):
    """The playbook's data is broken; names the file and the passage."""


class EmbeddingError(SteadyError):
    """The embedding model is missing, or is not the file we verified."""


class IndexBuildError(SteadyError):
    """The passage index could not be built or opened."""
