"""Channels, the plan of each post, each try at it, and the log of what happened."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from syndicator.storage.base import Base, Code, Id, Wide, partial


class ChannelRow(Base):
    """
    How a configured channel stands.

    Nothing is claimed for it before `blocked_until`; `faults` in a row open its breaker. `condition` is what its
    service said of the account at `checked_at`, null if all was well.
    """

    __tablename__ = "channels"

    name: Mapped[Code] = mapped_column(primary_key=True)
    kind: Mapped[Code]
    state: Mapped[Code]
    reason: Mapped[str | None]
    changed_at: Mapped[datetime]
    faults: Mapped[int] = mapped_column(default=0)
    blocked_until: Mapped[datetime | None]
    blocked_cause: Mapped[Code | None]
    blocked_reason: Mapped[str | None]
    checked_at: Mapped[datetime | None]
    token_expires_at: Mapped[datetime | None]
    condition: Mapped[str | None]


class GrantRow(Base):
    """The token that a channel's service gave last, sealed with the service's key."""

    __tablename__ = "grants"

    channel: Mapped[Code] = mapped_column(primary_key=True)
    sealed: Mapped[str]
    expires_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]


class UnsubscribedRow(Base):
    """An address that wants no more mail of a channel."""

    __tablename__ = "unsubscribed"

    channel: Mapped[Code] = mapped_column(primary_key=True)
    address: Mapped[Code] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class DeliveryRow(Base):
    """
    The plan of one post and how it went. `key` travels with every repeated send.

    Rows are sent in order of `rank_at`: urgent ones have a head start, so that nothing waits for ever behind them.
    One that is told in a digest is `carried_by` the delivery that posts the digest. `begun` is written before the
    network is touched: a lease that ran out before it left nothing behind.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("bulletin_id", "revision", "channel", "action"),
        Index("ix_deliveries_due", "due_at", **partial("state IN ('planned', 'sending')")),
        Index(None, "channel", "bulletin_id"),
        Index(None, "channel", "id"),
        Index(None, "state", "id"),
        Index("ix_deliveries_rank", "channel", "rank_at", **partial("state IN ('planned', 'sending')")),
        Index("ix_deliveries_carried_by", "carried_by", **partial("carried_by IS NOT NULL")),
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
    rank_at: Mapped[datetime]
    planned_at: Mapped[datetime]
    reason: Mapped[str]
    attempts: Mapped[int]
    rung_until: Mapped[datetime | None]
    leased_until: Mapped[datetime | None]
    lease_token: Mapped[Code | None]
    begun: Mapped[bool] = mapped_column(default=False)
    carried_by: Mapped[Wide | None] = mapped_column(ForeignKey("deliveries.id", ondelete="SET NULL"))
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
        Index("ix_events_acted", "seq", **partial("actor IS NOT NULL")),
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
