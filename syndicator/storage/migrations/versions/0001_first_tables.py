"""first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from syndicator.storage.columns import UtcMoment

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

WIDE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CODE = sa.String(length=200)
MOMENT = UtcMoment(timezone=True)
JSONS = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "channels",
        sa.Column("name", CODE, nullable=False),
        sa.Column("kind", CODE, nullable=False),
        sa.Column("state", CODE, nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_channels"),
    )
    op.create_table(
        "events",
        sa.Column("seq", WIDE, nullable=False),
        sa.Column("kind", CODE, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("source_id", WIDE, nullable=True),
        sa.Column("bulletin_id", WIDE, nullable=True),
        sa.Column("delivery_id", WIDE, nullable=True),
        sa.Column("actor", CODE, nullable=True),
        sa.Column("details", JSONS, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_events"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_events_bulletin_id", "events", ["bulletin_id"])
    op.create_index("ix_events_source_id", "events", ["source_id"])

    op.create_table(
        "heartbeats",
        sa.Column("name", CODE, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_heartbeats"),
    )
    op.create_table(
        "sources",
        sa.Column("id", WIDE, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("unit", CODE, nullable=True),
        sa.Column("kind", CODE, nullable=False),
        sa.Column("trusted", sa.Boolean(), nullable=False),
        sa.Column("every_s", sa.Double(), nullable=True),
        sa.Column("language", CODE, nullable=False),
        sa.Column("tls_exception", sa.Text(), nullable=True),
        sa.Column("state", CODE, nullable=False),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("body_hash", CODE, nullable=True),
        sa.Column("failures", sa.Double(), nullable=False),
        sa.Column("usual_gap_s", sa.Double(), nullable=True),
        sa.Column("next_poll_at", MOMENT, nullable=False),
        sa.Column("rung_until", MOMENT, nullable=True),
        sa.Column("leased_until", MOMENT, nullable=True),
        sa.Column("lease_token", CODE, nullable=True),
        sa.Column("last_polled_at", MOMENT, nullable=True),
        sa.Column("last_success_at", MOMENT, nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sources"),
        sa.UniqueConstraint("address", name="uq_sources_address"),
    )
    op.create_index("ix_sources_state_next_poll_at", "sources", ["state", "next_poll_at"])

    op.create_table(
        "stories",
        sa.Column("id", WIDE, nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("canonical_id", WIDE, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_stories"),
        sa.UniqueConstraint("uid", name="uq_stories_uid"),
    )
    op.create_table(
        "users",
        sa.Column("id", WIDE, nullable=False),
        sa.Column("login", CODE, nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("role", CODE, nullable=False),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
        sa.UniqueConstraint("login", name="uq_users_login"),
    )
    op.create_table(
        "bulletins",
        sa.Column("id", WIDE, nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("source_id", WIDE, nullable=False),
        sa.Column("story_id", WIDE, nullable=False),
        sa.Column("state", CODE, nullable=False),
        sa.Column("canonical", sa.Boolean(), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("unit", CODE, nullable=True),
        sa.Column("unit_path", CODE, nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("verdict_id", WIDE, nullable=True),
        sa.Column("first_seen_at", MOMENT, nullable=False),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.Column("released_at", MOMENT, nullable=True),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name="fk_bulletins_source_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name="fk_bulletins_story_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_bulletins"),
        sa.UniqueConstraint("uid", name="uq_bulletins_uid"),
    )
    op.create_index("ix_bulletins_public", "bulletins", ["canonical", "state", "released_at", "id"])
    op.create_index("ix_bulletins_source_id", "bulletins", ["source_id"])
    op.create_index("ix_bulletins_state_id", "bulletins", ["state", "id"])
    op.create_index("ix_bulletins_story_id", "bulletins", ["story_id"])
    op.create_index("ix_bulletins_unit_path", "bulletins", ["unit_path"])

    op.create_table(
        "fetches",
        sa.Column("id", WIDE, nullable=False),
        sa.Column("source_id", WIDE, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("took_ms", sa.Double(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("outcome", CODE, nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("revised", sa.Integer(), nullable=False),
        sa.Column("error_kind", CODE, nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name="fk_fetches_source_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_fetches"),
    )
    op.create_index("ix_fetches_source_id_at", "fetches", ["source_id", "at"])

    op.create_table(
        "fingerprints",
        sa.Column("text_hash", CODE, nullable=False),
        sa.Column("story_id", WIDE, nullable=False),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name="fk_fingerprints_story_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("text_hash", name="pk_fingerprints"),
    )
    op.create_table(
        "logins",
        sa.Column("token_hash", CODE, nullable=False),
        sa.Column("user_id", WIDE, nullable=False),
        sa.Column("csrf_token", CODE, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_logins_user_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_logins"),
    )
    op.create_table(
        "bulletin_topics",
        sa.Column("slug", CODE, nullable=False),
        sa.Column("bulletin_id", WIDE, nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bulletin_id"], ["bulletins.id"], name="fk_bulletin_topics_bulletin_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("slug", "bulletin_id", name="pk_bulletin_topics"),
    )
    op.create_index("ix_bulletin_topics_bulletin_id", "bulletin_topics", ["bulletin_id"])

    op.create_table(
        "deliveries",
        sa.Column("id", WIDE, nullable=False),
        sa.Column("key", CODE, nullable=False),
        sa.Column("bulletin_id", WIDE, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("channel", CODE, nullable=False),
        sa.Column("kind", CODE, nullable=False),
        sa.Column("action", CODE, nullable=False),
        sa.Column("state", CODE, nullable=False),
        sa.Column("urgency", sa.Integer(), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("planned_at", MOMENT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("rung_until", MOMENT, nullable=True),
        sa.Column("leased_until", MOMENT, nullable=True),
        sa.Column("lease_token", CODE, nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("remote_id", sa.Text(), nullable=True),
        sa.Column("remote_address", sa.Text(), nullable=True),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["bulletin_id"], ["bulletins.id"], name="fk_deliveries_bulletin_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.UniqueConstraint(
            "bulletin_id", "revision", "channel", "action", name="uq_deliveries_bulletin_id_revision_channel_action"
        ),
        sa.UniqueConstraint("key", name="uq_deliveries_key"),
    )
    op.create_index("ix_deliveries_channel_bulletin_id", "deliveries", ["channel", "bulletin_id"])
    op.create_index(
        "ix_deliveries_due",
        "deliveries",
        ["due_at"],
        sqlite_where=sa.text("state IN ('planned', 'sending')"),
        postgresql_where=sa.text("state IN ('planned', 'sending')"),
    )
    op.create_index("ix_deliveries_state_id", "deliveries", ["state", "id"])

    op.create_table(
        "identities",
        sa.Column("source_id", WIDE, nullable=False),
        sa.Column("key", sa.String(length=400), nullable=False),
        sa.Column("bulletin_id", WIDE, nullable=False),
        sa.ForeignKeyConstraint(
            ["bulletin_id"], ["bulletins.id"], name="fk_identities_bulletin_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name="fk_identities_source_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("source_id", "key", name="pk_identities"),
    )
    op.create_index("ix_identities_bulletin_id", "identities", ["bulletin_id"])

    op.create_table(
        "revisions",
        sa.Column("id", WIDE, nullable=False),
        sa.Column("bulletin_id", WIDE, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("lead", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("image", sa.Text(), nullable=True),
        sa.Column("author", sa.Text(), nullable=True),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.Column("modified_at", MOMENT, nullable=True),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("hash", CODE, nullable=False),
        sa.Column("text_hash", CODE, nullable=False),
        sa.ForeignKeyConstraint(["bulletin_id"], ["bulletins.id"], name="fk_revisions_bulletin_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_revisions"),
        sa.UniqueConstraint("bulletin_id", "number", name="uq_revisions_bulletin_id_number"),
    )
    op.create_index("ix_revisions_text_hash", "revisions", ["text_hash"])

    op.create_table(
        "verdicts",
        sa.Column("id", WIDE, nullable=False),
        sa.Column("bulletin_id", WIDE, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("version", CODE, nullable=False),
        sa.Column("judged_at", MOMENT, nullable=False),
        sa.Column("topics", JSONS, nullable=False),
        sa.Column("units", JSONS, nullable=False),
        sa.Column("unit", CODE, nullable=True),
        sa.Column("polda", CODE, nullable=True),
        sa.Column("place", CODE, nullable=True),
        sa.Column("operations", JSONS, nullable=False),
        sa.Column("hold_reasons", JSONS, nullable=False),
        sa.Column("urgency", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["bulletin_id"], ["bulletins.id"], name="fk_verdicts_bulletin_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_verdicts"),
        sa.UniqueConstraint("bulletin_id", "revision", "version", name="uq_verdicts_bulletin_id_revision_version"),
    )
    op.create_table(
        "attempts",
        sa.Column("id", WIDE, nullable=False),
        sa.Column("delivery_id", WIDE, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.Column("outcome", CODE, nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["delivery_id"], ["deliveries.id"], name="fk_attempts_delivery_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_attempts"),
        sa.UniqueConstraint("delivery_id", "number", name="uq_attempts_delivery_id_number"),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("attempts")
    op.drop_table("verdicts")
    op.drop_index(
        "ix_revisions_text_hash",
        table_name="revisions",
    )

    op.drop_table("revisions")
    op.drop_index(
        "ix_identities_bulletin_id",
        table_name="identities",
    )

    op.drop_table("identities")
    op.drop_index(
        "ix_deliveries_state_id",
        table_name="deliveries",
    )
    op.drop_index(
        "ix_deliveries_due",
        table_name="deliveries",
        sqlite_where=sa.text("state IN ('planned', 'sending')"),
        postgresql_where=sa.text("state IN ('planned', 'sending')"),
    )
    op.drop_index(
        "ix_deliveries_channel_bulletin_id",
        table_name="deliveries",
    )

    op.drop_table("deliveries")
    op.drop_index(
        "ix_bulletin_topics_bulletin_id",
        table_name="bulletin_topics",
    )

    op.drop_table("bulletin_topics")
    op.drop_table("logins")
    op.drop_table("fingerprints")
    op.drop_index(
        "ix_fetches_source_id_at",
        table_name="fetches",
    )

    op.drop_table("fetches")
    op.drop_index(
        "ix_bulletins_unit_path",
        table_name="bulletins",
    )
    op.drop_index(
        "ix_bulletins_story_id",
        table_name="bulletins",
    )
    op.drop_index(
        "ix_bulletins_state_id",
        table_name="bulletins",
    )
    op.drop_index(
        "ix_bulletins_source_id",
        table_name="bulletins",
    )
    op.drop_index(
        "ix_bulletins_public",
        table_name="bulletins",
    )

    op.drop_table("bulletins")
    op.drop_table("users")
    op.drop_table("stories")
    op.drop_index(
        "ix_sources_state_next_poll_at",
        table_name="sources",
    )

    op.drop_table("sources")
    op.drop_table("heartbeats")
    op.drop_index(
        "ix_events_source_id",
        table_name="events",
    )
    op.drop_index(
        "ix_events_bulletin_id",
        table_name="events",
    )

    op.drop_table("events")
    op.drop_table("channels")
