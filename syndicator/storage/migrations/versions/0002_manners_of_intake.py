"""what polls teach of a source; pages, subscriptions, absences and tokens."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from syndicator.storage.columns import UtcMoment

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

WIDE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CODE = sa.String(length=200)
KEY = sa.String(length=400)
MOMENT = UtcMoment(timezone=True)
JSONS = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_WEB = re.compile(r"(?i)https?://(?:www\d?\.|m\.|amp\.)?")


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("sources") as sources:
        sources.alter_column("usual_gap_s", new_column_name="gap_s")
        columns: dict[str, Any] = {
            "selector": sa.Text(),
            "reason": sa.Text(),
            "rhythm": JSONS,
            "newest_at": MOMENT,
            "moved_to": sa.Text(),
            "found_at": sa.Text(),
            "accepted_domain": CODE,
            "certificate": CODE,
            "read_at": MOMENT,
            "clock_offset_s": sa.Double(),
            "silent_since": MOMENT,
            "pinged_at": MOMENT,
            "address_key": sa.Text(),
            "host": CODE,
        }
        for name, kind in columns.items():
            sources.add_column(sa.Column(name, kind, nullable=True))
        for name in ("polls", "gone", "moves"):
            sources.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    _name_hosts()
    with op.batch_alter_table("sources") as sources:
        for name in ("polls", "gone", "moves"):
            sources.alter_column(name, existing_type=sa.Integer(), existing_nullable=False, server_default=None)
        sources.alter_column("address_key", existing_type=sa.Text(), nullable=False)
        sources.alter_column("host", existing_type=CODE, nullable=False)
        sources.create_unique_constraint("uq_sources_address_key", ["address_key"])
        sources.create_index("ix_sources_body_hash", ["body_hash"])
        sources.create_index("ix_sources_host", ["host"])
    op.create_index("ix_fetches_at", "fetches", ["at"])
    op.drop_index("ix_bulletins_source_id", table_name="bulletins")
    op.create_index("ix_bulletins_source_id_published_at", "bulletins", ["source_id", "published_at"])
    _create_tables()


def _name_hosts() -> None:
    """Fill in hosts and folded addresses; of two sources of one address, the later keeps a name of its own."""
    sources = sa.table(
        "sources",
        sa.column("id"),
        sa.column("address"),
        sa.column("address_key"),
        sa.column("host"),
        sa.column("polls"),
    )
    connection = op.get_bind()
    keys: set[str] = set()
    for row in connection.execute(sa.select(sources.c.id, sources.c.address).order_by(sources.c.id)).all():
        key = _folded(row.address)
        key = f"{key}#{row.id}" if key in keys else key
        keys.add(key)
        connection.execute(
            sources.update()
            .where(sources.c.id == row.id)
            .values(address_key=key, host=urlsplit(row.address).netloc.lower()[:200], polls=1)
        )


def _folded(address: str) -> str:
    """Fold an address as the service did when this migration was written."""
    folded = address.strip()
    if found := _WEB.match(folded):
        host, slash, rest = folded[found.end() :].partition("/")
        folded = f"//{host.lower()}{slash}{rest}".removesuffix("/").removesuffix("/amp")
    return folded


def _create_tables() -> None:
    op.create_table(
        "pages",
        sa.Column("source_id", WIDE, nullable=False),
        sa.Column("key", KEY, nullable=False),
        sa.Column("told", CODE, nullable=False),
        sa.Column("finding", CODE, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("read_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name="fk_pages_source_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("source_id", "key", name="pk_pages"),
    )
    op.create_table(
        "subscriptions",
        sa.Column("id", WIDE, nullable=False),
        sa.Column("source_id", WIDE, nullable=False),
        sa.Column("token", CODE, nullable=False),
        sa.Column("hub", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("state", CODE, nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("asked_at", MOMENT, nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("renew_at", MOMENT, nullable=False),
        sa.Column("leased_until", MOMENT, nullable=True),
        sa.Column("pushed_at", MOMENT, nullable=True),
        sa.Column("pushes", sa.Integer(), nullable=False),
        sa.Column("proven", sa.Integer(), nullable=False),
        sa.Column("missed", sa.Integer(), nullable=False),
        sa.Column("forged", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name="fk_subscriptions_source_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_subscriptions"),
        sa.UniqueConstraint("source_id", name="uq_subscriptions_source_id"),
        sa.UniqueConstraint("token", name="uq_subscriptions_token"),
    )
    op.create_index("ix_subscriptions_state_renew_at", "subscriptions", ["state", "renew_at"])
    op.create_table(
        "absences",
        sa.Column("bulletin_id", WIDE, nullable=False),
        sa.Column("source_id", WIDE, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("polls", sa.Integer(), nullable=False),
        sa.Column("finding", CODE, nullable=False),
        sa.Column("checked_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["bulletin_id"], ["bulletins.id"], name="fk_absences_bulletin_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name="fk_absences_source_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("bulletin_id", name="pk_absences"),
    )
    op.create_index("ix_absences_source_id", "absences", ["source_id"])
    op.create_table(
        "tokens",
        sa.Column("id", WIDE, nullable=False),
        sa.Column("name", CODE, nullable=False),
        sa.Column("token_hash", CODE, nullable=False),
        sa.Column("scopes", JSONS, nullable=False),
        sa.Column("source_id", WIDE, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=True),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.Column("last_used_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name="fk_tokens_source_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_tokens"),
        sa.UniqueConstraint("name", name="uq_tokens_name"),
        sa.UniqueConstraint("token_hash", name="uq_tokens_token_hash"),
    )


def downgrade() -> None:
    """Take back."""
    for name in ("tokens", "absences", "subscriptions", "pages"):
        op.drop_table(name)
    op.drop_index("ix_fetches_at", table_name="fetches")
    op.create_index("ix_bulletins_source_id", "bulletins", ["source_id"])
    op.drop_index("ix_bulletins_source_id_published_at", table_name="bulletins")
    with op.batch_alter_table("sources") as sources:
        sources.drop_index("ix_sources_host")
        sources.drop_index("ix_sources_body_hash")
        sources.drop_constraint("uq_sources_address_key", type_="unique")
        for name in (
            *("selector", "reason", "rhythm", "newest_at", "moved_to", "moves", "found_at", "accepted_domain"),
            *("certificate", "read_at", "clock_offset_s", "silent_since", "pinged_at", "address_key", "host"),
            *("polls", "gone"),
        ):
            sources.drop_column(name)
        sources.alter_column("gap_s", new_column_name="usual_gap_s")
