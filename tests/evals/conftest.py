"""The library of the evals, on the index that the whole suite shares."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Library
from evals import tasks
from knowledge.embeddings import MiniLM
from knowledge.index import Index, fingerprint
from knowledge.playbook import Playbook


@pytest.fixture(scope="session")
def library(
    index: Index, playbook: Playbook, embedding: MiniLM, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Library]:
    """The one that `python -m evals` opens, in a data folder of the tests' own."""
    built = next(tmp_path_factory.getbasetemp().glob(f"index*/{fingerprint(playbook, embedding)}"))
    data: Path = tmp_path_factory.mktemp("evals")
    (data / "index").symlink_to(built.parent)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("STEADY_DATA", str(data))
        tasks.library.cache_clear()
        yield tasks.library()
    tasks.library.cache_clear()
