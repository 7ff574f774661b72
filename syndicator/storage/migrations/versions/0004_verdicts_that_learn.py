"""when events were, what is proposed to be masked, what the desk corrected, and the models learned from it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from syndicator.storage.columns import UtcMoment

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

WIDE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CODE = sa.String(length=200)
MOMENT = UtcMoment(timezone=True)
JSONS = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


LISTS = ("conflicts", "maskings", "urgency_evidence")


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("verdicts") as verdicts:
        verdicts.add_column(sa.Column("event_at", MOMENT, nullable=True))
        for name in LISTS:
            verdicts.add_column(sa.Column(name, JSONS, nullable=False, server_default="[]"))
    with op.batch_alter_table("verdicts") as verdicts:
        for name in LISTS:
            verdicts.alter_column(name, server_default=None)
    _give_operations_evidence()
    with op.batch_alter_table("revisions") as revisions:
        revisions.add_column(sa.Column("editor", CODE, nullable=True))
    op.create_table(
        "corrections",
        sa.Column("id", WIDE, nullable=False),
        sa.Column("bulletin_id", WIDE, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("version", CODE, nullable=False),
        sa.Column("topics", JSONS, nullable=True),
        sa.Column("unit", CODE, nullable=True),
        sa.Column("place", CODE, nullable=True),
        sa.Column("sensitive", sa.Boolean(), nullable=True),
        sa.Column("overruled", JSONS, nullable=False),
        sa.Column("actor", CODE, nullable=False),
        sa.Column("decided_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["bulletin_id"], ["bulletins.id"], name="fk_corrections_bulletin_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_corrections"),
    )
    op.create_index("ix_corrections_bulletin_id", "corrections", ["bulletin_id"])
    op.create_table(
        "models",
        sa.Column("version", CODE, nullable=False),
        sa.Column("trained_at", MOMENT, nullable=False),
        sa.Column("promoted_at", MOMENT, nullable=True),
        sa.Column("examples", sa.Integer(), nullable=False),
        sa.Column("figures", JSONS, nullable=False),
        sa.Column("weights", JSONS, nullable=False),
        sa.PrimaryKeyConstraint("version", name="pk_models"),
    )


def _give_operations_evidence() -> None:
    """Older verdicts name operations without the words that name them."""
    verdicts = sa.table("verdicts", sa.column("id", WIDE), sa.column("operations", JSONS))
    connection = op.get_bind()
    for row in connection.execute(sa.select(verdicts)).all():
        if any(isinstance(one, str) for one in row.operations):
            told = [{"slug": one, "evidence": ""} for one in row.operations]
            connection.execute(sa.update(verdicts).where(verdicts.c.id == row.id).values(operations=told))


def downgrade() -> None:
    """Take back."""
    op.drop_table("models")
    op.drop_table("corrections")
    with op.batch_alter_table("revisions") as revisions:
        revisions.drop_column("editor")
    with op.batch_alter_table("verdicts") as verdicts:
        for name in (*LISTS, "event_at"):
            verdicts.drop_column(name)
