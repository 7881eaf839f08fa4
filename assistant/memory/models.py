"""The four tables of the store.

A change here needs a migration in ``migrations/versions``, numbered one higher. So does a change of ``Turn`` or of
``Fact`` that cannot read the JSON of before.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

VERSION_TABLE = "steady_version"
"""Where Alembic keeps its place; a name of our own, because a shared server may hold another program's."""


class Base(DeclarativeBase):
    """The schema."""


class TurnRow(Base):
    """A turn, as it was shown. Its facts are rows of ``facts``."""

    __tablename__ = "turns"

    position: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)
    said_on: Mapped[date]
    body: Mapped[str] = mapped_column(Text)
    """``Turn`` as JSON, without its facts and with the ids of its passages instead of their text."""


class FactRow(Base):
    """A fact, in the order it was said. Append-only."""

    __tablename__ = "facts"

    position: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)
    turn_id: Mapped[str | None] = mapped_column(ForeignKey("turns.id"), index=True)
    """The turn that noted it; null where she corrected a note by hand."""
    said_on: Mapped[date]
    body: Mapped[str] = mapped_column(Text)
    """``Fact`` as JSON."""


class UndoneRow(Base):
    """A fact she took back by hand. Append-only; the fact itself stays."""

    __tablename__ = "undone"

    fact_id: Mapped[str] = mapped_column(ForeignKey("facts.id"), primary_key=True)
    undone_on: Mapped[date]


class SettingRow(Base):
    """What she set, such as her country."""

    __tablename__ = "settings"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(Text)
