"""what the desk writes for one channel in place of a bulletin's own words."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from syndicator.storage.columns import UtcMoment

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

WIDE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CODE = sa.String(length=200)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "channel_texts",
        sa.Column("bulletin_id", WIDE, nullable=False),
        sa.Column("channel", CODE, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("actor", CODE, nullable=False),
        sa.Column("written_at", UtcMoment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["bulletin_id"], ["bulletins.id"], name="fk_channel_texts_bulletin_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("bulletin_id", "channel", name="pk_channel_texts"),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("channel_texts")
