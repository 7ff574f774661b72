"""What a sensitive bulletin means for its story: whoever tells the same release waits with it, and posts come down."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from syndicator.model.bulletin import BulletinState
from syndicator.model.channel import ChannelConfig
from syndicator.model.clearance import NONE, Clearance, of_release
from syndicator.model.delivery import Action, Ring
from syndicator.model.event import Event, EventKind
from syndicator.model.posting import standing
from syndicator.route.handover import take_down
from syndicator.storage import bulletins, clearances, deliveries, events, members, outbox
from syndicator.storage.members import Suspect
from syndicator.storage.session import Connection

CANCELLED = "the bulletin is held"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """
    What holding stories did.

    Args:
        stories: uids of those of which something was hidden or taken down.
        hidden: the bulletins that may not be seen any more; one that was held already is not among them.
        rings: what to ring for.
    """

    stories: frozenset[UUID] = frozenset()
    hidden: frozenset[int] = frozenset()
    rings: tuple[Ring, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """
    Holds whole stories, in the caller's transaction.

    A copy that is held for what the release is about says so of every bulletin that tells it. One that a person
    released, knowing of reasons of these kinds, stays.
    """

    channels: Mapping[str, ChannelConfig]
    quiet: timedelta = timedelta(0)

    def hold(self, connection: Connection, bulletin_ids: Collection[int], now: datetime) -> Held:
        """
        Hide whatever tells the same release as a bulletin that is held as sensitive.

        Posts that show one of these are taken down, as far as their channels' policy wants it. Where nothing is to be
        hidden or taken down, nothing is written.

        Args:
            bulletin_ids: whose stories are looked at; the caller has locked them.
        """
        suspected = members.suspected(connection, bulletin_ids)
        done = [self._held(connection, story_id, story, now) for story_id, story in suspected.items()]
        return Held(
            stories=frozenset().union(*(one.stories for one in done)),
            hidden=frozenset().union(*(one.hidden for one in done)),
            rings=tuple(ring for one in done for ring in one.rings),
        )

    def _held(self, connection: Connection, story_id: int, story: Sequence[Suspect], now: datetime) -> Held:
        held = [one for one in story if one.holds]
        if not held:
            return Held()
        hidden = self._hide(connection, story, held, now)
        down = self._take_down(connection, story_id, {one.bulletin_id for one in (*held, *hidden)}, now)
        if not hidden and down is None:
            return Held()
        ids = frozenset(one.bulletin_id for one in hidden)
        return Held(stories=frozenset({held[0].story_uid}), hidden=ids, rings=tuple(down or ()))

    def _hide(
        self, connection: Connection, story: Sequence[Suspect], held: Sequence[Suspect], now: datetime
    ) -> Sequence[Suspect]:
        seen = [one for one in story if one.state is BulletinState.RELEASED]
        known = clearances.of(connection, [one.bulletin_id for one in seen]) if seen else {}
        hidden = to_hide(held, seen, known)
        for one in hidden:
            bulletins.set_state(connection, one.bulletin_id, BulletinState.HELD, now)
        reason = "; ".join(dict.fromkeys(_because(held)))
        events.append(connection, [_event(EventKind.BULLETIN_HELD, one.bulletin_id, reason, now) for one in hidden])
        return hidden

    def _take_down(
        self, connection: Connection, story_id: int, unseen: Collection[int], now: datetime
    ) -> Sequence[Ring] | None:
        """Cancel what has not gone out of these, and take down posts that show them; None where there is nothing."""
        sent = deliveries.of_stories(connection, [story_id]).get(story_id, [])
        waiting = [one.id for one in sent if one.bulletin_id in unseen and one.action is not Action.WITHDRAW]
        showing = [post for post in standing(sent) if post.shows[0] in unseen]
        cancelled = deliveries.cancel(connection, waiting, CANCELLED, now)
        if not cancelled and not showing:
            return None
        told = (_event(EventKind.DELIVERY_CANCELLED, of, CANCELLED, now, delivery) for of, delivery in cancelled)
        events.append(connection, told)
        kinds = {name: config.kind for name, config in self.channels.items()}
        return outbox.plan(connection, take_down(showing, self.channels, now=now), kinds, now, quiet=self.quiet)


def to_hide(
    held: Iterable[Suspect], seen: Iterable[Suspect], clearances: Mapping[int, Clearance]
) -> tuple[Suspect, ...]:
    """Return which of a story's bulletins may not be seen any more, for others of it are held as sensitive. Pure."""
    kinds = of_release(reason for one in held for reason in one.reasons)
    return tuple(one for one in seen if not clearances.get(one.bulletin_id, NONE).covers(kinds))


def _because(held: Iterable[Suspect]) -> Iterable[str]:
    for one in held:
        kinds = ", ".join(sorted(of_release(one.reasons)))
        yield f"bulletin {one.bulletin_id} tells the same release and is held: {kinds}"


def _event(kind: EventKind, bulletin_id: int, reason: str, now: datetime, delivery_id: int | None = None) -> Event:
    return Event(kind=kind, at=now, reason=reason, bulletin_id=bulletin_id, delivery_id=delivery_id)
