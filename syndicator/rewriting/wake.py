"""What follows when the desk changes words: the next revision, what was cleared of it, and corrections of posts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from syndicator.classify.judge import Judge
from syndicator.errors import ConcurrentChange, NotFound, Refused
from syndicator.model.bulletin import Bulletin, BulletinState, Content
from syndicator.model.channel import ChannelConfig
from syndicator.model.clearance import NONE, Clearance
from syndicator.model.delivery import Action, DeliveryState, Ring
from syndicator.model.event import Event, EventKind
from syndicator.model.posting import Posting
from syndicator.model.unit import UnitTree
from syndicator.model.verdict import HoldReason, Verdict
from syndicator.route.plan import plan_revision
from syndicator.storage import (
    channel_texts,
    clearances,
    corrections,
    deliveries,
    events,
    masked,
    members,
    outbox,
    reading,
    revisions,
)
from syndicator.storage.session import Connection

REWRITABLE = frozenset({BulletinState.HELD, BulletinState.REJECTED, BulletinState.RELEASED})
OVERTAKEN = "newer words of the desk take its place"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wake:
    """
    Carries changes of words through, in a transaction that is open.

    Args:
        judge: returns the one that is in force.
    """

    judge: Callable[[], Judge]
    channels: Mapping[str, ChannelConfig]
    units: UnitTree
    quiet: timedelta = timedelta(0)

    def lock(self, connection: Connection, bulletin_id: int, revision: int) -> Bulletin:
        """
        Return a bulletin as a person saw it, locked with its story.

        Raises:
            NotFound: there is no such bulletin.
            Refused: it was withdrawn.
            ConcurrentChange: it was revised since.
        """
        members.lock(connection, bulletin_id)
        found = reading.bulletin(connection, bulletin_id)
        if found is None:
            raise NotFound(f"there is no bulletin {bulletin_id}", "list them with: syndicator bulletins list")
        if found.state not in REWRITABLE:
            raise Refused(f"bulletin {bulletin_id} is {found.state.value}", "nobody will see it any more")
        if found.revision != revision:
            raise ConcurrentChange(f"bulletin {bulletin_id} was revised while you wrote")
        return found

    def check(self, connection: Connection, bulletin: Bulletin, reasons: tuple[HoldReason, ...]) -> None:
        """
        Refuse words that the guard would hold, of what the public sees; what is held is read when it is released.

        Raises:
            Refused: the desk has not let these reasons pass.
        """
        if bulletin.state is not BulletinState.RELEASED:
            return
        known = clearances.of(connection, [bulletin.id]).get(bulletin.id, NONE)
        against = [reason for reason in reasons if not known.lets(bulletin.revision, reason)]
        if against:
            told = "; ".join(f"{reason.kind}: {reason.passage}" for reason in against)
            raise Refused(f"it would be held ({told})", "write it otherwise, or hold the bulletin first")

    def verdict(self, connection: Connection, bulletin: Bulletin, reasons: tuple[HoldReason, ...]) -> Verdict:
        """Return the judge's verdict on a bulletin in other words: these reasons, and all else as it was."""
        judged = corrections.judged(connection, bulletin)
        return replace(judged, hold_reasons=reasons, version=self.judge().version)

    def put(
        self,
        connection: Connection,
        bulletin: Bulletin,
        content: Content,
        judged: Verdict,
        *,
        actor: str,
        now: datetime,
    ) -> int:
        """Store what a bulletin says from now on; the desk's texts for channels hold on. Return its revision."""
        word = corrections.words(connection, [bulletin.id]).get(bulletin.id)
        verdict = judged if word is None else word.applied(judged, self.units)
        seen = content != bulletin.content
        number = masked.put_in_place(connection, bulletin, content, verdict, editor=actor, now=now, seen=seen)
        if word is not None:
            revisions.add_verdicts(connection, [(bulletin.id, number, judged)], now)
        channel_texts.carry_over(connection, bulletin.id, bulletin.revision, number)
        return number

    def tell(self, connection: Connection, bulletin: Bulletin, number: int, event: Event) -> None:
        """Write the event of a change; what the desk let pass before is let pass of the new revision, too."""
        known = clearances.of(connection, [bulletin.id]).get(bulletin.id, NONE)
        if bulletin.state is BulletinState.RELEASED and number != bulletin.revision:
            seen = known.seen if known.revision == bulletin.revision else frozenset()
            known = Clearance(revision=number, seen=seen, kinds=known.kinds)
        events.append(connection, [replace(event, bulletin_id=bulletin.id, details=known.details())])

    def correct(
        self, connection: Connection, bulletin: Bulletin, number: int, reason: str, now: datetime, *names: str
    ) -> list[Ring]:
        """Plan the corrections of posts that are out, in all channels or in these; older ones are not sent any more."""
        if bulletin.state is not BulletinState.RELEASED:
            return []
        out = {post.channel for post in out_of(connection, bulletin) if not names or post.channel in names}
        stale = [
            one.id
            for one in deliveries.of_bulletin(connection, bulletin.id)
            if one.action is Action.REVISE and one.state is DeliveryState.PLANNED and one.channel in out
        ]
        gone = deliveries.cancel(connection, stale, OVERTAKEN, now)
        cancelled = EventKind.DELIVERY_CANCELLED
        told = [Event(kind=cancelled, at=now, reason=OVERTAKEN, bulletin_id=of, delivery_id=one) for of, one in gone]
        events.append(connection, told)
        planned = plan_revision(sorted(out), self.channels, urgency=bulletin.verdict.urgency, now=now)
        rows = [(bulletin.id, number, replace(one, reason=reason)) for one in planned]
        kinds = {name: config.kind for name, config in self.channels.items()}
        return outbox.plan(connection, rows, kinds, now, quiet=self.quiet)


def out_of(connection: Connection, bulletin: Bulletin) -> list[Posting]:
    """Return the posts that show a bulletin, or may."""
    posts = deliveries.posts_by_bulletin(connection, [bulletin.id]).get(bulletin.id, ())
    return [post for post in posts if post.is_out and post.shows[0] == bulletin.id]
