"""indexes along which long tables are walked: the deliveries of one channel, newest first."""

from __future__ import annotations

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

OF_A_CHANNEL = "ix_deliveries_channel_id"


def upgrade() -> None:
    """Apply."""
    op.create_index(OF_A_CHANNEL, "deliveries", ["channel", "id"])


def downgrade() -> None:
    """Take back."""
    op.drop_index(OF_A_CHANNEL, "deliveries")
