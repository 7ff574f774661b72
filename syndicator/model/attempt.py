"""Attempts: one try at a delivery, and the four outcomes it can have."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from syndicator.model.receipt import Receipt


class Cause(StrEnum):
    """
    Why a channel did not take a delivery now.

    FAULT: it does not work; several in a row open the account's breaker. RATE: the account has said enough for now,
    so that all its deliveries wait. LOGIN: the account's token is refused, so that all wait until a person acts.
    TRIAL: one delivery tries whether the account works again. BUDGET: the rate that we configured for the account is
    used up. ABSENT: a post that was asked about is not there; the account is well, and the post may be sent. OURS:
    something of ours is not ready; the account is well. BEYOND: the account has said so much since that a post cannot
    be looked for, and asking again would tell less; the account is well, and a person has to look.
    """

    FAULT = "fault"
    RATE = "rate"
    LOGIN = "login"
    TRIAL = "trial"
    BUDGET = "budget"
    ABSENT = "absent"
    OURS = "ours"
    BEYOND = "beyond"


@dataclass(frozen=True, slots=True)
class Delivered:
    """The channel took it; `pause` is how long the account may say nothing more, where the channel told so."""

    receipt: Receipt
    pause: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Postponed:
    """The channel surely did not take it; try again. `after` is the channel's own wish, None lets us choose."""

    reason: str
    after: timedelta | None = None
    cause: Cause = Cause.FAULT


@dataclass(frozen=True, slots=True)
class Abandoned:
    """The channel refuses it for good; only a person can change that."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """The answer was lost after the request was sent: the channel may or may not have taken it; `after` as above."""

    reason: str
    after: timedelta | None = None
    cause: Cause = Cause.FAULT


Outcome = Delivered | Postponed | Abandoned | Unconfirmed


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A stored attempt; `outcome` and `finished_at` are None while it runs, or for ever if its worker died."""

    id: int
    delivery_id: int
    number: int
    started_at: datetime
    finished_at: datetime | None
    outcome: str | None
    reason: str | None
