"""answers of the API to requests that are said twice."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from syndicator.storage.columns import UtcMoment

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

WIDE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CODE = sa.String(length=200)
MOMENT = UtcMoment(timezone=True)
JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "requests",
        sa.Column("token_id", WIDE, autoincrement=False, nullable=False),
        sa.Column("key", CODE, nullable=False),
        sa.Column("digest", CODE, nullable=False),
        sa.Column("claim", CODE, nullable=False),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("headers", JSON, nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["token_id"], ["tokens.id"], name="fk_requests_token_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token_id", "key", name="pk_requests"),
    )
    op.create_index("ix_requests_begun_at", "requests", ["begun_at"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("requests")
