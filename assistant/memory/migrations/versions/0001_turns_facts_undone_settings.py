"""The first tables. There is no way down: a database is never taken back to an older Steady."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Bring an empty database to 0001."""
    op.create_table(
        "turns",
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("id", sa.String, nullable=False, unique=True),
        sa.Column("said_on", sa.Date, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "facts",
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("id", sa.String, nullable=False, unique=True),
        sa.Column("turn_id", sa.String, sa.ForeignKey("turns.id"), index=True),
        sa.Column("said_on", sa.Date, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "undone",
        sa.Column("fact_id", sa.String, sa.ForeignKey("facts.id"), primary_key=True),
        sa.Column("undone_on", sa.Date, nullable=False),
    )
    op.create_table(
        "settings",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
