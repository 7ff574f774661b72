"""All tables, typed. Uniqueness that the service promises stands here as constraints, not in code."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from syndicator.storage.base import Base, Code, Id, Wide, partial

__all__ = [
    "AbsenceRow",
    "AttemptRow",
    "Base",
    "BulletinRow",
    "BulletinTopicRow",
    "ChannelRow",
    "DeliveryRow",
    "EventRow",
    "FetchRow",
    "FingerprintRow",
    "HeartbeatRow",
    "IdentityRow",
    "LoginRow",
    "PageRow",
    "RevisionRow",
    "SourceRow",
    "StoryRow",
    "SubscriptionRow",
    "TokenRow",
    "UserRow",
    "VerdictRow",
]


class SourceRow(Base):
    """A source, its config, its validators and its health. `rung_until`: a doorbell is on its way."""

    __tablename__ = "sources"
    __table_args__ = (Index(None, "state", "next_poll_at"),)

    id: Mapped[Id]
    address: Mapped[str] = mapped_column(unique=True)
    address_key: Mapped[str] = mapped_column(unique=True)
    host: Mapped[Code] = mapped_column(index=True)
    unit: Mapped[Code | None]
    kind: Mapped[Code]
    trusted: Mapped[bool]
    every_s: Mapped[float | None]
    language: Mapped[Code]
    tls_exception: Mapped[str | None]
    selector: Mapped[str | None]
    state: Mapped[Code]
    reason: Mapped[str | None]
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    body_hash: Mapped[Code | None] = mapped_column(index=True)
    polls: Mapped[int]
    failures: Mapped[float]
    gone: Mapped[int]
    gap_s: Mapped[float | None]
    rhythm: Mapped[dict[str, Any] | None]
    newest_at: Mapped[datetime | None]
    moved_to: Mapped[str | None]
    moves: Mapped[int]
    found_at: Mapped[str | None]
    accepted_domain: Mapped[Code | None]
    certificate: Mapped[Code | None]
    read_at: Mapped[datetime | None]
    clock_offset_s: Mapped[float | None]
    silent_since: Mapped[datetime | None]
    next_poll_at: Mapped[datetime]
    pinged_at: Mapped[datetime | None]
    rung_until: Mapped[datetime | None]
    leased_until: Mapped[datetime | None]
    lease_token: Mapped[Code | None]
    last_polled_at: Mapped[datetime | None]
    last_success_at: Mapped[datetime | None]
    last_error: Mapped[str | None]
    added_at: Mapped[datetime]


class FetchRow(Base):
    """One poll of one source, and what came of it."""

    __tablename__ = "fetches"
    __table_args__ = (Index(None, "source_id", "at"),)

    id: Mapped[Id]
    source_id: Mapped[Wide] = mapped_column(ForeignKey("sources.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    took_ms: Mapped[float]
    status: Mapped[int | None]
    size: Mapped[int]
    outcome: Mapped[Code]
    entries: Mapped[int]
    added: Mapped[int]
    revised: Mapped[int]
    error_kind: Mapped[Code | None]
    error: Mapped[str | None]


class PageRow(Base):
    """
    A page of a source that was read for its text, or found to hold no release.

    `told` is a hash of what the source's list said of the page then; while it says the same, the page is left alone.
    """

    __tablename__ = "pages"

    source_id: Mapped[Wide] = mapped_column(ForeignKey("sources.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(String(400), primary_key=True)
    told: Mapped[Code]
    finding: Mapped[Code]
    tries: Mapped[int]
    read_at: Mapped[datetime]


class SubscriptionRow(Base):
    """
    A source's promise to push (WebSub): where its hub is, how the subscription stands, and how well it serves us.

    The secret is no column: it is derived from the token and the service's own key.
    """

    __tablename__ = "subscriptions"
    __table_args__ = (Index(None, "state", "renew_at"),)

    id: Mapped[Id]
    source_id: Mapped[Wide] = mapped_column(ForeignKey("sources.id", ondelete="CASCADE"), unique=True)
    token: Mapped[Code] = mapped_column(unique=True)
    hub: Mapped[str]
    topic: Mapped[str]
    state: Mapped[Code]
    reason: Mapped[str | None]
    asked_at: Mapped[datetime | None]
    failures: Mapped[int]
    renew_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    pushed_at: Mapped[datetime | None]
    pushes: Mapped[int]
    proven: Mapped[int]
    missed: Mapped[int]
    forged: Mapped[int]


class AbsenceRow(Base):
    """A bulletin that its source no longer tells though it tells older ones; `finding` is what its page said last."""

    __tablename__ = "absences"
    __table_args__ = (Index(None, "source_id"),)

    bulletin_id: Mapped[Wide] = mapped_column(ForeignKey("bulletins.id", ondelete="CASCADE"), primary_key=True)
    source_id: Mapped[Wide] = mapped_column(ForeignKey("sources.id", ondelete="CASCADE"))
    since: Mapped[datetime]
    polls: Mapped[int]
    finding: Mapped[Code]
    checked_at: Mapped[datetime]


class StoryRow(Base):
    """Bulletins that tell the same release."""

    __tablename__ = "stories"

    id: Mapped[Id]
    uid: Mapped[UUID] = mapped_column(unique=True)
    canonical_id: Mapped[Wide | None]
    created_at: Mapped[datetime]


class BulletinRow(Base):
    """A bulletin; what it says stands in its revision `revision`, what we think of it in `verdict_id`."""

    __tablename__ = "bulletins"
    __table_args__ = (
        Index("ix_bulletins_public", "canonical", "state", "released_at", "id"),
        Index(None, "state", "id"),
        Index(None, "source_id", "published_at"),
        Index(None, "story_id"),
        Index(None, "unit_path"),
    )

    id: Mapped[Id]
    uid: Mapped[UUID] = mapped_column(unique=True)
    source_id: Mapped[Wide] = mapped_column(ForeignKey("sources.id", ondelete="CASCADE"))
    story_id: Mapped[Wide] = mapped_column(ForeignKey("stories.id", ondelete="CASCADE"))
    state: Mapped[Code]
    canonical: Mapped[bool]
    address: Mapped[str | None]
    unit: Mapped[Code | None]
    unit_path: Mapped[Code | None]
    revision: Mapped[int]
    verdict_id: Mapped[Wide | None]
    first_seen_at: Mapped[datetime]
    published_at: Mapped[datetime]
    released_at: Mapped[datetime | None]
    updated_at: Mapped[datetime]


class RevisionRow(Base):
    """What a bulletin said from `seen_at` on."""

    __tablename__ = "revisions"
    __table_args__ = (UniqueConstraint("bulletin_id", "number"), Index(None, "text_hash"))

    id: Mapped[Id]
    bulletin_id: Mapped[Wide] = mapped_column(ForeignKey("bulletins.id", ondelete="CASCADE"))
    number: Mapped[int]
    title: Mapped[str]
    lead: Mapped[str]
    html: Mapped[str]
    text: Mapped[str]
    image: Mapped[str | None]
    author: Mapped[str | None]
    published_at: Mapped[datetime]
    modified_at: Mapped[datetime | None]
    seen_at: Mapped[datetime]
    hash: Mapped[Code]
    text_hash: Mapped[Code]


class VerdictRow(Base):
    """The judgement on one revision by one version of the rules, with its evidence."""

    __tablename__ = "verdicts"
    __table_args__ = (UniqueConstraint("bulletin_id", "revision", "version"),)

    id: Mapped[Id]
    bulletin_id: Mapped[Wide] = mapped_column(ForeignKey("bulletins.id", ondelete="CASCADE"))
    revision: Mapped[int]
    version: Mapped[Code]
    judged_at: Mapped[datetime]
    topics: Mapped[list[Any]]
    units: Mapped[list[Any]]
    unit: Mapped[Code | None]
    polda: Mapped[Code | None]
    place: Mapped[Code | None]
    operations: Mapped[list[Any]]
    hold_reasons: Mapped[list[Any]]
    urgency: Mapped[int]


class BulletinTopicRow(Base):
    """The topics under which a bulletin is listed now; rank 0 is the main one."""

    __tablename__ = "bulletin_topics"
    __table_args__ = (Index(None, "bulletin_id"),)

    slug: Mapped[Code] = mapped_column(primary_key=True)
    bulletin_id: Mapped[Wide] = mapped_column(ForeignKey("bulletins.id", ondelete="CASCADE"), primary_key=True)
    rank: Mapped[int]


class IdentityRow(Base):
    """A name by which a source calls a bulletin: one name, one bulletin."""

    __tablename__ = "identities"
    __table_args__ = (Index(None, "bulletin_id"),)

    source_id: Mapped[Wide] = mapped_column(ForeignKey("sources.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(String(400), primary_key=True)
    bulletin_id: Mapped[Wide] = mapped_column(ForeignKey("bulletins.id", ondelete="CASCADE"))


class FingerprintRow(Base):
    """The story that owns a text: one folded text, one story, whoever writes first."""

    __tablename__ = "fingerprints"

    text_hash: Mapped[Code] = mapped_column(primary_key=True)
    story_id: Mapped[Wide] = mapped_column(ForeignKey("stories.id", ondelete="CASCADE"))


class ChannelRow(Base):
    """How a configured channel stands."""

    __tablename__ = "channels"

    name: Mapped[Code] = mapped_column(primary_key=True)
    kind: Mapped[Code]
    state: Mapped[Code]
    reason: Mapped[str | None]
    changed_at: Mapped[datetime]


class DeliveryRow(Base):
    """The plan of one post and how it went. `key` travels with every repeated send."""

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("bulletin_id", "revision", "channel", "action"),
        Index("ix_deliveries_due", "due_at", **partial("state IN ('planned', 'sending')")),
        Index(None, "channel", "bulletin_id"),
        Index(None, "state", "id"),
    )

    id: Mapped[Id]
    key: Mapped[Code] = mapped_column(unique=True)
    bulletin_id: Mapped[Wide] = mapped_column(ForeignKey("bulletins.id", ondelete="CASCADE"))
    revision: Mapped[int]
    channel: Mapped[Code]
    kind: Mapped[Code]
    action: Mapped[Code]
    state: Mapped[Code]
    urgency: Mapped[int]
    due_at: Mapped[datetime]
    planned_at: Mapped[datetime]
    reason: Mapped[str]
    attempts: Mapped[int]
    rung_until: Mapped[datetime | None]
    leased_until: Mapped[datetime | None]
    lease_token: Mapped[Code | None]
    last_error: Mapped[str | None]
    remote_id: Mapped[str | None]
    remote_address: Mapped[str | None]
    finished_at: Mapped[datetime | None]


class AttemptRow(Base):
    """One try at a delivery; its start is committed before the network is touched."""

    __tablename__ = "attempts"
    __table_args__ = (UniqueConstraint("delivery_id", "number"),)

    id: Mapped[Id]
    delivery_id: Mapped[Wide] = mapped_column(ForeignKey("deliveries.id", ondelete="CASCADE"))
    number: Mapped[int]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    outcome: Mapped[Code | None]
    reason: Mapped[str | None]


class EventRow(Base):
    """The append-only log; `seq` only ever grows."""

    __tablename__ = "events"
    __table_args__ = (
        Index(None, "bulletin_id"),
        Index(None, "source_id"),
        {"sqlite_autoincrement": True},
    )

    seq: Mapped[Id]
    kind: Mapped[Code]
    at: Mapped[datetime]
    reason: Mapped[str]
    source_id: Mapped[Wide | None]
    bulletin_id: Mapped[Wide | None]
    delivery_id: Mapped[Wide | None]
    actor: Mapped[Code | None]
    details: Mapped[dict[str, Any]]


class UserRow(Base):
    """A person of the desk."""

    __tablename__ = "users"

    id: Mapped[Id]
    login: Mapped[Code] = mapped_column(unique=True)
    password_hash: Mapped[str]
    role: Mapped[Code]
    disabled: Mapped[bool]
    created_at: Mapped[datetime]


class LoginRow(Base):
    """A login that lasts; only a hash of the cookie's token is kept."""

    __tablename__ = "logins"

    token_hash: Mapped[Code] = mapped_column(primary_key=True)
    user_id: Mapped[Wide] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    csrf_token: Mapped[Code]
    expires_at: Mapped[datetime]


class TokenRow(Base):
    """A token by which a program uses the API; only a hash of it is kept. `source_id`: what it may publish as."""

    __tablename__ = "tokens"

    id: Mapped[Id]
    name: Mapped[Code] = mapped_column(unique=True)
    token_hash: Mapped[Code] = mapped_column(unique=True)
    scopes: Mapped[list[Any]]
    source_id: Mapped[Wide | None] = mapped_column(ForeignKey("sources.id", ondelete="CASCADE"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]


class HeartbeatRow(Base):
    """When a part of the service last gave a sign of life."""

    __tablename__ = "heartbeats"

    name: Mapped[Code] = mapped_column(primary_key=True)
    at: Mapped[datetime]
