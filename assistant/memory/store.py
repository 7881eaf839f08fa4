"""The store: everything one person said, in SQLite or PostgreSQL. Append-only; only ``erase`` deletes."""

from __future__ import annotations

import json
import logging
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, Engine, QueuePool, create_engine, delete, event, insert, inspect, make_url, select, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, IntegrityError, OperationalError, SQLAlchemyError

from assistant.errors import StoreError, UnknownFactError
from assistant.facts import FACT, Fact
from assistant.journey.ledger import Ledger
from assistant.memory.models import VERSION_TABLE, Base, FactRow, SettingRow, TurnRow, UndoneRow
from assistant.turn import Turn
from knowledge.playbook import Passage, Playbook, playbook

MIGRATIONS = Path(__file__).parent / "migrations"
REVISIONS = sorted(file.name[:4] for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))
HEAD = REVISIONS[-1]

BUSY_SECONDS = 10.0
"""How long to wait for another process that is writing."""
LOCK_KEY = 5_140_621
"""Any number, the same in every Steady: PostgreSQL locks the migration by it."""

READ, WRITE, BARE = "BEGIN", "BEGIN IMMEDIATE", ""
"""How SQLite begins: writers ask for the lock at once, so that waiting for it works; ``BARE`` is for what must not be in
a transaction."""

_MIGRATING = threading.Lock()
# Alembic keeps its context in module globals, so a process runs one migration at a time.

_LOGGER = "steady"
logging.getLogger(f"sqlalchemy.engine.Engine.{_LOGGER}").setLevel(logging.WARNING)
# SQLAlchemy logs rows, her words, as soon as somebody turns debugging on for the whole process.

_ADVICE = {
    "SQLITE_NOTADB": "is not a database. It was left as it is. Move it away, or choose another file in the settings.",
    "SQLITE_CORRUPT": "is damaged. It was left as it is. Restore a copy of it, or move it away to start afresh.",
    "SQLITE_BUSY": "is in use. Close other windows of Steady and programs that read this file, then try again.",
    "SQLITE_FULL": "has no room left on its disk. Free some space, then try again.",
    "SQLITE_CANTOPEN": "cannot be opened. Check that it is a file, in a folder you may write to.",
    "SQLITE_READONLY": "cannot be written. Check that you may write to the file and to its folder.",
}


class Store:
    """What one person said, kept between turns. Threads may share one; other processes may have it open as well."""

    def __init__(self, url: str, book: Playbook | None = None) -> None:
        """Open ``sqlite:////folder/steady.db`` or ``postgresql+psycopg://...``, creating or upgrading its tables.

        Evidence is resolved through ``book``, by default the playbook that ships with Steady. Raises ``StoreError``,
        leaving things as they were, for what is not a database, not ours, or from a newer Steady.
        """
        self._url = _parse(url)
        self._sqlite = self._url.drivername == "sqlite"
        self._book = book
        self._engine = self._sqlite_engine() if self._sqlite else self._postgres_engine()
        try:
            self._migrate()
            if self._sqlite:
                self._write_ahead()
        except StoreError:
            self.close()
            raise

    def ledger(self) -> Ledger:
        """All facts in the order they were said, with the ids of those undone."""
        with self._transaction() as connection:
            facts = connection.scalars(select(FactRow.body).order_by(FactRow.position)).all()
            undone = connection.scalars(select(UndoneRow.fact_id)).all()
            return Ledger(tuple(FACT.validate_json(fact) for fact in facts), frozenset(undone))

    def turns(self, last: int | None = None) -> list[Turn]:
        """The ``last`` turns, or all, oldest first. Evidence whose passage is no longer in the playbook is dropped."""
        newest = select(TurnRow.position, TurnRow.id, TurnRow.body).order_by(TurnRow.position.desc()).limit(last).subquery()
        theirs = select(newest.c.id, FactRow.body).join(FactRow, FactRow.turn_id == newest.c.id)
        with self._transaction() as connection:
            bodies = connection.execute(select(newest.c.id, newest.c.body).order_by(newest.c.position)).all()
            facts: dict[str, list[Fact]] = {id_: [] for id_, _ in bodies}
            for turn_id, fact in connection.execute(theirs.order_by(FactRow.position)):
                facts[turn_id].append(FACT.validate_json(fact))
            return [self._turn(body, facts[id_]) for id_, body in bodies]

    def remember(self, turn: Turn) -> None:
        """Keep ``turn`` and its facts, or, raising ``StoreError``, nothing of it."""
        facts = [
            {"id": fact.id, "turn_id": turn.id, "said_on": turn.today, "body": fact.model_dump_json()} for fact in turn.facts
        ]
        with self._transaction(WRITE) as connection:
            connection.execute(insert(TurnRow).values(id=turn.id, said_on=turn.today, body=_body(turn)))
            if facts:
                connection.execute(insert(FactRow), facts)

    def undo(self, fact_id: str, today: date) -> None:
        """Note that she took the fact back; twice is once. Raises ``UnknownFactError``."""
        with self._transaction(WRITE) as connection:
            self._fact(connection, fact_id)
            if not connection.scalar(select(UndoneRow.fact_id).where(UndoneRow.fact_id == fact_id)):
                connection.execute(insert(UndoneRow).values(fact_id=fact_id, undone_on=today))

    def correct(self, fact: Fact, today: date) -> None:
        """Append ``fact`` as her correction of ``fact.retracts``; its witness stays the message of the fact it corrects.

        Raises ``UnknownFactError`` when there is no such fact.
        """
        with self._transaction(WRITE) as connection:
            old = self._fact(connection, fact.retracts)
            fact = fact.model_copy(update={"source": "corrected", "message_id": old.message_id})
            connection.execute(insert(FactRow).values(id=fact.id, said_on=today, body=fact.model_dump_json()))

    def setting(self, name: str) -> str | None:
        """The value she set, or ``None``."""
        with self._transaction() as connection:
            return connection.scalar(select(SettingRow.value).where(SettingRow.name == name))

    def set(self, name: str, value: str) -> None:
        """Set ``name`` to ``value``, in place of what it was."""
        upsert = "INSERT INTO settings (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
        with self._transaction(WRITE) as connection:
            connection.execute(text(upsert), {"name": name, "value": value})

    def export(self) -> dict[str, Any]:
        """Everything that is stored, ready for ``json.dumps``; passages are named by their ids."""
        with self._transaction() as connection:
            turns = connection.scalars(select(TurnRow.body).order_by(TurnRow.position)).all()
            facts = connection.execute(
                select(FactRow.body, FactRow.turn_id, FactRow.said_on).order_by(FactRow.position)
            ).all()
            undone = connection.execute(select(UndoneRow.fact_id, UndoneRow.undone_on).order_by(UndoneRow.undone_on)).all()
            settings = connection.execute(select(SettingRow.name, SettingRow.value).order_by(SettingRow.name)).all()
            return {
                "steady": _version(),
                "turns": [json.loads(body) for body in turns],
                "facts": [
                    {**json.loads(body), "turn_id": turn_id, "said_on": said_on.isoformat()} for body, turn_id, said_on in facts
                ],
                "undone": [{"fact_id": fact_id, "undone_on": day.isoformat()} for fact_id, day in undone],
                "settings": {name: value for name, value in settings},
            }

    def erase(self) -> None:
        """Delete everything, from the pages of the file and its write-ahead log too.

        A PostgreSQL server may keep its own log and backups. Raises ``StoreError`` if another process is reading the
        file, so that old pages could not be cleared yet; call it again then.
        """
        with self._transaction(WRITE) as connection:
            if self._sqlite:
                for table in reversed(Base.metadata.sorted_tables):
                    connection.execute(delete(table))
            else:
                # Deleted rows would stay in the files until somebody vacuums them.
                connection.execute(text(f"TRUNCATE {', '.join(Base.metadata.tables)}"))
        if self._sqlite:
            with self._transaction(BARE) as connection:
                connection.exec_driver_sql("VACUUM")
                if connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar_one():
                    raise StoreError(f"{self._name} was emptied, but {_ADVICE["SQLITE_BUSY"]}")

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    @property
    def _name(self) -> str:
        """How errors name the store: never with a password."""
        if self._sqlite:
            return f"The file {self._url.database}"
        return f"The database {self._url.database} on {self._url.host or 'this machine'}"

    @contextmanager
    def _transaction(self, begin: str = READ) -> Iterator[Connection]:
        """All or nothing. What fails becomes a ``StoreError`` without a cause, which would quote her words."""
        try:
            with self._engine.connect() as connection:
                connection.execution_options(begin=begin)
                with connection.begin():
                    yield connection
        except (SQLAlchemyError, sqlite3.Error) as error:
            raise StoreError(f"{self._name} {_advice(error)}") from None
        except ValidationError:
            raise StoreError(
                f"{self._name} holds something this version of Steady ({_version()}) cannot read. Update Steady."
            ) from None

    def _sqlite_engine(self) -> Engine:
        """One connection, which threads take turns on: each needs it for milliseconds only."""
        try:
            Path(self._url.database or "").parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"{self._name} needs a folder that cannot be created: {error.strerror}.") from None
        engine = create_engine(
            self._url,
            connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
            poolclass=QueuePool,
            pool_size=1,
            max_overflow=0,
            hide_parameters=True,
            logging_name=_LOGGER,
        )
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
        return engine

    def _postgres_engine(self) -> Engine:
        try:
            return create_engine(self._url, pool_pre_ping=True, hide_parameters=True, logging_name=_LOGGER)
        except ImportError:
            raise StoreError(f"{self._name} needs a driver. Install it: pip install 'psycopg[binary]'.") from None

    def _migrate(self) -> None:
        """Bring the tables to ``HEAD``, in one transaction, one process at a time."""
        with self._transaction() as connection:
            if _revision(connection) == HEAD:
                return
        # Alembic takes longer to import than everything else here, and is needed once in the life of a database.
        from alembic import command
        from alembic.config import Config

        with _MIGRATING, self._transaction(WRITE) as connection:
            if not self._sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK_KEY})
            revision = _revision(connection)
            if revision is None and inspect(connection).get_table_names():
                raise StoreError(f"{self._name} belongs to another program. It was left as it is. Choose one of its own.")
            if revision is not None and revision not in REVISIONS:
                raise StoreError(
                    f"{self._name} was written by a newer Steady (it is at {revision}, this one knows {HEAD}). "
                    "It was left as it is. Update Steady, or choose another one in the settings."
                )
            config = Config()
            config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    def _write_ahead(self) -> None:
        """Switch the file to write-ahead logging, once for all; where its file system cannot, it stays as it was."""
        deadline = time.monotonic() + BUSY_SECONDS
        with self._transaction(BARE) as connection:
            while True:
                try:
                    connection.exec_driver_sql("PRAGMA journal_mode=WAL")
                    return
                except OperationalError as error:
                    # Switching needs the file alone, and SQLite gives up at once instead of waiting for it.
                    if _code(error) != "SQLITE_BUSY" or time.monotonic() > deadline:
                        raise
                    time.sleep(0.01)

    def _fact(self, connection: Connection, fact_id: str | None) -> Fact:
        """The stored fact, locked until the transaction ends, so that two windows cannot both act on it at once."""
        body = connection.scalar(select(FactRow.body).where(FactRow.id == fact_id).with_for_update())
        if body is None:
            raise UnknownFactError(f"There is no note {fact_id}. Look at the list of notes for the ids there are.")
        return FACT.validate_json(body)

    def _turn(self, body: str, facts: list[Fact]) -> Turn:
        """The turn as it was, put together again."""
        book = self._book or playbook()
        turn = json.loads(body)
        turn["understanding"]["facts"] = facts
        turn["evidence"] = [
            {**found, "passage": passage} for found in turn["evidence"] if (passage := book.get(found["passage"]["id"]))
        ]
        return Turn.model_validate(turn)


def _body(turn: Turn) -> str:
    """``turn`` as JSON, without what is kept elsewhere: its facts, and all but the ids of its passages."""
    passages = {"passage": set(Passage.model_fields) - {"id"}}
    return turn.model_dump_json(exclude={"understanding": {"facts"}, "evidence": {"__all__": passages}})


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        parsed = URL.create("")
    if parsed.drivername not in ("sqlite", "postgresql+psycopg"):
        raise StoreError(
            "The store is named by an address like sqlite:////home/me/steady.db or postgresql+psycopg://me@localhost/steady. "
            "Correct it in the settings."
        )
    return parsed


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    """Set up a new SQLite connection."""
    connection.isolation_level = None  # or Python begins transactions on its own, some statements too late
    connection.execute("PRAGMA foreign_keys=ON")
    # A killed process never leaves half a turn, whatever this says. After a power cut, NORMAL may lose every turn since
    # the last checkpoint, which can be all of a night; FULL waits for the disk at each turn and loses at most that one.
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA fullfsync=ON")  # the same on macOS, where a plain fsync does not reach the disk


def _begin(connection: Connection) -> None:
    if begin := connection.get_execution_options().get("begin", READ):
        connection.exec_driver_sql(begin)


def _revision(connection: Connection) -> str | None:
    """The migration the database is at; ``None`` where there was none yet."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}"))


def _code(error: Exception) -> str:
    """SQLite's primary error code (``SQLITE_BUSY``), empty for any other database."""
    return "_".join(getattr(getattr(error, "orig", error), "sqlite_errorname", "").split("_")[:2])


def _advice(error: Exception) -> str:
    """What to do about ``error``, quoting nothing of it."""
    if isinstance(error, IntegrityError):
        return "already holds a turn or a note with this id. Nothing was written; give it an id of its own."
    if code := _code(error):
        return _ADVICE.get(code, f"could not be used ({code}). Nothing was written. Check its disk, then try again.")
    return f"could not be used ({type(error).__name__}). Check that the server runs and lets you in, then try again."


def _version() -> str:
    try:
        return version("steady")
    except PackageNotFoundError:
        return "unknown"
