"""Keeping subscriptions: hubs are asked, they ask back, leases are renewed before they end."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from syndicator.fetch.leases import WISHED_LEASE, ask_again_at, lease_of, renewal_at
from syndicator.fetch.websub import Accepted, Answer, Declined, Deferred, Question
from syndicator.model.event import Event, EventKind
from syndicator.model.moment import Clock
from syndicator.model.subscription import LEASED, Subscription, SubscriptionState
from syndicator.pushing.rounds import HubRounds
from syndicator.storage import events, hubs, subscriptions
from syndicator.storage.session import Connection, Database
from syndicator.storage.subscriptions import told
from syndicator.telemetry import logger

log = logger(__name__)


class Intent(Enum):
    """What becomes of a hub's question whether we mean it: the challenge goes back, it is noted, or we do not."""

    CONFIRMED = auto()
    NOTED = auto()
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscribing:
    """
    Keeps subscriptions.

    Args:
        base_url: the portal's address as hubs reach it; where they do not, subscriptions stay asked and polls go on.
        secret_of: returns the secret that belongs to a subscription's token.
        first_wait: how long a hub is left alone after its first failure.
        most: how many subscriptions one sweep takes; what there was no time for is given back.
        claim: so long nobody else asks for what one sweep took; `turn` is how long nobody else asks at all.
    """

    database: Database
    rounds: HubRounds
    clock: Clock
    base_url: str
    secret_of: Callable[[str], str]
    first_wait: timedelta = timedelta(minutes=1)
    most: int = 200
    claim: timedelta = timedelta(minutes=5)
    turn: timedelta = timedelta(minutes=1)

    def learn(self, source_id: int, hub: str, topic: str) -> None:
        """Remember that a source's feed names a hub."""
        with self.database.write() as connection:
            subscriptions.offer(connection, source_id, hub, topic, self.clock())

    def subscribe_due(self) -> int:
        """
        Ask hubs for what is wanted or about to end; return how many questions were answered, one way or the other.

        While another process asks hubs, nobody else does.
        """
        due = self._claimed()
        if not due:
            return 0
        answers = self.rounds.ask([(subscription, self._question(subscription)) for subscription in due])
        with self.database.write() as connection:
            for subscription, answer in answers:
                self._record(connection, subscription, answer)
            hubs.end_round(connection, self.clock())
        asked = [answer for _, answer in answers if answer is not None]
        log.info("hubs_asked", asked=len(asked), failed=sum(not isinstance(answer, Accepted) for answer in asked))
        return len(asked)

    def _claimed(self) -> list[Subscription]:
        now = self.clock()
        with self.database.write() as connection:
            hubs.end_leases(connection, now)
            hubs.end_unpolled(connection, now)
            if not hubs.is_any_due(connection, now) or not hubs.begin_round(connection, now, lease=self.turn):
                return []
            return hubs.claim_due(connection, now, most=self.most, lease=self.claim)

    def _question(self, subscription: Subscription) -> Question:
        return Question(
            hub=subscription.hub,
            mode="unsubscribe" if subscription.state is SubscriptionState.ENDED else "subscribe",
            topic=subscription.topic,
            callback=f"{self.base_url}/websub/{subscription.token}",
            secret=self.secret_of(subscription.token),
            lease=WISHED_LEASE,
        )

    def _record(self, connection: Connection, asked: Subscription, answer: Answer | None) -> None:
        """Only the hub's own question confirms; until then each answer counts as one more that did not."""
        now, failures = self.clock(), asked.failures + (answer is not None)
        renew_at = ask_again_at(
            now,
            failures=failures,
            first=self.first_wait,
            wish=answer.after if isinstance(answer, Deferred) else None,
            denied=isinstance(answer, Declined) and asked.state not in LEASED,
            jitter=_chance(),
        )
        hubs.record_answer(
            connection,
            asked,
            state=_state_after(asked.state, answer),
            reason=told(answer.reason) if isinstance(answer, Declined | Deferred) else None,
            failures=failures,
            renew_at=now if answer is None else renew_at,
        )

    def verify(
        self,
        token: str,
        *,
        mode: str,
        topic: str,
        lease_seconds: str | None,
        reason: str = "",
        challenged: bool = True,
    ) -> Intent:
        """
        Answer a hub that asks whether we mean it (WebSub section 5.3), or that tells us that it does not want us.

        Only what we asked for is confirmed: this topic, to subscribe, or to unsubscribe from what has ended.

        Args:
            challenged: whether there is a challenge to give back; without one there is nothing to confirm.
        """
        now = self.clock()
        with self.database.read() as connection:
            if subscriptions.find(connection, token=token) is None:
                return Intent.UNKNOWN
        with self.database.write() as connection:
            known = subscriptions.find(connection, token=token, lock=True)
            if known is None or known.asked_at is None or known.topic != topic:
                return Intent.UNKNOWN
            ended = known.state is SubscriptionState.ENDED
            if mode == "subscribe" and challenged and not ended:
                self._confirm(connection, known, lease_of(lease_seconds), now)
                return Intent.CONFIRMED
            if mode == "unsubscribe" and challenged and ended:
                hubs.change(connection, known.id, leased_until=None)
                return Intent.CONFIRMED
            if mode == "denied" and not ended:
                self._deny(connection, known, reason, now)
                return Intent.NOTED
        return Intent.UNKNOWN

    def _confirm(self, connection: Connection, known: Subscription, lease: timedelta, now: datetime) -> None:
        """A hub that missed something is not made reliable by renewing its lease."""
        broken = known.state is SubscriptionState.BROKEN
        hubs.change(
            connection,
            known.id,
            state=SubscriptionState.BROKEN if broken else SubscriptionState.ACTIVE,
            reason=known.reason if broken else None,
            failures=0,
            renew_at=renewal_at(now, lease, jitter=_chance()),
            leased_until=now + lease,
        )
        if known.state not in LEASED:
            _tell(connection, EventKind.SUBSCRIPTION_CONFIRMED, known, now, f"{known.hub} pushes it from now on")

    def _deny(self, connection: Connection, known: Subscription, reason: str, now: datetime) -> None:
        why = told(reason) or "the hub gave no reason"
        failures = known.failures + 1
        hubs.change(
            connection,
            known.id,
            state=SubscriptionState.DENIED,
            reason=why,
            failures=failures,
            renew_at=ask_again_at(now, failures=failures, first=self.first_wait, denied=True, jitter=_chance()),
            leased_until=None,
            proven=0,
        )
        if known.state is not SubscriptionState.DENIED:
            _tell(connection, EventKind.SUBSCRIPTION_DENIED, known, now, why)
        if known.state in LEASED:
            hubs.poll_now(connection, [known.source_id], now)

    def close(self) -> None:
        """Close all connections."""
        self.rounds.close()


def _chance() -> float:
    return random.random()  # noqa: S311 -- spreads moments, keeps no secret


def _state_after(state: SubscriptionState, answer: Answer | None) -> SubscriptionState:
    """While a lease runs, or after the end, an answer changes nothing; the lease's own end does."""
    if answer is None or state in LEASED or state is SubscriptionState.ENDED:
        return state
    match answer:
        case Accepted():
            return SubscriptionState.ASKED
        case Declined():
            return SubscriptionState.DENIED
        case Deferred():
            return SubscriptionState.WANTED


def _tell(connection: Connection, kind: EventKind, known: Subscription, now: datetime, reason: str) -> None:
    events.append(connection, [Event(kind=kind, at=now, reason=reason, source_id=known.source_id)])
