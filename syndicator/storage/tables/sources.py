"""Who publishes, what polls taught of it, and what is remembered of its pages and promises."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from syndicator.storage.base import Base, Code, Id, Wide


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
    __table_args__ = (Index(None, "source_id", "at"), Index(None, "at"))

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
