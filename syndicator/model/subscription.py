"""Subscriptions: a source's hub, and how its promise to push stands (WebSub)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

LONGEST_ADDRESS_CHARS = 2_000


class SubscriptionState(StrEnum):
    """
    How a subscription stands.

    WANTED: the hub is still to be asked; ASKED: it took the question and has yet to ask back; ACTIVE: it pushes;
    DENIED: it does not want to; BROKEN: it pushes, but not everything; ENDED: we no longer want it.
    """

    WANTED = "wanted"
    ASKED = "asked"
    ACTIVE = "active"
    DENIED = "denied"
    BROKEN = "broken"
    ENDED = "ended"


LEASED = (SubscriptionState.ACTIVE, SubscriptionState.BROKEN)
"""The states in which a hub has confirmed, and a lease runs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """
    A stored subscription. Times are aware, in UTC.

    Args:
        token: ends the callback address; only the hub knows it.
        topic: the hub's own name for the feed.
        reason: why it is denied, broken or ended, or what went wrong when the hub was asked last.
        asked_at: when the hub was asked last; None before the first time.
        failures: questions in a row that led to no confirmation.
        renew_at: when the hub is asked next.
        leased_until: when the hub stops pushing unless asked again; None while nothing is confirmed.
        pushes: genuine pushes in all; `pushed_at` is the last of them.
        proven: pushes since the last miss that brought what no poll had brought before.
        missed: how often a poll found what had not been pushed.
        forged: pushes whose signature did not fit.
    """

    id: int
    source_id: int
    token: str
    hub: str
    topic: str
    state: SubscriptionState
    reason: str | None = None
    asked_at: datetime | None = None
    failures: int = 0
    renew_at: datetime
    leased_until: datetime | None = None
    pushed_at: datetime | None = None
    pushes: int = 0
    proven: int = 0
    missed: int = 0
    forged: int = 0


def is_web_address(told: str) -> bool:
    """Tell whether a hub or topic, as told by others, is an address on the web that can be kept and sent."""
    starts = told[:8].lower().startswith(("http://", "https://"))
    return starts and len(told) <= LONGEST_ADDRESS_CHARS and told.isprintable() and " " not in told
