"""The database under the store: opening it, bringing its tables up to date, and whole transactions."""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from pydantic import ValidationError
from sqlalchemy.exc import ArgumentError, IntegrityError, OperationalError, SQLAlchemyError

from assistant.errors import StoreError
from assistant.memory.models import VERSION_TABLE, Base

MIGRATIONS = Path(__file__).parent / "migrations"
REVISIONS = sorted(file.name[:4] for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))
HEAD = REVISIONS[-1]

BUSY_SECONDS = 10.0
"""How long to wait for another process that is writing."""
LOCK_KEY = 5_140_621
"""Any number, the same in every Steady: PostgreSQL locks the migration by it."""

READ, WRITE, BARE = "BEGIN", "BEGIN IMMEDIATE", ""
"""How SQLite begins. Writers ask for the lock at once, so that waiting for it works; ``BARE`` is no transaction."""

# Alembic keeps its context in module globals, so a process runs one migration at a time.
_MIGRATING = threading.Lock()

# SQLAlchemy logs rows, her words, when somebody turns its debugging on; not for this engine.
_LOGGER = "steady"
logging.getLogger(f"sqlalchemy.engine.Engine.{_LOGGER}").setLevel(logging.WARNING)

_BUSY = "is in use. Close other windows of Steady and programs that read this file, then try again."
_ADVICE = {
    "SQLITE_BUSY": _BUSY,
    "SQLITE_CANTOPEN": "cannot be opened. Check that it is a file, in a folder you may write to.",
    "SQLITE_CORRUPT": "is damaged. It was left as it is. Restore a copy of it, or move it away to start afresh.",
    "SQLITE_FULL": "has no room left on its disk. Free some space, then try again.",
    "SQLITE_NOTADB": "is not a database. It was left as it is. Move it away, or set STEADY_DATABASE to another.",
    "SQLITE_READONLY": "cannot be written. Check that you may write to the file and to its folder.",
}


class Database:
    """An open database whose tables are those of ``models``."""

    def __init__(self, url: str) -> None:
        """Open it, or create it. Raises ``StoreError``, leaving it as it was, if it cannot be used."""
        self._url = _parse(url)
        self._sqlite = self._url.drivername == "sqlite"
        self._engine = self._sqlite_engine() if self._sqlite else self._postgres_engine()
        try:
            self._migrate()
            if self._sqlite:
                self._write_ahead()
        except StoreError:
            self.close()
            raise

    @contextmanager
    def transaction(self, begin: str = READ) -> Iterator[sa.Connection]:
        """Do all that is inside, or nothing. A ``StoreError`` comes without its cause, which could quote her words."""
        try:
            with self._engine.connect() as connection:
                connection.execution_options(begin=begin)
                with connection.begin():
                    yield connection
        except (SQLAlchemyError, sqlite3.Error) as error:
            raise StoreError(f"{self._name} {_advice(error)}") from None
        except ValidationError:
            raise StoreError(
                f"{self._name} holds something this version of Steady cannot read. Update Steady."
            ) from None

    def empty(self) -> None:
        """Delete every row, and clear the pages and the write-ahead log that held them.

        Raises ``StoreError`` while another process is reading, which keeps old pages alive; the rows are gone even so.
        """
        with self.transaction(WRITE) as connection:
            if self._sqlite:
                for table in reversed(Base.metadata.sorted_tables):
                    connection.execute(sa.delete(table))
            else:
                # Deleted rows would stay in the server's files until somebody vacuums them.
                connection.execute(sa.text(f"TRUNCATE {', '.join(Base.metadata.tables)}"))
        if self._sqlite:
            with self.transaction(BARE) as connection:
                connection.exec_driver_sql("VACUUM")
                if connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar_one():
                    raise StoreError(f"{self._name} was emptied, but old pages of it could not be cleared: it {_BUSY}")

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    @property
    def _name(self) -> str:
        """What errors call it; never with the password."""
        if self._sqlite:
            return f"The file {self._url.database}"
        return f"The database {self._url.database} on {self._url.host or 'this machine'}"

    def _sqlite_engine(self) -> sa.Engine:
        """One connection, which threads take turns on: each needs it for a few milliseconds."""
        try:
            Path(self._url.database or "").parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"{self._name} needs a folder that cannot be created ({error.strerror}). Move it with STEADY_DATABASE."
            ) from None
        engine = sa.create_engine(
            self._url,
            connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
            poolclass=sa.QueuePool,
            pool_size=1,
            max_overflow=0,
            hide_parameters=True,
            logging_name=_LOGGER,
        )
        sa.event.listen(engine, "connect", _prepare)
        sa.event.listen(engine, "begin", _begin)
        return engine

    def _postgres_engine(self) -> sa.Engine:
        try:
            return sa.create_engine(self._url, pool_pre_ping=True, hide_parameters=True, logging_name=_LOGGER)
        except ImportError:
            raise StoreError(f"{self._name} needs a driver. Install it: pip install 'psycopg[binary]'") from None

    def _migrate(self) -> None:
        """Bring the tables to ``HEAD`` in one transaction, one process at a time."""
        with self.transaction() as connection:
            if _revision(connection) == HEAD:
                return
        # Alembic takes longer to import than all the rest, and is needed once in the life of a database.
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
        with _MIGRATING, self.transaction(WRITE) as connection:
            if not self._sqlite:
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK_KEY)))
            revision = _revision(connection)
            if revision is None and sa.inspect(connection).get_table_names():
                raise StoreError(
                    f"{self._name} belongs to another program. It was left as it is. Set STEADY_DATABASE to another."
                )
            if revision is not None and revision not in REVISIONS:
                raise StoreError(
                    f"{self._name} was written by a newer Steady (it is at {revision}, this one knows {HEAD}). "
                    "It was left as it is. Update Steady, or set STEADY_DATABASE to another."
                )
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    def _write_ahead(self) -> None:
        """Switch the file to write-ahead logging, once and for all. Where its file system cannot, it stays as it is."""
        deadline = time.monotonic() + BUSY_SECONDS
        with self.transaction(BARE) as connection:
            while True:
                try:
                    connection.exec_driver_sql("PRAGMA journal_mode=WAL")
                    return
                except OperationalError as error:
                    # Switching needs the file alone, and SQLite gives up at once instead of waiting for that.
                    if _code(error) != "SQLITE_BUSY" or time.monotonic() > deadline:
                        raise
                    time.sleep(0.01)


def _parse(url: str) -> sa.URL:
    try:
        parsed = sa.make_url(url)
        if parsed.drivername in ("sqlite", "postgresql+psycopg"):
            return parsed
    except ArgumentError:
        pass
    raise StoreError(
        "STEADY_DATABASE is not an address that can be used. Give one like sqlite:////home/me/steady.db or "
        "postgresql+psycopg://me@localhost/steady, or unset it."
    )


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    """Set up a new SQLite connection."""
    connection.isolation_level = None  # else Python begins transactions itself, and too late
    connection.execute("PRAGMA foreign_keys=ON")
    # A killed process never leaves half a turn, whatever this says. After a power cut NORMAL may have lost every turn
    # since the last checkpoint, which can be a whole night; FULL waits for the disk each time and loses at most one.
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA fullfsync=ON")  # the same on macOS, where a plain fsync does not reach the disk


def _begin(connection: sa.Connection) -> None:
    if begin := connection.get_execution_options().get("begin", READ):
        connection.exec_driver_sql(begin)


def _revision(connection: sa.Connection) -> str | None:
    """Return the migration the database is at; ``None`` where there has been none."""
    if not sa.inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.scalar(sa.select(sa.column("version_num", sa.String)).select_from(sa.table(VERSION_TABLE)))


def _code(error: Exception) -> str:
    """Return SQLite's primary error code, such as ``SQLITE_BUSY``; empty for any other error."""
    return "_".join(getattr(getattr(error, "orig", error), "sqlite_errorname", "").split("_")[:2])


def _advice(error: Exception) -> str:
    """Say what to do about ``error``, quoting nothing of it."""
    if isinstance(error, IntegrityError):
        return "already holds a turn or a note with this id. Nothing was written. Give the new one an id of its own."
    if code := _code(error):
        return _ADVICE.get(code, f"could not be used ({code}). Check the disk it is on, then try again.")
    return f"could not be used ({type(error).__name__}). Check that the server runs and lets you in, then try again."
