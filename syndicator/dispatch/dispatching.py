"""Deliveries go out: claimed under a lease, read by the guard, sent without a transaction, recorded."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from syndicator.deliver.channel import Channel, Post
from syndicator.deliver.quiet import silent_until
from syndicator.deliver.retry import RetryPolicy, settle
from syndicator.deliver.throttle import Throttle
from syndicator.dispatch.guarding import Guarding, Reasons, by_bulletin
from syndicator.dispatch.sending import Sending, outcome_of
from syndicator.errors import SyndicatorError, Unavailable
from syndicator.model.attempt import Delivered
from syndicator.model.bulletin import Bulletin, Content
from syndicator.model.channel import OnSmallRevise
from syndicator.model.delivery import Action, Delivery, DeliveryClaim, DeliveryState
from syndicator.model.event import Event, EventKind
from syndicator.model.moment import Clock
from syndicator.model.posting import Posting
from syndicator.model.unit import UnitTree
from syndicator.storage import deliveries, events, outbox, reading
from syndicator.storage.outbox import Ending
from syndicator.storage.session import Database
from syndicator.telemetry import logger

log = logger(__name__)

SENT_AT_ONCE = 20
RECORD_EVERY_S = 0.5
THROTTLE_DOWN = timedelta(seconds=5)
GUARD_DOWN = timedelta(minutes=1)
"""How long deliveries wait that the guard could not read."""


_EVENTS = {
    DeliveryState.DELIVERED: EventKind.DELIVERY_SENT,
    DeliveryState.ABANDONED: EventKind.DELIVERY_ABANDONED,
    DeliveryState.UNCONFIRMED: EventKind.DELIVERY_UNCONFIRMED,
    DeliveryState.CANCELLED: EventKind.DELIVERY_CANCELLED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """
    Sends deliveries.

    Args:
        channels: every configured channel by name.
        topic_names: language → topic slug → name.
        base_url: the public address of the portal, without a last slash.
        guarding: reads what is about to be shown; what it cannot read is not sent.
        lease: how long a claim lasts; longer than any exchange with a channel can.
    """

    database: Database
    channels: Mapping[str, Channel]
    topic_names: Mapping[str, Mapping[str, str]]
    units: UnitTree
    base_url: str
    throttle: Throttle
    guarding: Guarding
    clock: Clock
    policy: RetryPolicy = field(default_factory=RetryPolicy)
    lease: timedelta = timedelta(seconds=45)

    def dispatch(self, delivery_ids: Sequence[int]) -> dict[DeliveryState, int]:
        """
        Send those of the deliveries that are due and free; return how many stand where now.

        Safe to call twice with the same ids: what is claimed, sent or not due any more is left alone.
        """
        with self.database.write() as connection:
            claims = outbox.claim(connection, delivery_ids, self.clock(), lease=self.lease)
        if not claims:
            return {}
        ready = self._hold_back(claims)
        posts = self._posts(ready)
        stopped = self._stopped(posts)
        if stopped is None:
            return self._wait(ready)
        counts: dict[DeliveryState, int] = {}
        with ThreadPoolExecutor(max_workers=min(SENT_AT_ONCE, max(len(posts), 1))) as pool:
            running = {pool.submit(self._send, sending, stopped.get(id_, ())) for id_, sending in posts.items()}
            while running:
                done, running = wait(running, timeout=RECORD_EVERY_S)
                for ending in self._record(done):
                    counts[ending.state] = counts.get(ending.state, 0) + 1
        log.info("dispatched", **{state.value: number for state, number in counts.items()})
        return counts

    def _stopped(self, posts: Mapping[int, Sending]) -> dict[int, Reasons] | None:
        """Return why deliveries may not go out, and hold their bulletins; None where the guard could not tell."""
        try:
            stopped = self.guarding.stopped(posts.values())
            for bulletin, reasons in by_bulletin(posts, stopped).values():
                self.guarding.hold(bulletin, reasons)
        except SyndicatorError as error:
            log.warning("guard_failed", error=str(error))
            return None
        except Exception:
            log.exception("guard_failed")
            return None
        return stopped

    def _wait(self, claims: Sequence[DeliveryClaim]) -> dict[DeliveryState, int]:
        """Put everything back, for nothing goes out that the guard has not read."""
        with self.database.write() as connection:
            outbox.put_back(connection, claims, self.clock() + GUARD_DOWN)
        return {}

    def _hold_back(self, claims: Sequence[DeliveryClaim]) -> list[DeliveryClaim]:
        """Put back what may not go out now: quiet hours, a spent rate, a channel that is not configured here."""
        ready: list[DeliveryClaim] = []
        with self.database.read() as connection:
            bulletins = reading.of_deliveries(connection, [claim.delivery.id for claim in claims])
        held: list[tuple[DeliveryClaim, datetime]] = []
        for claim in claims:
            until = self._not_before(claim, bulletins[claim.delivery.id])
            if until is None:
                ready.append(claim)
            else:
                held.append((claim, until))
        if held:
            with self.database.write() as connection:
                for claim, until in held:
                    outbox.put_back(connection, [claim], until)
        return ready

    def _not_before(self, claim: DeliveryClaim, bulletin: Bulletin) -> datetime | None:
        now = self.clock()
        channel = self.channels.get(claim.delivery.channel)
        if channel is None:
            return None
        silent = silent_until(channel.config.quiet_hours, bulletin.verdict.urgency, now)
        if silent is not None or channel.config.rate is None:
            return silent
        try:
            wait_for = self.throttle.take(channel.config.name, channel.config.rate)
        except Unavailable:
            return now + THROTTLE_DOWN
        return None if wait_for is None else now + wait_for

    def _posts(self, claims: Sequence[DeliveryClaim]) -> dict[int, Sending]:
        ids = [claim.delivery.id for claim in claims]
        with self.database.read() as connection:
            bulletins = reading.of_deliveries(connection, ids)
            earlier = deliveries.earlier_posts(connection, [claim.delivery for claim in claims])
            shown = reading.contents(connection, [earlier[one].shows for one in self._careful(claims, earlier)])
        return {
            claim.delivery.id: self._sending(claim, bulletins[claim.delivery.id], earlier, shown) for claim in claims
        }

    def _careful(self, claims: Sequence[DeliveryClaim], earlier: Mapping[int, Posting]) -> list[int]:
        """Return the corrections that their channels take only if they are more than typos."""
        careful = {name for name, one in self.channels.items() if one.config.on_small_revise is OnSmallRevise.IGNORE}
        revising = [claim.delivery for claim in claims if claim.delivery.action is Action.REVISE]
        return [one.id for one in revising if one.channel in careful and one.id in earlier]

    def _sending(
        self,
        claim: DeliveryClaim,
        bulletin: Bulletin,
        earlier: Mapping[int, Posting],
        shown: Mapping[tuple[int, int], Content],
    ) -> Sending:
        delivery = claim.delivery
        posting = earlier.get(delivery.id)
        return Sending(
            claim=claim,
            channel=self.channels.get(delivery.channel),
            post=self._post(delivery, bulletin, posting),
            has_post=posting is not None,
            shown=shown.get(posting.shows) if posting else None,
        )

    def _post(self, delivery: Delivery, bulletin: Bulletin, posting: Posting | None) -> Post:
        channel = self.channels.get(delivery.channel)
        names = self.topic_names.get(channel.config.language if channel else "id", {})
        unit = bulletin.verdict.unit
        return Post(
            delivery=delivery,
            bulletin=bulletin,
            message=None
            if channel is None or delivery.action is Action.WITHDRAW
            else channel.compose(bulletin.content),
            link=f"{self.base_url}{bulletin.path}",
            topics={topic.slug: names.get(topic.slug, topic.slug) for topic in bulletin.verdict.topics},
            unit=self.units.find(unit) if unit else None,
            earlier=posting.remote_id if posting and delivery.action is not Action.CREATE else None,
        )

    def _send(self, sending: Sending, reasons: Reasons) -> Ending:
        claim, delivery, channel = sending.claim, sending.claim.delivery, sending.channel
        if reasons:
            because = "; ".join(f"{reason.kind}: {reason.passage}" for reason in reasons)
            return self._unsent(claim, DeliveryState.CANCELLED, f"the guard held it: {because}")
        if channel is None:
            return self._unsent(claim, DeliveryState.ABANDONED, f"the channel {delivery.channel} is not configured")
        needless = sending.needless()
        if needless is not None:
            return self._unsent(claim, DeliveryState.CANCELLED, needless)
        outcome = outcome_of(channel, claim, sending.post)
        jitter = random.random()  # noqa: S311 -- spreads moments, keeps no secret
        settled = settle(outcome, delivery, channel.promise, now=self.clock(), policy=self.policy, jitter=jitter)
        receipt = outcome.receipt if isinstance(outcome, Delivered) else None
        return Ending(
            claim=claim,
            outcome=type(outcome).__name__.lower(),
            reason=settled.reason,
            state=settled.state,
            due_at=settled.due_at,
            remote_id=receipt.remote_id if receipt else None,
            remote_address=receipt.address if receipt else None,
        )

    def _unsent(self, claim: DeliveryClaim, state: DeliveryState, reason: str) -> Ending:
        return Ending(claim=claim, outcome=state.value, reason=reason, state=state, due_at=self.clock())

    def _record(self, done: set[Future[Ending]]) -> list[Ending]:
        if not done:
            return []
        now = self.clock()
        with self.database.write() as connection:
            written = outbox.record(connection, [future.result() for future in done], now)
            events.append(connection, [_event(ending, now) for ending in written])
        return written


def _event(ending: Ending, now: datetime) -> Event:
    delivery = ending.claim.delivery
    return Event(
        kind=_EVENTS.get(ending.state, EventKind.DELIVERY_POSTPONED),
        at=now,
        reason=ending.reason or f"{delivery.action.value} taken by {delivery.channel}",
        bulletin_id=delivery.bulletin_id,
        delivery_id=delivery.id,
        details={"attempt": delivery.attempts, "outcome": ending.outcome, "channel": delivery.channel},
    )
