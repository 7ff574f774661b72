"""Recording: how attempts ended, in rows and events, and what that teaches of their accounts."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from syndicator.deliver.breaker import after, untried
from syndicator.deliver.retry import RetryPolicy
from syndicator.errors import SyndicatorError
from syndicator.model.account import Account
from syndicator.model.attempt import Delivered, Outcome
from syndicator.model.delivery import Delivery, DeliveryState
from syndicator.model.event import Event, EventKind
from syndicator.model.moment import Clock
from syndicator.storage import breakers, digests, events
from syndicator.storage.endings import Ending, Recorded, record
from syndicator.storage.patience import patiently
from syndicator.storage.session import Connection, Database
from syndicator.telemetry import logger

log = logger(__name__)

_EVENTS = {
    DeliveryState.DELIVERED: EventKind.DELIVERY_SENT,
    DeliveryState.ABANDONED: EventKind.DELIVERY_ABANDONED,
    DeliveryState.UNCONFIRMED: EventKind.DELIVERY_UNCONFIRMED,
    DeliveryState.CANCELLED: EventKind.DELIVERY_CANCELLED,
    DeliveryState.REHEARSED: EventKind.DELIVERY_REHEARSED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """Writes endings, many in a transaction."""

    database: Database
    clock: Clock
    policy: RetryPolicy

    def record_surely(self, endings: Sequence[Ending], *, within: timedelta) -> list[Ending]:
        """
        Write endings as `record` does, trying again for so long.

        Raises:
            SyndicatorError: what came of the last try; then the leases have run out, and others settle it.
        """

        def tell(error: SyndicatorError) -> None:
            log.warning("endings_not_written", deliveries=len(endings), error=str(error))

        return patiently(lambda: self.record(endings), within=within, tell=tell)

    def record(self, endings: Sequence[Ending]) -> list[Ending]:
        """Write how attempts ended; return those that were still ours."""
        if not endings:
            return []
        now = self.clock()
        with self.database.write() as connection:
            recorded = record(connection, endings, now)
            written = recorded.endings
            told = [_event(ending, ending.claim.delivery, now) for ending in written]
            for ending in written:
                if ending.state.final and ending.claim.delivery.id in recorded.carriers:
                    told += _of_members(connection, ending, now)
            told += [event for ending in written for event in _of_digest(connection, ending, now)]
            events.append(connection, [*told, *self._teach(connection, recorded, now)])
        return list(written)

    def _teach(self, connection: Connection, recorded: Recorded, now: datetime) -> list[Event]:
        """Write how accounts stand after these endings; return what the desk has to be told."""
        answers: defaultdict[str, list[Outcome | None]] = defaultdict(list)
        for ending in recorded.endings:
            answers[ending.claim.delivery.channel].append(ending.answer)
        told: list[Event] = []
        for name, outcomes in sorted(answers.items()):
            if recorded.accounts.get(name) == Account() and all(map(_says_nothing, outcomes)):
                continue  # it is as well as before, and nobody else has to wait for its row
            before = breakers.lock(connection, name)
            account = before
            for outcome in outcomes:
                jitter = random.random()  # noqa: S311 -- spreads moments, keeps no secret
                if outcome is None:
                    account = untried(account, now)
                else:
                    account = after(account, outcome, now, self.policy, jitter)
            if account != before:
                breakers.save(connection, name, account)
                told += _turned(name, before, account, now)
        return told


def _says_nothing(outcome: Outcome | None) -> bool:
    return outcome is None or (isinstance(outcome, Delivered) and not outcome.pause)


def _turned(name: str, before: Account, account: Account, now: datetime) -> list[Event]:
    """Return what the desk is told: that the breaker opened, or that it closed."""
    if account.is_broken is before.is_broken:
        return []
    kind = EventKind.CHANNEL_BLOCKED if account.is_broken else EventKind.CHANNEL_FREED
    reason = account.reason or "it works again"
    log.warning("channel_turned", channel=name, broken=account.is_broken, reason=reason)
    until = account.blocked_until.isoformat() if account.blocked_until else None
    return [Event(kind=kind, at=now, reason=f"{name}: {reason}", details={"channel": name, "until": until})]


def _of_members(connection: Connection, ending: Ending, now: datetime) -> list[Event]:
    """End what a delivery carries as it ended itself."""
    delivery = ending.claim.delivery
    members = digests.end(
        connection,
        delivery.id,
        ending.state,
        now,
        ending.outcome,
        last_error=None if ending.state is DeliveryState.DELIVERED else ending.reason,
        remote_id=ending.remote_id,
        remote_address=ending.remote_address,
    )
    if ending.state is DeliveryState.CANCELLED:
        return []
    return [_event(ending, member, now, f"told in the digest of delivery {delivery.id}") for member in members]


def _of_digest(connection: Connection, ending: Ending, now: datetime) -> list[Event]:
    """Plan anew what a digest told that was taken down for another release's sake."""
    delivery = ending.claim.delivery
    if ending.digest is None or ending.state is not DeliveryState.DELIVERED:
        return []
    again = digests.tell_again(connection, delivery.channel, ending.digest, delivery.bulletin_id, now)
    waits = replace(ending, state=DeliveryState.PLANNED)
    return [_event(waits, one, now, "its digest was taken down for the sake of another release") for one in again]


def _event(ending: Ending, delivery: Delivery, now: datetime, reason: str = "") -> Event:
    return Event(
        kind=_EVENTS.get(ending.state, EventKind.DELIVERY_POSTPONED),
        at=now,
        reason=reason or ending.reason or f"{delivery.action.value} taken by {delivery.channel}",
        bulletin_id=delivery.bulletin_id,
        delivery_id=delivery.id,
        details={
            "attempt": delivery.attempts,
            "outcome": ending.outcome,
            "channel": delivery.channel,
            **ending.details,
        },
    )
