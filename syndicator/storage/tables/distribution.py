"""Our own hub (WebSub): the feeds that somebody subscribed, and who did."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from syndicator.storage.base import Base, Code, Id, Wide, partial

Address = String(1000)


class HubTopicRow(Base):
    """
    A feed with subscribers, as it was read last.

    `seen` is the state of the public's content for which it was read; at `look_at` it is read once more, for what
    serves it may have been a moment behind.
    """

    __tablename__ = "hub_topics"

    address: Mapped[str] = mapped_column(Address, primary_key=True)
    version: Mapped[Wide]
    etag: Mapped[str | None]
    media_type: Mapped[Code]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    seen: Mapped[Code]
    look_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]


class HubSubscriberRow(Base):
    """
    A callback that subscribed a topic, or asks to; it is its own outbox.

    `leased_until` is null until its intent is verified. The `wish_…` columns hold a request that is not verified yet,
    and change nothing of the rest. A version of the topic above `sent` is owed from `due_at` on.
    """

    __tablename__ = "hub_subscribers"
    __table_args__ = (
        UniqueConstraint("topic", "callback"),
        Index(None, "domain"),
        Index(None, "leased_until"),
        Index("ix_hub_subscribers_wish_due_at", "wish_due_at", **partial("wish_due_at IS NOT NULL")),
    )

    id: Mapped[Id]
    topic: Mapped[str] = mapped_column(Address)
    callback: Mapped[str] = mapped_column(Address)
    domain: Mapped[Code]
    lane: Mapped[Code]
    asked_at: Mapped[datetime]
    secret: Mapped[str | None]
    leased_until: Mapped[datetime | None]
    wish: Mapped[Code | None]
    wish_token: Mapped[Code | None]
    wish_secret: Mapped[str | None]
    wish_lease_s: Mapped[int | None]
    wish_due_at: Mapped[datetime | None]
    wish_tries: Mapped[int]
    sent: Mapped[Wide]
    due_at: Mapped[datetime]
    claimed_until: Mapped[datetime | None]
    claim_token: Mapped[Code | None]
    faults: Mapped[int]
    failing_since: Mapped[datetime | None]
    blocked_until: Mapped[datetime | None]
    blocked_cause: Mapped[Code | None]
    blocked_reason: Mapped[str | None]
    delivered_at: Mapped[datetime | None]
