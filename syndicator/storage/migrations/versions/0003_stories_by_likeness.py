"""what bulletins are compared by, how they are related, and the desk's word on it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from syndicator.storage.columns import UtcMoment

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

WIDE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CODE = sa.String(length=200)
MOMENT = UtcMoment(timezone=True)
JSONS = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("stories") as stories:
        stories.add_column(sa.Column("pinned_id", WIDE, nullable=True))
        stories.add_column(sa.Column("merged_into", WIDE, nullable=True))
    op.create_table(
        "sketches",
        sa.Column("bulletin_id", WIDE, autoincrement=False, nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("title", sa.LargeBinary(), nullable=False),
        sa.Column("facts", JSONS, nullable=False),
        sa.Column("authority", sa.SmallInteger(), nullable=False),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["bulletin_id"], ["bulletins.id"], name="fk_sketches_bulletin_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("bulletin_id", name="pk_sketches"),
    )
    op.create_table(
        "candidate_keys",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("slot", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("bulletin_id", WIDE, nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", "slot", name="pk_candidate_keys"),
        sqlite_with_rowid=False,
    )
    _pairs("relations", "bulletin_id", ("kinship", CODE), ("score", sa.Double()), ("reason", sa.Text()))
    _pairs("ties", "one_id", ("together", sa.Boolean()), ("actor", CODE))


def _pairs(name: str, first: str, *columns: tuple[str, sa.types.TypeEngine[Any]]) -> None:
    """Create a table of what holds between two bulletins."""
    op.create_table(
        name,
        sa.Column(first, WIDE, autoincrement=False, nullable=False),
        sa.Column("other_id", WIDE, autoincrement=False, nullable=False),
        *(sa.Column(column, kind, nullable=False) for column, kind in columns),
        sa.Column("decided_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint([first], ["bulletins.id"], name=f"fk_{name}_{first}", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["other_id"], ["bulletins.id"], name=f"fk_{name}_other_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint(first, "other_id", name=f"pk_{name}"),
    )
    op.create_index(f"ix_{name}_other_id", name, ["other_id"])


def downgrade() -> None:
    """Take back."""
    for name in ("ties", "relations", "candidate_keys", "sketches"):
        op.drop_table(name)
    with op.batch_alter_table("stories") as stories:
        stories.drop_column("merged_into")
        stories.drop_column("pinned_id")
