"""Taking what is pushed: documents that hubs bring, and pings that say that there is something new."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from syndicator.errors import NotFound, Refused
from syndicator.fetch.leases import PROVEN_BY
from syndicator.fetch.signatures import fits
from syndicator.intake import Intake
from syndicator.model.delivery import Ring
from syndicator.model.event import Event, EventKind
from syndicator.model.moment import Clock
from syndicator.model.source import POLLED, Source, SourceKind
from syndicator.model.subscription import Subscription, SubscriptionState
from syndicator.storage import events, hubs, pings, sources, subscriptions
from syndicator.storage.session import Connection, Database
from syndicator.telemetry import logger

log = logger(__name__)

READ_FROM_PUSH = frozenset({SourceKind.FEED, SourceKind.BLOGGER})
"""Kinds whose own documents are what a hub pushes; of the others a push tells only that there is something new."""


class Reception(Enum):
    """
    What became of a push.

    TAKEN: it was read; RUNG: its source is asked instead; IGNORED: its signature does not fit; UNKNOWN and ENDED: the
    hub may stop.
    """

    TAKEN = auto()
    RUNG = auto()
    IGNORED = auto()
    UNKNOWN = auto()
    ENDED = auto()


@dataclass(frozen=True, slots=True)
class Received:
    """What became of a push, and what to ring for."""

    reception: Reception
    rings: tuple[Ring, ...] = ()


@dataclass(frozen=True, slots=True)
class Pinged:
    """Whether a ping was accepted, and how long the next one has to wait."""

    accepted: bool
    wait: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiving:
    """
    Takes what is pushed.

    Args:
        secret_of: returns the secret that belongs to a subscription's token.
        former: the like for each secret key of before; hubs sign with them until they are asked again.
        ping_gap: a source is asked no more often than this because of pings.
    """

    database: Database
    intake: Intake
    clock: Clock
    secret_of: Callable[[str], str]
    former: tuple[Callable[[str], str], ...] = ()
    ping_gap: timedelta = timedelta(seconds=30)

    def refusal(self, token: str) -> Reception | None:
        """Return what there is to say to a hub before its document is read; None where it is to be read."""
        known, source = self._found(token)
        if known is None or source is None:
            return Reception.UNKNOWN
        return Reception.ENDED if _is_over(known, source) else None

    def _found(self, token: str) -> tuple[Subscription | None, Source | None]:
        with self.database.read() as connection:
            known = subscriptions.find(connection, token=token)
            return known, sources.find(connection, source_id=known.source_id) if known else None

    def receive(self, token: str, body: bytes, *, signature: str | None, content_type: str) -> Received:
        """
        Take a document that a hub pushes (WebSub section 7); a wrong signature is answered like a right one.

        Raises:
            Unavailable: the source is being polled and does not come to an end.
        """
        known, source = self._found(token)
        if known is None or source is None:
            return Received(Reception.UNKNOWN)
        if _is_over(known, source):
            return Received(Reception.ENDED)
        if not any(fits(secret_of(known.token), body, signature) for secret_of in (self.secret_of, *self.former)):
            self._note_forgery(token)
            return Received(Reception.IGNORED)
        if not body.strip() or not _is_believed(known, source):
            self.ping(source.id)
            self._note_push(token, brought=False)
            return Received(Reception.RUNG)
        report = self.intake.take(source.id, body, content_type=content_type)
        self._note_push(token, brought=bool(report.added or report.revised))
        return Received(Reception.TAKEN, report.rings)

    def _note_forgery(self, token: str) -> None:
        """Count it; told at the first, the tenth, the hundredth …, for whoever forges may do so all day."""
        now = self.clock()
        with self.database.write() as connection:
            known = subscriptions.find(connection, token=token, lock=True)
            if known is None:
                return
            count = known.forged + 1
            hubs.change(connection, known.id, forged=count)
            if str(count).strip("0") == "1":
                reason = f"{count} pushed so far with a signature that does not fit; ignored"
                _tell(connection, EventKind.SUBSCRIPTION_FORGED, known, now, reason)
        log.warning("push_ignored", source=known.source_id, forged=count)

    def _note_push(self, token: str, *, brought: bool) -> None:
        """Count a genuine push; one that was broken and has brought news a few times is active again."""
        now = self.clock()
        with self.database.write() as connection:
            known = subscriptions.find(connection, token=token, lock=True)
            if known is None:
                return
            proven = known.proven + brought
            mended = known.state is SubscriptionState.BROKEN and proven >= PROVEN_BY
            values = {"state": SubscriptionState.ACTIVE, "reason": None} if mended else {}
            hubs.change(connection, known.id, pushed_at=now, pushes=known.pushes + 1, proven=proven, **values)
            if mended:
                _tell(connection, EventKind.SUBSCRIPTION_MENDED, known, now, f"it brought news {proven} times in a row")

    def ping(self, source_id: int) -> Pinged:
        """
        Make a source due, for somebody says that it has something new; too soon after the last time, make it due then.

        Raises:
            NotFound: there is no such source.
            Refused: it is not polled.
        """
        now = self.clock()
        with self.database.write() as connection:
            source = sources.find(connection, source_id=source_id)
            if source is None:
                raise NotFound(f"there is no source {source_id}", "list them with: syndicator sources list")
            if source.state not in POLLED or source.config.kind is SourceKind.API:
                raise Refused(f"source {source_id} is not polled", "resume it, or send its releases as bulletins")
            due_at = pings.ping(connection, source_id, now, gap=self.ping_gap)
        return Pinged(due_at is None, self.ping_gap if due_at is None else due_at - now)


def _is_over(subscription: Subscription, source: Source) -> bool:
    return subscription.state is SubscriptionState.ENDED or source.state not in POLLED


def _is_believed(subscription: Subscription, source: Source) -> bool:
    """Whether a pushed document is read: it never comes by a way that is less safe than the source's own."""
    safe = [address.lower().startswith("https:") for address in (subscription.hub, source.config.address)]
    return source.config.kind in READ_FROM_PUSH and safe[0] >= safe[1]


def _tell(connection: Connection, kind: EventKind, known: Subscription, now: datetime, reason: str) -> None:
    events.append(connection, [Event(kind=kind, at=now, reason=reason, source_id=known.source_id)])
