"""Events: the append-only log of what happened, from which a bulletin's trace is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class EventKind(StrEnum):
    """What happened; the subject stands before the dot."""

    SOURCE_ADDED = "source.added"
    SOURCE_CHANGED = "source.changed"
    SOURCE_ASKED = "source.asked"
    SOURCE_PAUSED = "source.paused"
    SOURCE_RESUMED = "source.resumed"
    SOURCE_FAILED = "source.failed"
    SOURCE_RECOVERED = "source.recovered"
    SOURCE_MOVED = "source.moved"
    SOURCE_RETIRED = "source.retired"
    SOURCE_QUARANTINED = "source.quarantined"
    SOURCE_SILENT = "source.silent"
    SOURCE_FLOODED = "source.flooded"
    SOURCE_CLOCK = "source.clock"
    SOURCE_RENAMED = "source.renamed"
    SUBSCRIPTION_CONFIRMED = "subscription.confirmed"
    SUBSCRIPTION_DENIED = "subscription.denied"
    SUBSCRIPTION_LAPSED = "subscription.lapsed"
    SUBSCRIPTION_BROKEN = "subscription.broken"
    SUBSCRIPTION_MENDED = "subscription.mended"
    SUBSCRIPTION_ENDED = "subscription.ended"
    SUBSCRIPTION_FORGED = "subscription.forged"
    TOKEN_ADDED = "token.added"  # noqa: S105 -- the name of an event
    TOKEN_REVOKED = "token.revoked"  # noqa: S105 -- the name of an event
    USER_ADDED = "user.added"
    USER_ROLE = "user.role"
    USER_BOUND = "user.bound"
    USER_DISABLED = "user.disabled"
    USER_ENABLED = "user.enabled"
    USER_PASSWORD = "user.password"  # noqa: S105 -- the name of an event
    USER_FACTOR = "user.factor"
    USER_FACTOR_ENDED = "user.unfactored"
    USER_CODES = "user.codes"
    USER_LOGINS_ENDED = "user.logged_out"
    LOGIN_MADE = "login.made"
    LOGIN_REFUSED = "login.refused"
    LOGIN_STOPPED = "login.stopped"
    LOGIN_ENDED = "login.ended"
    CHANNEL_PAUSED = "channel.paused"
    CHANNEL_RESUMED = "channel.resumed"
    BULLETIN_ADDED = "bulletin.added"
    BULLETIN_REVISED = "bulletin.revised"
    BULLETIN_REPEATED = "bulletin.repeated"
    BULLETIN_CLASSIFIED = "bulletin.classified"
    BULLETIN_CORRECTED = "bulletin.corrected"
    BULLETIN_MASKED = "bulletin.masked"
    BULLETIN_EDITED = "bulletin.edited"
    BULLETIN_REWORDED = "bulletin.reworded"
    BULLETIN_HELD = "bulletin.held"
    BULLETIN_ROUTED = "bulletin.routed"
    BULLETIN_RELEASED = "bulletin.released"
    BULLETIN_REJECTED = "bulletin.rejected"
    BULLETIN_WITHDRAWN = "bulletin.withdrawn"
    STORY_JOINED = "story.joined"
    STORY_MERGED = "story.merged"
    STORY_SPLIT = "story.split"
    STORY_PINNED = "story.pinned"
    STORY_UNPINNED = "story.unpinned"
    CANONICAL_CHANGED = "story.canonical"
    CHANNEL_BLOCKED = "channel.blocked"
    CHANNEL_FREED = "channel.freed"
    CHANNEL_FAULTY = "channel.faulty"
    CHANNEL_TOKEN_ENDS = "channel.token"  # noqa: S105 -- the name of an event
    DELIVERY_SENT = "delivery.sent"
    DELIVERY_POSTPONED = "delivery.postponed"
    DELIVERY_ABANDONED = "delivery.abandoned"
    DELIVERY_UNCONFIRMED = "delivery.unconfirmed"
    DELIVERY_SCHEDULED = "delivery.scheduled"
    DELIVERY_RETRIED = "delivery.retried"
    DELIVERY_SETTLED = "delivery.settled"
    DELIVERY_CANCELLED = "delivery.cancelled"
    DELIVERY_REHEARSED = "delivery.rehearsed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened. `seq` is 0 until stored; `reason` is told to people, `details` are figures."""

    kind: EventKind
    at: datetime
    reason: str = ""
    source_id: int | None = None
    bulletin_id: int | None = None
    delivery_id: int | None = None
    actor: str | None = None
    details: Mapping[str, object] = field(default_factory=dict)
    seq: int = 0
