"""our own hub: the feeds that somebody subscribed, and who did."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from syndicator.storage.columns import UtcMoment

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

WIDE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CODE = sa.String(length=200)
ADDRESS = sa.String(length=1000)
MOMENT = UtcMoment(timezone=True)
WISHED = sa.text("wish_due_at IS NOT NULL")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "hub_topics",
        sa.Column("address", ADDRESS, nullable=False),
        sa.Column("version", WIDE, nullable=False),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("media_type", CODE, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("seen", CODE, nullable=False),
        sa.Column("look_at", MOMENT, nullable=True),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("address", name="pk_hub_topics"),
    )
    op.create_table(
        "hub_subscribers",
        sa.Column("id", WIDE, nullable=False),
        sa.Column("topic", ADDRESS, nullable=False),
        sa.Column("callback", ADDRESS, nullable=False),
        sa.Column("domain", CODE, nullable=False),
        sa.Column("lane", CODE, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("secret", sa.Text(), nullable=True),
        sa.Column("leased_until", MOMENT, nullable=True),
        sa.Column("wish", CODE, nullable=True),
        sa.Column("wish_token", CODE, nullable=True),
        sa.Column("wish_secret", sa.Text(), nullable=True),
        sa.Column("wish_lease_s", sa.Integer(), nullable=True),
        sa.Column("wish_due_at", MOMENT, nullable=True),
        sa.Column("wish_tries", sa.Integer(), nullable=False),
        sa.Column("sent", WIDE, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("claimed_until", MOMENT, nullable=True),
        sa.Column("claim_token", CODE, nullable=True),
        sa.Column("faults", sa.Integer(), nullable=False),
        sa.Column("failing_since", MOMENT, nullable=True),
        sa.Column("blocked_until", MOMENT, nullable=True),
        sa.Column("blocked_cause", CODE, nullable=True),
        sa.Column("blocked_reason", sa.Text(), nullable=True),
        sa.Column("delivered_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_hub_subscribers"),
        sa.UniqueConstraint("topic", "callback", name="uq_hub_subscribers_topic_callback"),
    )
    op.create_index("ix_hub_subscribers_domain", "hub_subscribers", ["domain"])
    op.create_index("ix_hub_subscribers_leased_until", "hub_subscribers", ["leased_until"])
    op.create_index(
        "ix_hub_subscribers_wish_due_at",
        "hub_subscribers",
        ["wish_due_at"],
        sqlite_where=WISHED,
        postgresql_where=WISHED,
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("hub_subscribers")
    op.drop_table("hub_topics")
