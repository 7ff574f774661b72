"""Deliveries: one bulletin revision to one channel, from its plan to its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from syndicator.model.verdict import Urgency

RETRIED = "retried by "
LOOKED_FOR = "looked for, and retried by "
"""How the reason of a delivery begins that a person wants; of the second kind nobody knew whether it is there."""
REWORDED = "the desk wrote its own text"
"""The reason of a correction that changes words in one channel alone."""
SCHEDULED = "scheduled by "
"""How the reason of a delivery begins for which a person chose the moment; the first one is kept in brackets."""
GUARDED = "the guard held it"
"""How the reason of a delivery begins that the guard stopped; behind it stand the words that nobody may read."""
STOPPED = "stopped by "
"""How it is told of a delivery that a person stopped; it stays so until a person wants it again."""


class Action(StrEnum):
    """What a delivery does at the channel."""

    CREATE = "create"
    REVISE = "revise"
    WITHDRAW = "withdraw"


class DeliveryState(StrEnum):
    """
    Where a delivery stands.

    PLANNED waits for `due_at`; SENDING is claimed under a lease; the others are final until a person
    retries or settles them. REHEARSED went to a channel on dry run: nothing was sent.
    """

    PLANNED = "planned"
    SENDING = "sending"
    DELIVERED = "delivered"
    ABANDONED = "abandoned"
    UNCONFIRMED = "unconfirmed"
    CANCELLED = "cancelled"
    REHEARSED = "rehearsed"

    @property
    def final(self) -> bool:
        """Whether nothing more happens by itself."""
        return self not in {DeliveryState.PLANNED, DeliveryState.SENDING}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedDelivery:
    """A delivery that a route asks for; `reason` names the rule."""

    channel: str
    action: Action
    due_at: datetime
    urgency: Urgency
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A stored delivery. `key` is the idempotency key that every repeated send carries."""

    id: int
    key: str
    bulletin_id: int
    revision: int
    channel: str
    action: Action
    state: DeliveryState
    attempts: int
    due_at: datetime
    planned_at: datetime
    reason: str
    last_error: str | None
    remote_id: str | None
    remote_address: str | None
    finished_at: datetime | None
    carried_by: int | None = None
    """The delivery that posts the digest in which this one is told."""

    @property
    def is_wanted(self) -> bool:
        """Whether a person asked for it again, however old its bulletin is."""
        return self.reason.startswith((RETRIED, LOOKED_FOR))

    @property
    def is_doubtful(self) -> bool:
        """Whether a person asked for it again while nobody knew whether it is there."""
        return self.reason.startswith(LOOKED_FOR)

    @property
    def is_reworded(self) -> bool:
        """Whether it changes words in its channel alone, so that the bulletin says the same as before."""
        return REWORDED in self.reason

    @property
    def is_scheduled(self) -> bool:
        """Whether a person chose when it goes out."""
        return self.reason.startswith(SCHEDULED)

    def reason_of_schedule(self, actor: str) -> str:
        """Return the reason that a moment chosen by a person gives it; that a person wanted it again stays known."""
        if self.is_wanted:
            return self.reason
        first = self.reason.partition(" (")[2].removesuffix(")") if self.is_scheduled else self.reason
        return f"{SCHEDULED}{actor} ({first})"

    def reason_of_retry(self, actor: str) -> str:
        """Return the reason that a retry by a person gives it; the first one is kept in brackets."""
        first = self.reason.partition(" (")[2].removesuffix(")") if self.is_wanted else self.reason
        doubtful = self.state is DeliveryState.UNCONFIRMED
        return f"{LOOKED_FOR if doubtful else RETRIED}{actor} ({first})"


@dataclass(frozen=True, slots=True)
class DeliveryClaim:
    """
    A delivery that this process alone may send until its lease ends.

    `interrupted` tells that an earlier attempt began and left no record: what it did is unknown. `carries` tells that
    it posts a digest of others.
    """

    delivery: Delivery
    token: str
    attempt_id: int
    interrupted: bool
    carries: bool = False

    @property
    def is_open(self) -> bool:
        """Whether nobody knows what was done so far: an attempt was interrupted, or left it to a person who asks."""
        return self.interrupted or self.delivery.is_doubtful


@dataclass(frozen=True, slots=True)
class Ring:
    """What to ring for after a commit: a due delivery, and its channel (the name of its queue)."""

    delivery_id: int
    channel: str
