"""The parts every conversation shares, opened once."""

from __future__ import annotations

import pytest

from assistant.coach import Library
from assistant.settings import Settings


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory):
    """A data folder of the tests' own."""
    return tmp_path_factory.mktemp("steady")


@pytest.fixture(scope="session")
def library(data) -> Library:
    """The real library, with a real index, and no model whatever the environment says."""
    return Library(Settings(data=data, model=None, chroma=None, embedding_model=None, embedding_url=None, _env_file=None))
