"""the way of each revision, from the poll that brought it to its receipts, under one name."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

CHARS = 32


def upgrade() -> None:
    """Apply; no table is copied for a column that may be empty."""
    op.add_column("revisions", sa.Column("trace", sa.String(length=CHARS), nullable=True))


def downgrade() -> None:
    """Take back."""
    op.drop_column("revisions", "trace")
