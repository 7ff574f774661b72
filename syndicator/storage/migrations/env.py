"""Run by Alembic: gives the migrations the connection that `schema.py` opened, in its transaction."""

from __future__ import annotations

from alembic import context

from syndicator.storage import tables

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=tables.Base.metadata,
    render_as_batch=True,
    transaction_per_migration=False,
    compare_type=True,
)
context.run_migrations()
