"""people of the desk: second factors, names elsewhere, and the commands that they are bound to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from syndicator.storage.columns import UtcMoment

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

WIDE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CODE = sa.String(length=200)
MOMENT = UtcMoment(timezone=True)
ACTED = sa.text("actor IS NOT NULL")


def upgrade() -> None:
    """Apply; everybody has to log in again, for of the logins that last nobody knows since when."""
    op.execute("DELETE FROM logins")
    with op.batch_alter_table("users") as users:
        users.add_column(sa.Column("unit", CODE, nullable=True))
        users.add_column(sa.Column("must_change", sa.Boolean(), nullable=False, server_default=sa.false()))
        users.add_column(sa.Column("factor_sealed", sa.Text(), nullable=True))
        users.add_column(sa.Column("factor_since", MOMENT, nullable=True))
        users.add_column(sa.Column("factor_step", WIDE, nullable=True))
        users.add_column(sa.Column("elsewhere", CODE, nullable=True))
        users.create_unique_constraint("uq_users_elsewhere", ["elsewhere"])
    with op.batch_alter_table("users") as users:
        users.alter_column("must_change", server_default=None)
    with op.batch_alter_table("logins") as logins:
        logins.add_column(sa.Column("stage", CODE, nullable=False))
        logins.add_column(sa.Column("address", CODE, nullable=False))
        logins.add_column(sa.Column("browser", CODE, nullable=False))
        logins.add_column(sa.Column("begun_at", MOMENT, nullable=False))
        logins.add_column(sa.Column("seen_at", MOMENT, nullable=False))
    op.create_index("ix_logins_user_id", "logins", ["user_id"])
    op.create_table(
        "recovery_codes",
        sa.Column("user_id", WIDE, nullable=False),
        sa.Column("code_hash", CODE, nullable=False),
        sa.PrimaryKeyConstraint("user_id", "code_hash", name="pk_recovery_codes"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_recovery_codes_user_id", ondelete="CASCADE"),
    )
    op.create_table(
        "tries",
        sa.Column("key", CODE, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_tries"),
    )
    op.create_index("ix_events_acted", "events", ["seq"], sqlite_where=ACTED, postgresql_where=ACTED)


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_events_acted", "events")
    op.drop_table("tries")
    op.drop_table("recovery_codes")
    op.drop_index("ix_logins_user_id", "logins")
    with op.batch_alter_table("logins") as logins:
        for name in ("seen_at", "begun_at", "browser", "address", "stage"):
            logins.drop_column(name)
    with op.batch_alter_table("users") as users:
        users.drop_constraint("uq_users_elsewhere", type_="unique")
        for name in ("elsewhere", "factor_step", "factor_since", "factor_sealed", "must_change", "unit"):
            users.drop_column(name)
