"""Runs the migrations on the connection, and within the transaction, that the store hands over."""

from __future__ import annotations

from alembic import context

from assistant.memory.models import VERSION_TABLE, Base

context.configure(
    connection=context.config.attributes["connection"], target_metadata=Base.metadata, version_table=VERSION_TABLE
)
with context.begin_transaction():
    context.run_migrations()
