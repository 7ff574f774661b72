"""Arranging stories anew within a transaction, and what follows for their posts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from syndicator.clustering.holding import Held, Holding
from syndicator.dedup.stars import arrange
from syndicator.errors import NotFound
from syndicator.model.bulletin import BulletinState
from syndicator.model.channel import ChannelConfig
from syndicator.model.delivery import PlannedDelivery, Ring
from syndicator.model.event import Event, EventKind
from syndicator.model.known import Known
from syndicator.model.posting import DOUBLE
from syndicator.model.story import Placement
from syndicator.model.unit import UnitTree
from syndicator.route.handover import Row, hand_over
from syndicator.route.plan import plan
from syndicator.route.rules import Rule, Subject
from syndicator.storage import (
    bulletins,
    deliveries,
    events,
    neighbourhoods,
    outbox,
    placements,
    reading,
    sources,
    stories,
)
from syndicator.storage.neighbourhoods import Neighbourhood
from syndicator.storage.session import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Arranger:
    """Arranges stories by what is stored, writes where their bulletins stand, and plans by the desk's configuration."""

    rules: Sequence[Rule]
    channels: Mapping[str, ChannelConfig]
    units: UnitTree
    quiet: timedelta = timedelta(0)

    @property
    def holding(self) -> Holding:
        """What holds whole stories; posts that it takes down are posts of the stories arranged here."""
        return Holding(channels=self.channels, quiet=self.quiet)

    def is_out_of_place(self, connection: Connection, bulletin_ids: Collection[int]) -> bool:
        """
        Whether the stories of bulletins, or those near to them, would be arranged otherwise than they stand.

        Not where there is too much to see all of it: what begins elsewhere would arrange it back again.
        """
        hood = neighbourhoods.neighbourhood(connection, bulletin_ids)
        return hood.complete and bool(hood.changed_by(arrange(hood.members, hood.relations, hood.ties)))

    def arrange(
        self, connection: Connection, bulletin_ids: Collection[int], now: datetime, *, actor: str | None = None
    ) -> list[Ring]:
        """
        Arrange the stories of bulletins and those near to them; return what to ring for.

        A story has one post a channel afterwards: doubles are withdrawn. One that begins, that is seen for the first
        time, or whose posts went with others is posted by the rules. One of which a bulletin is held as sensitive is
        held as a whole, and taken down.

        Args:
            actor: who wanted it; None where nobody did.

        Raises:
            ConcurrentChange: a bulletin came to one of the stories, or left it, meanwhile; roll back and try again.
        """
        hood = neighbourhoods.neighbourhood(connection, bulletin_ids, lock=True)
        held = self.holding.hold(connection, bulletin_ids, now)
        if held.hidden:
            hood = neighbourhoods.neighbourhood(connection, bulletin_ids, lock=True)
        placed = arrange(hood.members, hood.relations, hood.ties)
        touched, changed = _touched(hood, placed)
        posted = deliveries.posts_of(connection, stories.ids(connection, sorted(touched)).values())
        told = placements.place(connection, placed, now)
        events.append(connection, [replace(event, actor=actor) for event in told])
        merged = self.holding.hold(connection, changed, now) if changed else Held()
        known = stories.ids(connection, sorted(_public(hood, placed) - held.stories)).values()
        touched |= held.stories | merged.stories
        rings = self._hand_over(connection, sorted(touched), set(known) - posted.keys(), now)
        return [*held.rings, *merged.rings, *rings]

    def post_again(self, connection: Connection, story: UUID, now: datetime) -> list[Ring]:
        """Plan the posts that a story lacks after those of a copy of it were cancelled; return what to ring for."""
        return self._hand_over(connection, [story], (), now)

    def _hand_over(
        self, connection: Connection, uids: Sequence[UUID], unrouted: Collection[int], now: datetime
    ) -> list[Ring]:
        """Plan what follows for the posts of stories; the `unrouted` were sent nowhere before, and are not now."""
        heads = stories.heads(connection, uids)
        posts = deliveries.posts_of(connection, heads)
        planned: list[Row] = []
        for story_id, head_id in sorted(heads.items()):
            head = bulletins.lock(connection, head_id)
            follows = hand_over(head_id, posts.get(story_id, ()), self.channels, now=now)
            _cancel(connection, follows.cancelled, now)
            planned += follows.withdrawals
            if follows.unposted and story_id not in unrouted and head.state is BulletinState.RELEASED:
                planned += [(head_id, head.revision, one) for one in self._routed(connection, head, now)]
        kinds = {name: config.kind for name, config in self.channels.items()}
        return outbox.plan(connection, planned, kinds, now, quiet=self.quiet)

    def _routed(self, connection: Connection, head: Known, now: datetime) -> tuple[PlannedDelivery, ...]:
        bulletin = reading.bulletin(connection, head.bulletin_id)
        source = sources.find(connection, source_id=head.source_id)
        if bulletin is None or source is None:
            raise NotFound(f"there is no bulletin {head.bulletin_id}")
        subject = Subject(content=bulletin.content, verdict=bulletin.verdict, source=(source.id, source.config.address))
        routed = plan(subject, self.rules, self.channels, self.units, now=now)
        told = Event(kind=EventKind.BULLETIN_ROUTED, at=now, bulletin_id=bulletin.id, reason="; ".join(routed.trace))
        events.append(connection, [told])
        return routed.deliveries


def _touched(hood: Neighbourhood, placed: Iterable[Placement]) -> tuple[set[UUID], list[int]]:
    """Return the stories that an arrangement changes, and the bulletins that it moves."""
    stories_now = {member.uid: member.story_uid for member in hood.members}
    changed = hood.changed_by(placed)
    touched = {story for one in changed for story in (one.story, stories_now[one.bulletin]) if story is not None}
    return touched, [hood.ids[one.bulletin] for one in changed]


def _public(hood: Neighbourhood, placed: Iterable[Placement]) -> set[UUID]:
    """Return the stories that somebody stands in who stood for a story before, and was seen."""
    seen = {member.uid for member in hood.members if member.state is BulletinState.RELEASED} & hood.canonical
    return {one.story for one in placed if one.bulletin in seen}


def _cancel(connection: Connection, delivery_ids: Sequence[int], now: datetime) -> None:
    cancelled = deliveries.cancel(connection, delivery_ids, DOUBLE, now)
    events.append(
        connection,
        [
            Event(
                kind=EventKind.DELIVERY_CANCELLED,
                at=now,
                reason=DOUBLE,
                bulletin_id=bulletin_id,
                delivery_id=delivery_id,
            )
            for bulletin_id, delivery_id in cancelled
        ],
    )
