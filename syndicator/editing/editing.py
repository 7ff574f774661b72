"""What a person of the desk decides about bulletins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from syndicator.clustering import Arranger
from syndicator.editing.checks import check, event_of
from syndicator.editing.posts import PostDecisions
from syndicator.errors import NotFound, Refused
from syndicator.model.bulletin import Bulletin, BulletinState
from syndicator.model.clearance import Clearance, of_release
from syndicator.model.delivery import DeliveryState, Ring
from syndicator.model.event import EventKind
from syndicator.model.known import Known
from syndicator.model.posting import Posting
from syndicator.model.unit import UnitTree
from syndicator.model.verdict import Urgency
from syndicator.route.handover import Row, take_down, undone
from syndicator.route.plan import Plan, plan, plan_revision
from syndicator.route.rules import Rule, Subject
from syndicator.storage import (
    bulletins,
    deliveries,
    events,
    members,
    outbox,
    reading,
    sources,
)
from syndicator.storage.session import Connection

HELD = frozenset({BulletinState.HELD})
RELEASED = frozenset({BulletinState.RELEASED})
RELEASABLE = HELD | {BulletinState.REJECTED}
WITHDRAWABLE = RELEASED | HELD
CANCELLED = "the bulletin was withdrawn"
HIDDEN = "the bulletin is held"
SEEN_AGAIN = "the bulletin may be seen again"


@dataclass(frozen=True, slots=True)
class Hiding:
    """A way in which bulletins leave the public: from which states, to which, and what is told of them and posts."""

    allowed: frozenset[BulletinState]
    state: BulletinState
    kind: EventKind
    cancels: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Editing(PostDecisions):
    """
    Carries out a person's decisions; each becomes an event with the person's name.

    Every method raises NotFound where there is no such thing, Refused where its state forbids the decision, and
    ConcurrentChange where bulletins come to its story or leave it at the same moment.
    """

    arranger: Arranger
    rules: Sequence[Rule]
    units: UnitTree
    quiet: timedelta = timedelta(0)

    def release(self, bulletin_id: int, *, actor: str, revision: int | None = None) -> list[Ring]:
        """
        Let the public see a held or rejected bulletin, and plan its deliveries; return what to ring for.

        Where nobody else of its story may be seen, it stands for the story from now on. Copies that are held stay so.

        Args:
            revision: the one that the person has read; another one is not released.
        """
        now = self.clock()
        with self.database.write() as connection:
            known = _move(connection, bulletin_id, RELEASABLE, BulletinState.RELEASED, now)
            if revision not in {None, known.revision}:
                raise Refused(f"bulletin {bulletin_id} was revised meanwhile", "read it once more")
            self._let_through(connection, bulletin_id, actor, now)
            rings = self.arranger.arrange(connection, [bulletin_id], now, actor=actor)
            known = bulletins.lock(connection, bulletin_id)
            routed = self._routed(connection, known, now)
            told = event_of(EventKind.BULLETIN_ROUTED, bulletin_id, actor, "; ".join(routed.trace), now)
            events.append(connection, [told])
            return [*rings, *(self._publish(connection, known, routed, now) if known.canonical else ())]

    def _let_through(self, connection: Connection, bulletin_id: int, actor: str, now: datetime) -> None:
        """Write down what the desk knew, and leave standing the posts that show what it lets through."""
        bulletin = reading.bulletin(connection, bulletin_id)
        if bulletin is None:
            raise NotFound(f"there is no bulletin {bulletin_id}")
        others = (one for story in members.suspected(connection, [bulletin_id]).values() for one in story if one.holds)
        reasons = bulletin.verdict.hold_reasons
        kinds = of_release(reasons).union(*(of_release(one.reasons) for one in others))
        known = Clearance(revision=bulletin.revision, seen=frozenset(reasons), kinds=kinds)
        released = event_of(EventKind.BULLETIN_RELEASED, bulletin_id, actor, "", now)
        events.append(connection, [replace(released, details=known.details())])
        self._keep_posts(connection, bulletin, actor, now)

    def _keep_posts(self, connection: Connection, bulletin: Bulletin, actor: str, now: datetime) -> None:
        """Cancel the withdrawals of posts that show just what is released: a second post would be a double."""
        sent = deliveries.of_stories(connection, [bulletin.story_id]).get(bulletin.story_id, [])
        needless = undone(sent, (bulletin.id, bulletin.revision))
        for one in needless:
            if one.state is DeliveryState.SENDING:
                raise Refused(f"its post in {one.channel} is just being taken down", "release it again in a minute")
        cancelled = deliveries.cancel(connection, [one.id for one in needless], SEEN_AGAIN, now)
        told = [event_of(EventKind.DELIVERY_CANCELLED, of, actor, SEEN_AGAIN, now, one) for of, one in cancelled]
        events.append(connection, told)

    def reject(self, bulletin_id: int, *, actor: str, reason: str = "") -> list[Ring]:
        """Put a held bulletin away; another one of its story may stand for it then. Return what to ring for."""
        now = self.clock()
        with self.database.write() as connection:
            _move(connection, bulletin_id, HELD, BulletinState.REJECTED, now)
            events.append(connection, [event_of(EventKind.BULLETIN_REJECTED, bulletin_id, actor, reason, now)])
            return self.arranger.arrange(connection, [bulletin_id], now, actor=actor)

    def withdraw(self, bulletin_id: int, *, actor: str, reason: str = "") -> list[Ring]:
        """
        Take a bulletin back everywhere: what has not gone out is cancelled, what has is withdrawn.

        One that stands for its story takes the whole story with it, whichever of its bulletins the posts were made
        for; a copy goes alone, and the posts of its story stay.
        """
        gone = Hiding(WITHDRAWABLE, BulletinState.WITHDRAWN, EventKind.BULLETIN_WITHDRAWN, CANCELLED)
        return self._hide(bulletin_id, gone, actor, reason)

    def hold(self, bulletin_id: int, *, actor: str, reason: str = "") -> list[Ring]:
        """
        Hide a released bulletin until a person releases it again; its story and posts go with it as for `withdraw`.

        Copies of it that arrive meanwhile are held, too, for what stands for their story is.
        """
        return self._hide(
            bulletin_id, Hiding(RELEASED, BulletinState.HELD, EventKind.BULLETIN_HELD, HIDDEN), actor, reason
        )

    def _hide(self, bulletin_id: int, hiding: Hiding, actor: str, reason: str) -> list[Ring]:
        now = self.clock()
        with self.database.write() as connection:
            story_id, story = members.lock(connection, bulletin_id)
            (known,) = (one for one in story if one.bulletin_id == bulletin_id)
            check(known, hiding.allowed)
            gone = [one for one in (story if known.canonical else (known,)) if one.state in hiding.allowed]
            for one in gone:
                bulletins.set_state(connection, one.bulletin_id, hiding.state, now)
            ids = [one.bulletin_id for one in gone]
            cancelled = deliveries.cancel_open_of(connection, ids, hiding.cancels, now)
            told = [event_of(hiding.kind, one, actor, reason, now) for one in ids]
            told += [
                event_of(EventKind.DELIVERY_CANCELLED, of, actor, hiding.cancels, now, delivery_id)
                for of, delivery_id in cancelled
            ]
            events.append(connection, told)
            if not known.canonical:
                return self._post_again(connection, story, now) if cancelled else []
            posts = deliveries.posts_of(connection, [story_id]).get(story_id, ())
            return self._store(connection, take_down(posts, self.channels, now=now), now)

    def _post_again(self, connection: Connection, story: Sequence[Known], now: datetime) -> list[Ring]:
        """Plan the posts that a story still needs after those of a copy of it were cancelled."""
        heads = [one for one in story if one.canonical and one.state is BulletinState.RELEASED]
        rows = [
            (head.bulletin_id, head.revision, one)
            for head in heads
            for one in self._routed(connection, head, now).deliveries
        ]
        return self._store(connection, rows, now)

    @property
    def _kinds(self) -> dict[str, str]:
        return {name: config.kind for name, config in self.channels.items()}

    def _routed(self, connection: Connection, known: Known, now: datetime) -> Plan:
        bulletin = reading.bulletin(connection, known.bulletin_id)
        source = sources.find(connection, source_id=known.source_id)
        if bulletin is None or source is None:
            raise NotFound(f"there is no bulletin {known.bulletin_id}")
        subject = Subject(content=bulletin.content, verdict=bulletin.verdict, source=(source.id, source.config.address))
        return plan(subject, self.rules, self.channels, self.units, now=now)

    def _publish(self, connection: Connection, known: Known, routed: Plan, now: datetime) -> list[Ring]:
        """Plan first posts where the story has none, and corrections where it shows an older revision."""
        posts = deliveries.posts_by_bulletin(connection, [known.bulletin_id]).get(known.bulletin_id, ())
        old = [post.channel for post in posts if _is_older(post, known)]
        urgency = max((one.urgency for one in routed.deliveries), default=Urgency.ROUTINE)
        corrections = plan_revision(old, self.channels, urgency=urgency, now=now)
        rows = [(known.bulletin_id, known.revision, one) for one in (*routed.deliveries, *corrections)]
        return self._store(connection, rows, now)

    def _store(self, connection: Connection, rows: Iterable[Row], now: datetime) -> list[Ring]:
        return outbox.plan(connection, rows, self._kinds, now, quiet=self.quiet)


def _is_older(post: Posting, known: Known) -> bool:
    bulletin_id, revision = post.shows
    return bulletin_id == known.bulletin_id and revision < known.revision


def _move(
    connection: Connection, bulletin_id: int, allowed: frozenset[BulletinState], state: BulletinState, now: datetime
) -> Known:
    known = bulletins.lock(connection, bulletin_id)
    check(known, allowed)
    bulletins.set_state(connection, bulletin_id, state, now)
    return known
