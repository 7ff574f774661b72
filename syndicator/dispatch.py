"""Use case: deliveries go out. Claim under a lease, send without a transaction, record the outcome."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from syndicator.dedup.difference import is_small
from syndicator.deliver.channel import Channel, Post, Promise
from syndicator.deliver.quiet import silent_until
from syndicator.deliver.retry import RetryPolicy, settle
from syndicator.deliver.throttle import Throttle
from syndicator.errors import Unavailable
from syndicator.model.attempt import Delivered, Outcome, Unconfirmed
from syndicator.model.bulletin import Bulletin, BulletinState, Content
from syndicator.model.channel import OnSmallRevise
from syndicator.model.delivery import Action, Delivery, DeliveryClaim, DeliveryState
from syndicator.model.event import Event, EventKind
from syndicator.model.moment import Clock
from syndicator.model.posting import Posting, fits
from syndicator.model.unit import UnitTree
from syndicator.storage import deliveries, events, outbox, reading
from syndicator.storage.outbox import Ending
from syndicator.storage.session import Database
from syndicator.telemetry import logger

log = logger(__name__)

SENT_AT_ONCE = 20
RECORD_EVERY_S = 0.5
THROTTLE_DOWN = timedelta(seconds=5)


_EVENTS = {
    DeliveryState.DELIVERED: EventKind.DELIVERY_SENT,
    DeliveryState.ABANDONED: EventKind.DELIVERY_ABANDONED,
    DeliveryState.UNCONFIRMED: EventKind.DELIVERY_UNCONFIRMED,
    DeliveryState.CANCELLED: EventKind.DELIVERY_CANCELLED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sending:
    """
    A claim with all that sending it depends on.

    Args:
        has_post: whether the story has a post there, besides what this delivery makes.
        shown: what that post shows, where the channel cares how much a correction changes.
    """

    claim: DeliveryClaim
    channel: Channel | None
    post: Post
    has_post: bool
    shown: Content | None

    def needless(self) -> str | None:
        """Return why it need not go out any more, whatever was planned; None if it has to."""
        action, bulletin = self.claim.delivery.action, self.post.bulletin
        if action is not Action.WITHDRAW and bulletin.state is not BulletinState.RELEASED:
            return f"the bulletin is {bulletin.state.value}"
        if not fits(action, has_post=self.has_post):
            return "its story has a post there already" if action is Action.CREATE else "its story has no post there"
        if action is Action.REVISE and self.shown is not None and is_small(self.shown, bulletin.content):
            return "it only mends typos, which this channel leaves as they are"
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """
    Sends deliveries.

    Args:
        channels: every configured channel by name.
        topic_names: language → topic slug → name.
        base_url: the public address of the portal, without a last slash.
        lease: how long a claim lasts; longer than any exchange with a channel can.
    """

    database: Database
    channels: Mapping[str, Channel]
    topic_names: Mapping[str, Mapping[str, str]]
    units: UnitTree
    base_url: str
    throttle: Throttle
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
        counts: dict[DeliveryState, int] = {}
        with ThreadPoolExecutor(max_workers=min(SENT_AT_ONCE, max(len(posts), 1))) as pool:
            running = {pool.submit(self._send, posts[claim.delivery.id]) for claim in ready}
            while running:
                done, running = wait(running, timeout=RECORD_EVERY_S)
                for ending in self._record(done):
                    counts[ending.state] = counts.get(ending.state, 0) + 1
        log.info("dispatched", **{state.value: number for state, number in counts.items()})
        return counts

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

    def _posts(self, claims: Sequence[DeliveryClaim]) -> dict[int, _Sending]:
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
    ) -> _Sending:
        delivery = claim.delivery
        posting = earlier.get(delivery.id)
        return _Sending(
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
            link=f"{self.base_url}{bulletin.path}",
            topics={topic.slug: names.get(topic.slug, topic.slug) for topic in bulletin.verdict.topics},
            unit=self.units.find(unit) if unit else None,
            earlier=posting.remote_id if posting and delivery.action is not Action.CREATE else None,
        )

    def _send(self, sending: _Sending) -> Ending:
        claim, delivery, channel = sending.claim, sending.claim.delivery, sending.channel
        if channel is None:
            return self._unsent(claim, DeliveryState.ABANDONED, f"the channel {delivery.channel} is not configured")
        needless = sending.needless()
        if needless is not None:
            return self._unsent(claim, DeliveryState.CANCELLED, needless)
        outcome = _outcome(channel, claim, sending.post)
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


def _outcome(channel: Channel, claim: DeliveryClaim, post: Post) -> Outcome:
    """Send, or first settle what an interrupted attempt did. A fault of our own leaves the attempt unconfirmed."""
    try:
        if not claim.interrupted or channel.promise is Promise.REPEATABLE:
            return channel.send(post)
        if channel.promise is Promise.ASKABLE:
            return channel.find(post)
    except Exception as error:
        log.exception("channel_failed", channel=channel.config.name, delivery=claim.delivery.id)
        return Unconfirmed(f"our own fault: {type(error).__name__}: {error}")
    return Unconfirmed("a worker stopped while it was sending: look at the account, then settle it")


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
