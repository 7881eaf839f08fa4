"""The store: everything one person said, kept between turns. Append-only; only ``erase`` deletes."""

from __future__ import annotations

import json
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from sqlalchemy import Connection, insert, select, text

from assistant.errors import UnknownFactError
from assistant.facts import FACT, Fact
from assistant.journey.ledger import Ledger
from assistant.memory.database import WRITE, Database
from assistant.memory.models import FactRow, SettingRow, TurnRow, UndoneRow
from assistant.turn import Turn
from knowledge.playbook import Passage, Playbook, playbook

_ALL_BUT_ID = set(Passage.model_fields) - {"id"}


class Store:
    """What one person said. Threads may share one; other processes may have the same database open.

    Every method is one transaction and raises ``StoreError`` when the database cannot do it.
    """

    def __init__(self, url: str, book: Playbook | None = None) -> None:
        """Open ``sqlite:////folder/steady.db`` or ``postgresql+psycopg://...``, creating or upgrading its tables.

        Evidence is resolved through ``book``, by default the playbook that ships with Steady. Raises ``StoreError``,
        leaving everything as it was, for what is no database, another program's, or a newer Steady's.
        """
        self._database = Database(url)
        self._book = book

    def ledger(self) -> Ledger:
        """Return all facts in the order they were said, with the ids of those undone."""
        with self._database.transaction() as connection:
            facts = connection.scalars(select(FactRow.body).order_by(FactRow.position)).all()
            undone = connection.scalars(select(UndoneRow.fact_id)).all()
            return Ledger(tuple(FACT.validate_json(fact) for fact in facts), frozenset(undone))

    def turns(self, last: int | None = None) -> list[Turn]:
        """Return the ``last`` turns, or all, oldest first; evidence whose passage has left the playbook is dropped."""
        newest = select(TurnRow.position, TurnRow.id, TurnRow.body).order_by(TurnRow.position.desc()).limit(last)
        chosen = newest.subquery()
        noted = select(chosen.c.id, FactRow.body).join(FactRow, FactRow.turn_id == chosen.c.id)
        with self._database.transaction() as connection:
            bodies = connection.execute(select(chosen.c.id, chosen.c.body).order_by(chosen.c.position)).all()
            facts: dict[str, list[Fact]] = {turn_id: [] for turn_id, _ in bodies}
            for turn_id, fact in connection.execute(noted.order_by(FactRow.position)):
                facts[turn_id].append(FACT.validate_json(fact))
            return [self._turn(body, facts[turn_id]) for turn_id, body in bodies]

    def remember(self, turn: Turn) -> None:
        """Keep ``turn`` and its facts, or, raising ``StoreError``, nothing of it."""
        # Her facts have their own table, and the text of a passage is the playbook's.
        body = turn.model_dump_json(
            exclude={"understanding": {"facts"}, "evidence": {"__all__": {"passage": _ALL_BUT_ID}}}
        )
        facts = [
            {"id": fact.id, "turn_id": turn.id, "said_on": turn.today, "body": fact.model_dump_json()}
            for fact in turn.facts
        ]
        with self._database.transaction(WRITE) as connection:
            connection.execute(insert(TurnRow).values(id=turn.id, said_on=turn.today, body=body))
            if facts:
                connection.execute(insert(FactRow), facts)
            for fact_id in turn.understanding.taken_back:
                _undo(connection, fact_id, turn.today)

    def undo(self, fact_id: str, today: date) -> None:
        """Note that she took the fact back; twice is once. Raises ``UnknownFactError``."""
        with self._database.transaction(WRITE) as connection:
            _fact(connection, fact_id)
            _undo(connection, fact_id, today)

    def correct(self, fact: Fact, today: date) -> None:
        """Append ``fact``, her correction by hand of ``fact.retracts``; its witness stays that fact's message.

        Raises ``UnknownFactError`` when there is no fact to correct.
        """
        with self._database.transaction(WRITE) as connection:
            old = _fact(connection, fact.retracts)
            corrected = fact.model_copy(update={"source": "corrected", "message_id": old.message_id})
            connection.execute(insert(FactRow).values(id=fact.id, said_on=today, body=corrected.model_dump_json()))

    def setting(self, name: str) -> str | None:
        """Return the value she set, or ``None``."""
        with self._database.transaction() as connection:
            return connection.scalar(select(SettingRow.value).where(SettingRow.name == name))

    def set(self, name: str, value: str) -> None:
        """Set ``name`` to ``value`` in place of what it was."""
        insert_or_update = (
            "INSERT INTO settings (name, value) VALUES (:name, :value) "
            "ON CONFLICT (name) DO UPDATE SET value = excluded.value"
        )
        with self._database.transaction(WRITE) as connection:
            connection.execute(text(insert_or_update), {"name": name, "value": value})

    def export(self) -> dict[str, Any]:
        """Return everything stored, ready for ``json.dumps``; passages are named by their ids."""
        turns = select(TurnRow.body).order_by(TurnRow.position)
        facts = select(FactRow.body, FactRow.turn_id, FactRow.said_on).order_by(FactRow.position)
        undone = select(UndoneRow.fact_id, UndoneRow.undone_on).order_by(UndoneRow.undone_on, UndoneRow.fact_id)
        settings = select(SettingRow.name, SettingRow.value).order_by(SettingRow.name)
        with self._database.transaction() as connection:
            return {
                "steady": _version(),
                "turns": [json.loads(body) for body in connection.scalars(turns)],
                "facts": [
                    {**json.loads(body), "turn_id": turn_id, "said_on": day.isoformat()}
                    for body, turn_id, day in connection.execute(facts)
                ],
                "undone": [
                    {"fact_id": fact_id, "undone_on": day.isoformat()} for fact_id, day in connection.execute(undone)
                ],
                "settings": {row.name: row.value for row in connection.execute(settings)},
            }

    def erase(self) -> None:
        """Delete everything, so that no word of hers is left in the file or beside it.

        A PostgreSQL server may still keep logs and backups of its own. Raises ``StoreError`` while another process is
        reading, because old pages stay until it is done; erase again then.
        """
        self._database.empty()

    def close(self) -> None:
        """Close every connection."""
        self._database.close()

    def _turn(self, body: str, facts: list[Fact]) -> Turn:
        """Put a turn together again."""
        book = self._book or playbook()
        turn = json.loads(body)
        turn["understanding"]["facts"] = facts
        turn["evidence"] = [
            {**found, "passage": passage} for found in turn["evidence"] if (passage := book.get(found["passage"]["id"]))
        ]
        return Turn.model_validate(turn)


def _undo(connection: Connection, fact_id: str, today: date) -> None:
    if not connection.scalar(select(UndoneRow.fact_id).where(UndoneRow.fact_id == fact_id)):
        connection.execute(insert(UndoneRow).values(fact_id=fact_id, undone_on=today))


def _fact(connection: Connection, fact_id: str | None) -> Fact:
    """Return the stored fact, locked until the transaction ends, so that two windows cannot act on it at once."""
    body = connection.scalar(select(FactRow.body).where(FactRow.id == fact_id).with_for_update())
    if body is None:
        raise UnknownFactError(f"There is no note {fact_id}. The list of your notes shows the ids there are.")
    return FACT.validate_json(body)


def _version() -> str:
    """Return the installed version; a checkout that was never installed has none."""
    try:
        return version("steady")
    except PackageNotFoundError:
        return "unknown"
