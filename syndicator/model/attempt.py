"""Attempts: one try at a delivery, and the four outcomes it can have."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from syndicator.model.receipt import Receipt


@dataclass(frozen=True, slots=True)
class Delivered:
    """The channel took it."""

    receipt: Receipt


@dataclass(frozen=True, slots=True)
class Postponed:
    """The channel surely did not take it; try again. `after` is the channel's own wish, None lets us choose."""

    reason: str
    after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Abandoned:
    """The channel refuses it for good; only a person can change that."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """The answer was lost after the request was sent: the channel may or may not have taken it."""

    reason: str


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
