"""how accounts stand, the order in which posts go, digests, sealed tokens, and who wants no more mail."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from syndicator.storage.columns import UtcMoment

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

WIDE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CODE = sa.String(length=200)
MOMENT = UtcMoment(timezone=True)
OPEN = sa.text("state IN ('planned', 'sending')")
CARRIED = sa.text("carried_by IS NOT NULL")
STANDING: dict[str, Any] = {
    "blocked_until": MOMENT,
    "blocked_cause": CODE,
    "blocked_reason": sa.Text(),
    "checked_at": MOMENT,
    "token_expires_at": MOMENT,
    "condition": sa.Text(),
}


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("channels") as channels:
        channels.add_column(sa.Column("faults", sa.Integer(), nullable=False, server_default="0"))
        for name, kind in STANDING.items():
            channels.add_column(sa.Column(name, kind, nullable=True))
    with op.batch_alter_table("channels") as channels:
        channels.alter_column("faults", server_default=None)
    with op.batch_alter_table("deliveries") as deliveries:
        deliveries.add_column(sa.Column("rank_at", MOMENT, nullable=True))
        deliveries.add_column(sa.Column("carried_by", WIDE, nullable=True))
        deliveries.add_column(sa.Column("begun", sa.Boolean(), nullable=False, server_default=sa.true()))
        deliveries.create_foreign_key(
            "fk_deliveries_carried_by", "deliveries", ["carried_by"], ["id"], ondelete="SET NULL"
        )
    op.execute("UPDATE deliveries SET rank_at = due_at")
    with op.batch_alter_table("deliveries") as deliveries:
        deliveries.alter_column("rank_at", nullable=False)
        deliveries.alter_column("begun", server_default=None)
    op.create_index(
        "ix_deliveries_rank", "deliveries", ["channel", "rank_at"], sqlite_where=OPEN, postgresql_where=OPEN
    )
    op.create_index(
        "ix_deliveries_carried_by", "deliveries", ["carried_by"], sqlite_where=CARRIED, postgresql_where=CARRIED
    )
    op.create_table(
        "grants",
        sa.Column("channel", CODE, nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=True),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("channel", name="pk_grants"),
    )
    op.create_table(
        "unsubscribed",
        sa.Column("channel", CODE, nullable=False),
        sa.Column("address", CODE, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("channel", "address", name="pk_unsubscribed"),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("unsubscribed")
    op.drop_table("grants")
    op.drop_index("ix_deliveries_carried_by", "deliveries")
    op.drop_index("ix_deliveries_rank", "deliveries")
    with op.batch_alter_table("deliveries") as deliveries:
        deliveries.drop_constraint("fk_deliveries_carried_by", type_="foreignkey")
        deliveries.drop_column("carried_by")
        deliveries.drop_column("begun")
        deliveries.drop_column("rank_at")
    with op.batch_alter_table("channels") as channels:
        for name in (*STANDING, "faults"):
            channels.drop_column(name)
