"""Subscribers of our own hub (WebSub): what they ask for, what they have, and what they are owed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from syndicator.model.account import Account


class Mode(StrEnum):
    """What a subscriber asks for; DENIED is what the hub tells where it does not want to."""

    SUBSCRIBE = "subscribe"
    UNSUBSCRIBE = "unsubscribe"
    DENIED = "denied"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """
    A request to the hub, not yet verified.

    Args:
        domain: the registered domain of the callback, by which subscriptions are counted.
        lane: host and port of the callback, by which what is under way is counted.
        secret: what deliveries are signed with; None for none. It is not shown.
    """

    mode: Mode
    topic: str
    callback: str
    domain: str
    lane: str
    lease: timedelta
    secret: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A wish that its subscriber has to be asked about; `token` tells it from a later one for the same pair."""

    subscriber_id: int
    token: str
    mode: Mode
    topic: str
    callback: str
    domain: str
    lease: timedelta
    tries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """
    A feed as the hub distributed it last.

    Args:
        version: grows with every body that differs from the one before.
        etag: what the portal is asked with, so that it tells only what is new.
    """

    address: str
    version: int
    etag: str | None
    media_type: str
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Debt:
    """
    The newest body of a topic, owed to one subscriber and claimed by this process.

    Args:
        sealed: the subscriber's secret as it is stored; None where there is none.
        failing_since: when the first send failed of those that failed in a row; None where the last one went well.
    """

    subscriber_id: int
    claim: str
    topic: str
    version: int
    callback: str
    lane: str
    sealed: str | None
    account: Account
    failing_since: datetime | None
    leased_until: datetime
