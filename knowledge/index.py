"""The passage index: one Chroma collection in a folder named by its fingerprint.

A build happens in a folder of its own and is moved into place when it is whole, so a half-built index is never seen; a
file lock lets one process build while others wait. What cannot be opened and probed is rebuilt.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import uuid
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import chromadb
from chromadb.api.shared_system_client import SharedSystemClient
from chromadb.config import Settings
from filelock import FileLock, Timeout

from knowledge.embeddings import Embedding, Vectors
from knowledge.errors import EmbeddingError, IndexBuildError, SteadyError
from knowledge.playbook import Passage, Playbook

COLLECTION = "passages"
BATCH = 32
LOCK_SECONDS = 300
WORKSHOP = ".building-"
MANIFEST = "files.json"
SYNC_THRESHOLD = 1000
"""From so many entries on Chroma keeps vectors in files of their own; those of a smaller index are scratch."""
ANY_STEP = 0
"""The ``step`` of a passage that no step gates: Chroma's metadata knows no null."""

Progress = Callable[[int, int], None]
"""Called with (texts embedded, texts in all) while the index is built."""


@dataclass(frozen=True)
class Entry:
    """One text under which a passage is found: what it says, or one way of asking for it."""

    id: str
    text: str
    passage: Passage


def entries(playbook: Playbook) -> list[Entry]:
    """Every text to index, in the playbook's order."""
    return [
        Entry(f"{passage.id}#{number}", text, passage)
        for passage in playbook
        for number, text in enumerate((passage.says, *passage.asks))
    ]


def is_open(passage: Passage, steps: Collection[int], closed: Collection[str]) -> bool:
    """Whether ``passage`` may be read: its step is open, and no guard it needs is in ``closed``."""
    return (passage.step is None or passage.step in steps) and not any(guard in closed for guard in passage.needs)


def fingerprint(playbook: Playbook, embedding: Embedding) -> str:
    """Name the index by all that goes into it; any change is another index."""
    return hashlib.sha256(f"6|{playbook.fingerprint}|{embedding.name}".encode()).hexdigest()[:16]


class Index:
    """A whole, probed index. Open one with ``open_index``."""

    def __init__(self, collection: chromadb.Collection, rows: Sequence[Entry], client: Any = None) -> None:
        """Wrap a collection that is known to hold ``rows``."""
        self._collection = collection
        self._rows = rows
        self._client = client
        self._open: dict[tuple[frozenset[int], frozenset[str]], list[str]] = {}

    def query(self, vector: Vectors, steps: Iterable[int], closed: Iterable[str], n: int) -> list[tuple[str, float]]:
        """Return up to ``n`` (entry id, cosine similarity), nearest first.

        The filter is part of the query: entries of a step not in ``steps``, and of passages that need a guard
        in ``closed``, are never read. It names the entries that are open, which Chroma answers four times faster
        than a condition over their metadata.
        """
        ids = self._open_ids(frozenset(steps), frozenset(closed))
        if not ids:
            return []
        found = self._collection.query(
            query_embeddings=cast(Any, vector.reshape(1, -1)),
            n_results=min(n, len(ids)),
            ids=ids,
            include=["distances"],
        )
        distances = (found["distances"] or [[]])[0]
        return [(id_, 1.0 - distance) for id_, distance in zip(found["ids"][0], distances, strict=True)]

    def _open_ids(self, steps: frozenset[int], closed: frozenset[str]) -> list[str]:
        key = (steps, closed)
        if key not in self._open:
            self._open[key] = [row.id for row in self._rows if is_open(row.passage, steps, closed)]
        return self._open[key]

    def count(self) -> int:
        """The number of entries."""
        return self._collection.count()

    def close(self) -> None:
        """Let go of the files."""
        if self._client is not None:
            self._client.close()


def open_index(
    playbook: Playbook,
    embedding: Embedding,
    folder: Path,
    *,
    server: str | None = None,
    progress: Progress | None = None,
    rebuild: bool = False,
) -> Index:
    """Open the index under ``folder``, building it first where it is missing, broken or ``rebuild`` is asked for.

    With ``server`` (``http://host:port`` of ``chroma run``) the collection lives there. Raises ``IndexBuildError``.
    """
    if server:
        return _on_server(playbook, embedding, server, progress, rebuild)
    name = fingerprint(playbook, embedding)
    place = folder / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _lock(folder, name, LOCK_SECONDS):
            if not rebuild and (index := _probed(place, playbook, embedding)):
                return index
            _remove(place)
            _build(folder, place, playbook, embedding, progress)
            if index := _probed(place, playbook, embedding):
                return index
    except SteadyError:
        raise
    except Timeout as error:
        raise IndexBuildError(
            f"Another Steady has been building the index in {folder} for {LOCK_SECONDS} seconds. "
            "Close it, or run: steady index --rebuild"
        ) from error
    except Exception as error:
        # A full disk or a folder that cannot be written looks different at every layer below; the way out is the same.
        why = error.strerror if isinstance(error, OSError) else type(error).__name__
        raise IndexBuildError(
            f"The index cannot be written to {folder}: {why}. "
            "Free some space there, or set STEADY_DATA to another folder."
        ) from error
    raise IndexBuildError(f"The index in {folder} was built but cannot be read back. Run: steady doctor")


def _lock(folder: Path, name: str, seconds: float) -> FileLock:
    return FileLock(folder / f"{name}.lock", timeout=seconds)


def _build(folder: Path, place: Path, playbook: Playbook, embedding: Embedding, progress: Progress | None) -> None:
    """Build in a folder of its own, note what its files are, and move it into place whole."""
    _sweep(folder, place.name)
    workshop = folder / f"{WORKSHOP}{place.name}-{uuid.uuid4().hex}"
    try:
        client = _client(workshop)
        collection = client.create_collection(COLLECTION, embedding_function=None, configuration=_COSINE)
        _fill(collection, playbook, embedding, progress)
        client.close()
        whole = _digests(workshop) if len(entries(playbook)) >= SYNC_THRESHOLD else {}
        (workshop / MANIFEST).write_text(json.dumps(whole), "utf-8")
        workshop.replace(place)
    finally:
        _remove(workshop)


def _sweep(folder: Path, mine: str) -> None:
    """Clear away what killed builds have left, but not a workshop in which another process is at work."""
    for leftover in folder.glob(f"{WORKSHOP}*"):
        name = leftover.name.removeprefix(WORKSHOP).rpartition("-")[0]
        if name == mine:
            _remove(leftover)
            continue
        with suppress(Timeout), _lock(folder, name, 0):
            _remove(leftover)


def _digests(place: Path) -> dict[str, str]:
    """The checksum of every vector file but those, and the database, that Chroma itself writes to when it opens one."""
    files = [file for file in sorted(place.rglob("*.bin")) if file.name != "length.bin"]
    return {str(file.relative_to(place)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


_COSINE = cast(Any, {"hnsw": {"space": "cosine", "ef_construction": 200, "ef_search": 400}})
"""Searched widely: with the defaults the nearest of two thousand entries was missed in one index out of a few."""
_QUIET = {"anonymized_telemetry": False}


def _client(folder: Path) -> Any:
    return chromadb.PersistentClient(str(folder), settings=Settings(**cast(Any, _QUIET)))


def _on_server(
    playbook: Playbook, embedding: Embedding, server: str, progress: Progress | None, rebuild: bool
) -> Index:
    """The same on a Chroma server: a collection counts as whole once it holds every entry."""
    address = server.removeprefix("https://").removeprefix("http://").rstrip("/")
    host, _, port = address.partition(":")
    name = f"steady-{fingerprint(playbook, embedding)}"
    try:
        client = chromadb.HttpClient(
            host, int(port or 8000), ssl=server.startswith("https://"), settings=Settings(**cast(Any, _QUIET))
        )
        if rebuild and name in [collection.name for collection in client.list_collections()]:
            client.delete_collection(name)
        collection = client.get_or_create_collection(name, embedding_function=None, configuration=_COSINE)
        if collection.count() != len(entries(playbook)):
            _fill(collection, playbook, embedding, progress)
    except EmbeddingError:
        raise
    except Exception as error:
        raise IndexBuildError(
            f"The Chroma server at {server} did not answer ({type(error).__name__}). "
            "Start it with: chroma run, or unset STEADY_CHROMA to keep the index on this machine."
        ) from error
    return Index(collection, entries(playbook))


def _fill(collection: chromadb.Collection, playbook: Playbook, embedding: Embedding, progress: Progress | None) -> None:
    rows = entries(playbook)
    # Texts of like length embed together, so little is wasted on padding.
    rows.sort(key=lambda entry: len(entry.text))
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        collection.upsert(
            ids=[entry.id for entry in batch],
            embeddings=cast(Any, embedding([entry.text for entry in batch])),
            metadatas=[{"passage": entry.passage.id, "step": entry.passage.step or ANY_STEP} for entry in batch],
        )
        if progress:
            progress(start + len(batch), len(rows))


def _probed(place: Path, playbook: Playbook, embedding: Embedding) -> Index | None:
    """The index at ``place`` if it is whole: every entry is there, and the first is found by its own words."""
    if not (place / "chroma.sqlite3").is_file():
        return None
    first = entries(playbook)[0]
    try:
        # A broken vector file takes the process down inside Chroma, so it is never let near one.
        if not json.loads((place / MANIFEST).read_text("utf-8")).items() <= _digests(place).items():
            return None
        client = _client(place)
        index = Index(client.get_collection(COLLECTION, embedding_function=None), entries(playbook), client)
        nearest = index.query(embedding([first.text])[0], range(1, 7), (), 1)
        if index.count() == len(entries(playbook)) and nearest and nearest[0][1] > 0.99:
            return index
    except EmbeddingError:
        raise
    except (Exception, BaseExceptionGroup):
        # Whatever a damaged file makes Chroma raise, the answer is the same: build it again.
        return None
    return None


def _remove(place: Path) -> None:
    """Delete a folder; where one was, Chroma has to forget the system it keeps for that path in this process."""
    if place.exists():
        SharedSystemClient.clear_system_cache()
        shutil.rmtree(place, ignore_errors=True)
