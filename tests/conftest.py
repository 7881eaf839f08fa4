"""What is slow to make and safe to share: the playbook, the embedding, and one whole index."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from knowledge.embeddings import MiniLM, minilm
from knowledge.index import Index, open_index
from knowledge.playbook import FOLDER, Playbook
from knowledge.retriever import Retriever


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return Path(__file__).parents[1]


@pytest.fixture(scope="session")
def playbook() -> Playbook:
    """The playbook that ships with Steady."""
    return Playbook.load()


@pytest.fixture(scope="session")
def embedding() -> MiniLM:
    """The embedding that ships with Steady."""
    return minilm()


@pytest.fixture(scope="session")
def index(playbook: Playbook, embedding: MiniLM, tmp_path_factory: pytest.TempPathFactory) -> Index:
    """The whole playbook's index, built once; nobody closes it or writes to it."""
    return open_index(playbook, embedding, tmp_path_factory.mktemp("index"))


@pytest.fixture(scope="session")
def retriever(playbook: Playbook, index: Index, embedding: MiniLM) -> Retriever:
    """A retriever over the whole playbook."""
    return Retriever(playbook, index, embedding)


@pytest.fixture(scope="session")
def part_of_playbook(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, int], Path]:
    """Return a function from a section's file name to a folder with its first passages alone: a small, real playbook."""

    def copy(name: str, passages: int) -> Path:
        section = yaml.safe_load((FOLDER / name).read_text("utf-8"))
        section["passages"] = section["passages"][:passages]
        folder = tmp_path_factory.mktemp("playbook")
        (folder / name).write_text(yaml.safe_dump(section, allow_unicode=True, sort_keys=False), "utf-8")
        return folder

    return copy
