"""The index is whole or it is not there: whatever happens to its folder, ``open_index`` ends with one that answers."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import chromadb
import httpx
import pytest

from knowledge.embeddings import MiniLM
from knowledge.errors import IndexBuildError
from knowledge.index import ANY_STEP, COLLECTION, Index, entries, fingerprint, open_index
from knowledge.playbook import GUARD_NAMES, Playbook

EVERY_STEP = range(1, 7)
SMALL = 10
"""Passages of a small playbook: enough texts for a build of several batches."""
WAIT = 60
"""Seconds after which a process that should have answered counts as hung."""


@pytest.fixture(scope="module")
def note(part_of_playbook: Callable[[str, int], Path]) -> Playbook:
    """A small playbook, whose index is built in a moment."""
    return Playbook.load(part_of_playbook("note.yaml", SMALL))


def is_whole(index: Index, playbook: Playbook, embedding: MiniLM) -> bool:
    """Whether every entry is there, and a fair sample of them is found by its own words."""
    rows = entries(playbook)
    sample = rows[:: max(1, len(rows) // 20)]
    nearest = [index.query(vector, EVERY_STEP, (), 1) for vector in embedding([row.text for row in sample])]
    return index.count() == len(rows) and all(found and found[0][1] > 0.999 for found in nearest)


Calls = list[tuple[int, int]]
"""How a progress callback was called."""


def into(calls: Calls) -> Callable[[int, int], None]:
    """A progress callback that remembers how it was called."""
    return lambda done, total: calls.append((done, total))


# -------------------- building and opening


def test_that_a_missing_index_is_built_and_progress_reaches_the_total(
    tmp_path: Path, note: Playbook, embedding: MiniLM
) -> None:
    calls: Calls = []
    index = open_index(note, embedding, tmp_path / "not" / "yet", progress=into(calls))
    total = len(entries(note))
    assert is_whole(index, note, embedding)
    assert calls[-1] == (total, total)
    assert [done for done, _ in calls] == sorted({done for done, _ in calls})
    assert {of for _, of in calls} == {total}
    assert [path.name for path in (tmp_path / "not" / "yet").iterdir() if path.is_dir()] == [
        fingerprint(note, embedding)
    ]


def test_that_a_whole_index_is_opened_and_not_built_again(tmp_path: Path, note: Playbook, embedding: MiniLM) -> None:
    open_index(note, embedding, tmp_path).close()
    calls: Calls = []
    assert is_whole(open_index(note, embedding, tmp_path, progress=into(calls)), note, embedding)
    assert calls == []


def test_that_rebuild_builds_a_whole_index_again(tmp_path: Path, note: Playbook, embedding: MiniLM) -> None:
    open_index(note, embedding, tmp_path)
    calls: Calls = []
    assert is_whole(open_index(note, embedding, tmp_path, progress=into(calls), rebuild=True), note, embedding)
    assert calls


def test_that_a_changed_playbook_has_an_index_of_its_own(
    tmp_path: Path, note: Playbook, part_of_playbook: Callable[[str, int], Path], embedding: MiniLM
) -> None:
    folder = part_of_playbook("note.yaml", SMALL)
    file = folder / "note.yaml"
    file.write_text(file.read_text("utf-8").replace("id: note.q-love\n", "id: note.renamed\n"), "utf-8")
    changed = Playbook.load(folder)
    assert fingerprint(changed, embedding) != fingerprint(note, embedding)
    old, new = (open_index(book, embedding, tmp_path) for book in (note, changed))
    (vector,) = embedding([next(p.says for p in changed if p.id == "note.renamed")])
    assert old.query(vector, EVERY_STEP, (), 1)[0][0] == "note.q-love#0"
    assert new.query(vector, EVERY_STEP, (), 1)[0][0] == "note.renamed#0"


def test_that_another_embedding_has_an_index_of_its_own(note: Playbook, embedding: MiniLM) -> None:
    class Other:
        name = "another"
        __call__ = embedding.__call__

    assert fingerprint(note, Other()) != fingerprint(note, embedding)


def test_that_two_indexes_stay_open_side_by_side(
    tmp_path: Path, note: Playbook, part_of_playbook: Callable[[str, int], Path], embedding: MiniLM
) -> None:
    other = Playbook.load(part_of_playbook("step-4.yaml", SMALL))
    first = open_index(note, embedding, tmp_path)
    second = open_index(other, embedding, tmp_path, rebuild=True)
    assert is_whole(first, note, embedding)
    assert is_whole(second, other, embedding)


def test_that_closing_one_twice_leaves_another_open(tmp_path: Path, note: Playbook, embedding: MiniLM) -> None:
    one, other = open_index(note, embedding, tmp_path), open_index(note, embedding, tmp_path)
    one.close()
    one.close()
    assert is_whole(other, note, embedding)


# -------------------- the filter


def test_that_the_query_itself_leaves_out_what_is_locked(playbook: Playbook, index: Index, embedding: MiniLM) -> None:
    (vector,) = embedding(["how do i let them see me and what do i say"])
    everything = len(entries(playbook))
    locked = {passage.id for passage in playbook if passage.step in (5, 6)}
    guarded = {passage.id for passage in playbook if "no_abuse" in passage.needs}
    free = {passage.id for passage in playbook if passage.step is None and not passage.needs}

    def found(steps: range, closed: tuple[str, ...] = ()) -> set[str]:
        return {id_.partition("#")[0] for id_, _ in index.query(vector, steps, closed, everything)}

    assert locked
    assert guarded
    assert found(EVERY_STEP) == {passage.id for passage in playbook}
    assert found(range(1, 5)) == {passage.id for passage in playbook} - locked
    assert found(EVERY_STEP, ("no_abuse",)) == {passage.id for passage in playbook} - guarded
    assert found(range(0), tuple(GUARD_NAMES)) == free


def test_that_the_nearest_come_first_with_their_cosine(playbook: Playbook, index: Index, embedding: MiniLM) -> None:
    asked = next(passage for passage in playbook if passage.id == "s2.minimum")
    (vector,) = embedding([asked.says])
    found = index.query(vector, EVERY_STEP, (), 20)
    assert found[0][0] == "s2.minimum#0"
    assert found[0][1] == pytest.approx(1.0, abs=1e-4)
    assert [cosine for _, cosine in found] == sorted((cosine for _, cosine in found), reverse=True)
    assert len(found) == 20


def test_that_no_passage_hides_behind_the_number_for_any_step(playbook: Playbook) -> None:
    assert all(passage.step != ANY_STEP for passage in playbook)


# -------------------- damage

DAMAGE = """
import hashlib, json, random, shutil, sys
from pathlib import Path
import numpy as np
from knowledge.index import entries, fingerprint, open_index
from knowledge.playbook import Playbook

class Letters:
    name = "letters"
    def __call__(self, texts):
        seeds = [int.from_bytes(hashlib.sha256(text.encode()).digest()[:8]) for text in texts]
        vectors = np.array([np.random.default_rng(seed).normal(size=32) for seed in seeds], dtype=np.float32)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

playbook, place, healthy, letters = Playbook.load(Path(sys.argv[1])), Path(sys.argv[2]), Path(sys.argv[3]), Letters()
rows = entries(playbook)
if not healthy.exists():
    open_index(playbook, letters, place).close()
    shutil.copytree(place, healthy)
folder = place / fingerprint(playbook, letters)
for case in sys.argv[4:]:
    print(case, "begun", flush=True)
    shutil.rmtree(place)
    shutil.copytree(healthy, place)
    kind, _, name = case.partition(" ")
    files = [file for file in folder.rglob(name or "*") if file.is_file()]
    assert files, f"there is no {name} to damage"
    for file in files:
        content = file.read_bytes()
        match kind:
            case "deleted": file.unlink()
            case "halved": file.write_bytes(content[:len(content) // 2])
            case "garbled": file.write_bytes(random.Random(7).randbytes(len(content)))
    try:
        index = open_index(playbook, letters, place)
        found = [index.query(vector, range(1, 7), (), 1) for vector in letters([row.text for row in rows[::40]])]
        whole = index.count() == len(rows) and all(hits and hits[0][1] > 0.999 for hits in found)
        index.close()
        print(case, "whole" if whole else "broken", flush=True)
    except Exception as error:
        print(case, f"raised {error!r}", flush=True)
"""
DAMAGES = [
    "deleted chroma.sqlite3",
    "halved chroma.sqlite3",
    "garbled chroma.sqlite3",
    "deleted *.bin",
    "halved header.bin",
    "garbled header.bin",
    "garbled data_level0.bin",
    "garbled link_lists.bin",
    "garbled length.bin",
    "deleted index_metadata.pickle",
    "garbled index_metadata.pickle",
    "deleted",
    "garbled",
]
"""How, and which of the index's files; one alone at first, then all of them."""


def run(code: str, *arguments: object, root: Path) -> subprocess.Popen[str]:
    """Start Python on ``code``, as a process of its own, with the repository importable."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(root)},
    )  # fmt: skip


@pytest.fixture(scope="module")
def after_damage(
    root: Path, part_of_playbook: Callable[[str, int], Path], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    """What came of each of ``DAMAGES``; in a process of its own, since Chroma may take it down on a broken file.

    It takes over a thousand entries for Chroma to write all of its vector files.
    """
    arguments = (
        part_of_playbook("house-rules.yaml", 150),
        *(tmp_path_factory.mktemp("damage") / name for name in "ab"),
    )
    outcome: dict[str, str] = {}
    while left := [case for case in DAMAGES if case not in outcome]:
        child = run(DAMAGE, *arguments, *left, root=root)
        printed, complaint = child.communicate(timeout=WAIT)
        lines = [line for line in printed.splitlines() if line.startswith(tuple(left))]
        assert lines, complaint
        for line in lines:
            case = max((case for case in left if line.startswith(case)), key=len)
            outcome[case] = line.removeprefix(case).strip()
        if outcome[case] == "begun":
            outcome[case] = f"the process died ({child.returncode})"
    return outcome


@pytest.mark.parametrize("case", DAMAGES)
def test_that_a_damaged_index_ends_whole(after_damage: dict[str, str], case: str) -> None:
    assert after_damage[case] == "whole"


def test_that_an_index_with_an_entry_missing_is_built_again(tmp_path: Path, note: Playbook, embedding: MiniLM) -> None:
    open_index(note, embedding, tmp_path).close()
    client: Any = chromadb.PersistentClient(str(tmp_path / fingerprint(note, embedding)))
    client.get_collection(COLLECTION, embedding_function=None).delete([entries(note)[-1].id])
    client.close()
    calls: Calls = []
    assert is_whole(open_index(note, embedding, tmp_path, progress=into(calls)), note, embedding)
    assert calls


def test_that_a_half_built_workshop_is_never_used_and_is_cleared_away(
    tmp_path: Path, note: Playbook, embedding: MiniLM
) -> None:
    workshop = tmp_path / ".building-left-behind"
    client: Any = chromadb.PersistentClient(str(workshop))
    client.create_collection(COLLECTION, embedding_function=None).add(["half#0"], embeddings=[[1.0] * 384])
    client.close()
    assert is_whole(open_index(note, embedding, tmp_path), note, embedding)
    assert not list(tmp_path.glob(".building-*"))


# -------------------- several processes

OPEN = """
import resource, sys, time
from pathlib import Path
from knowledge.embeddings import minilm
from knowledge.errors import IndexBuildError
from knowledge.index import open_index
from knowledge.playbook import Playbook

playbook, place, pause, limit = Playbook.load(Path(sys.argv[1])), Path(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])
embedding = minilm()

def progress(done, total):
    print(done, flush=True)
    time.sleep(pause)

print("ready", flush=True)
sys.stdin.readline()
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    print("opened", open_index(playbook, embedding, place, progress=progress).count(), flush=True)
except IndexBuildError as error:
    print("refused", error, flush=True)
"""


class Opener:
    """Another process that opens the index of ``playbook`` in ``place`` once it is told to."""

    def __init__(self, root: Path, playbook: Path, place: Path, *, pause: float = 0.0, limit: int = 0) -> None:
        """Start it; ``pause`` slows its build, ``limit`` is the size in bytes past which it cannot write a file."""
        self.process = run(OPEN, playbook, place, pause, limit, root=root)
        assert self.line() == "ready"

    def line(self) -> str:
        """The next line it prints."""
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def go(self) -> None:
        """Tell it to open the index."""
        assert self.process.stdin
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def end(self) -> list[str]:
        """Wait for it, and return the lines it printed since the last one read."""
        printed, complaint = self.process.communicate(timeout=WAIT)
        assert self.process.returncode == 0, complaint
        return printed.splitlines()


def test_that_a_build_killed_midway_is_taken_up_from_the_start(
    root: Path, tmp_path: Path, note: Playbook, part_of_playbook: Callable[[str, int], Path], embedding: MiniLM
) -> None:
    opener = Opener(root, part_of_playbook("note.yaml", SMALL), tmp_path, pause=WAIT)
    opener.go()
    assert int(opener.line()) > 0
    opener.process.send_signal(signal.SIGKILL)
    opener.process.communicate(timeout=WAIT)
    assert list(tmp_path.glob(".building-*")), "killed too early or too late to prove anything"
    assert not (tmp_path / fingerprint(note, embedding)).exists()

    calls: Calls = []
    assert is_whole(open_index(note, embedding, tmp_path, progress=into(calls)), note, embedding)
    assert calls
    assert not list(tmp_path.glob(".building-*"))


def test_that_two_processes_that_start_at_once_both_end_with_a_whole_index_built_once(
    root: Path, tmp_path: Path, note: Playbook, part_of_playbook: Callable[[str, int], Path], embedding: MiniLM
) -> None:
    folder = part_of_playbook("note.yaml", SMALL)
    with ThreadPoolExecutor(2) as pool:
        openers = list(pool.map(lambda _: Opener(root, folder, tmp_path, pause=0.1), range(2)))
    for opener in openers:
        opener.go()
    printed = [opener.end() for opener in openers]
    assert [lines[-1] for lines in printed] == [f"opened {len(entries(note))}"] * 2
    assert sorted(len(lines) > 1 for lines in printed) == [False, True]
    assert is_whole(open_index(note, embedding, tmp_path), note, embedding)


def test_that_two_processes_with_two_playbooks_do_not_disturb_each_other(
    root: Path, tmp_path: Path, note: Playbook, part_of_playbook: Callable[[str, int], Path], embedding: MiniLM
) -> None:
    other = part_of_playbook("step-4.yaml", SMALL)
    opener = Opener(root, other, tmp_path, pause=0.5)
    opener.go()
    assert int(opener.line()) > 0
    assert is_whole(open_index(note, embedding, tmp_path), note, embedding)
    assert opener.end()[-1] == f"opened {len(entries(Playbook.load(other)))}"


def test_that_two_threads_that_start_at_once_both_end_with_a_whole_index_built_once(
    tmp_path: Path, note: Playbook, embedding: MiniLM
) -> None:
    calls: tuple[Calls, Calls] = ([], [])
    with ThreadPoolExecutor(2) as pool:
        indexes = list(pool.map(lambda mine: open_index(note, embedding, tmp_path, progress=into(mine)), calls))
    assert all(is_whole(index, note, embedding) for index in indexes)
    assert sorted(map(bool, calls)) == [False, True]


# -------------------- where nothing can be written


def test_that_a_folder_that_is_a_file_says_what_to_do(tmp_path: Path, note: Playbook, embedding: MiniLM) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(IndexBuildError, match="STEADY_DATA"):
        open_index(note, embedding, tmp_path / "file")


def test_that_a_read_only_folder_says_what_to_do(note: Playbook, embedding: MiniLM) -> None:
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        place.chmod(0o555)
        mighty = os.geteuid() == 0
        if mighty:
            os.seteuid(65534)
        try:
            with pytest.raises(IndexBuildError, match=r"Permission denied.*STEADY_DATA") as caught:
                open_index(note, embedding, place)
        finally:
            if mighty:
                os.seteuid(0)
            place.chmod(0o755)
        assert str(place) in str(caught.value)


def test_that_a_full_disc_says_what_to_do_and_is_got_over(
    root: Path, tmp_path: Path, note: Playbook, part_of_playbook: Callable[[str, int], Path], embedding: MiniLM
) -> None:
    opener = Opener(root, part_of_playbook("note.yaml", SMALL), tmp_path, limit=100_000)
    opener.go()
    last = opener.end()[-1]
    assert last.startswith("refused")
    assert "STEADY_DATA" in last
    assert is_whole(open_index(note, embedding, tmp_path), note, embedding)


# -------------------- a Chroma server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real ``chroma run``."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    chroma = Path(sys.executable).with_name("chroma")
    place = str(tmp_path_factory.mktemp("server"))
    command = [str(chroma), "run", "--path", place, "--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and process.poll() is None:
            try:
                if httpx.get(f"{url}/api/v2/heartbeat", trust_env=False).is_success:
                    break
            except httpx.TransportError:
                time.sleep(0.1)
        else:
            pytest.skip("chroma run did not start within 30 seconds")
        yield url
    finally:
        process.kill()
        process.wait()


def test_that_a_server_is_filled_once_and_then_opened(
    server: str, tmp_path: Path, note: Playbook, embedding: MiniLM
) -> None:
    first: Calls = []
    second: Calls = []
    assert is_whole(open_index(note, embedding, tmp_path, server=server, progress=into(first)), note, embedding)
    assert first[-1] == (len(entries(note)), len(entries(note)))
    assert is_whole(open_index(note, embedding, tmp_path, server=server, progress=into(second)), note, embedding)
    assert second == []
    assert list(tmp_path.iterdir()) == []


def test_that_a_half_filled_server_is_filled_up(server: str, tmp_path: Path, note: Playbook, embedding: MiniLM) -> None:
    open_index(note, embedding, tmp_path, server=server)
    collection = chromadb.HttpClient("127.0.0.1", int(server.rpartition(":")[2])).get_collection(
        f"steady-{fingerprint(note, embedding)}", embedding_function=None
    )
    collection.delete([row.id for row in entries(note)[::2]])
    assert is_whole(open_index(note, embedding, tmp_path, server=server), note, embedding)


def test_that_a_server_filters_in_the_query_too(
    server: str, tmp_path: Path, part_of_playbook: Callable[[str, int], Path], embedding: MiniLM
) -> None:
    book = Playbook.load(part_of_playbook("step-6.yaml", 24))
    index = open_index(book, embedding, tmp_path, server=server, rebuild=True)
    (vector,) = embedding(["how do i say sorry"])
    found = {id_.partition("#")[0] for id_, _ in index.query(vector, range(1, 5), ("no_abuse",), len(entries(book)))}
    assert found == {passage.id for passage in book if passage.step is None and "no_abuse" not in passage.needs}


def test_that_a_server_that_is_down_says_what_to_do(tmp_path: Path, note: Playbook, embedding: MiniLM) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(IndexBuildError, match="chroma run.*STEADY_CHROMA"):
        open_index(note, embedding, tmp_path, server=url)


# -------------------- nobody is told

LISTEN = """
import atexit, json, socket, sys
heard = []
sys.addaudithook(lambda event, args: heard.append([event, repr(args[-1])]) if event in ("socket.connect", "socket.getaddrinfo") else None)
atexit.register(lambda: print(json.dumps(heard)))
from pathlib import Path
from knowledge.embeddings import minilm
from knowledge.index import open_index
from knowledge.playbook import Playbook
from knowledge.retriever import Allowed, Retriever

playbook, embedding = Playbook.load(Path(sys.argv[1])), minilm()
index = open_index(playbook, embedding, Path(sys.argv[2]))
Retriever(playbook, index, embedding).retrieve("does he still want me", Allowed(range(1, 7)))
index.close()
with socket.socket() as control:
    control.connect_ex(("127.0.0.1", 9))
"""


@pytest.fixture(scope="module")
def overheard(
    root: Path, part_of_playbook: Callable[[str, int], Path], tmp_path_factory: pytest.TempPathFactory
) -> tuple[list[list[str]], list[str]]:
    """What a process that builds an index and asks it connects to, and the files it leaves in its person's home."""
    home, place = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("index")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(home))
        # Any of these would hush what is to be overheard.
        for name in ("ANONYMIZED_TELEMETRY", "DO_NOT_TRACK", "CI", "ORT_DISABLE_TELEMETRY", "XDG_CACHE_HOME"):
            patch.delenv(name, raising=False)
        child = run(LISTEN, part_of_playbook("note.yaml", SMALL), place, root=root)
        printed, complaint = child.communicate(timeout=WAIT)
    assert child.returncode == 0, complaint
    return json.loads(printed), [str(file.relative_to(home)) for file in home.rglob("*") if file.is_file()]


def test_that_building_and_asking_open_no_connection(overheard: tuple[list[list[str]], list[str]]) -> None:
    assert overheard[0] == [["socket.connect", "('127.0.0.1', 9)"]], "only the control at the end is heard"


def test_that_no_library_keeps_an_identity_or_a_queue_for_telemetry(
    overheard: tuple[list[list[str]], list[str]],
) -> None:
    """Native libraries connect where Python does not hear it, but not without first leaving an identity on disk."""
    assert overheard[1] == []
