"""What becomes of a story when a source took back one of its bulletins, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from syndicator.clustering.arranger import Arranger
from syndicator.dedup.authority import HUMAS, ISSUER
from syndicator.model.bulletin import BulletinState
from syndicator.model.delivery import Ring
from syndicator.model.event import Event, EventKind
from syndicator.model.known import Known
from syndicator.route.handover import take_down
from syndicator.storage import bulletins, deliveries, events, members, outbox, sketches
from syndicator.storage.session import Connection

ISSUER_TOOK_BACK = "the unit that issued the release took it back"
CANCELLED = "the story was withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Retraction:
    """
    Withdraws stories, or hands them on.

    What the issuing unit takes back is withdrawn everywhere, whoever copied it. What only a copy told, the next one
    tells on: its posts stay.
    """

    arranger: Arranger

    def follow(self, connection: Connection, bulletin_ids: Iterable[int], now: datetime) -> list[Ring]:
        """Return what to ring for after sources took back these bulletins, which are withdrawn already."""
        rings: list[Ring] = []
        for bulletin_id in sorted(bulletin_ids):
            story_id, story = members.lock(connection, bulletin_id)
            (gone,) = (one for one in story if one.bulletin_id == bulletin_id)
            if not gone.canonical:
                rings += self.arranger.post_again(connection, gone.story_uid, now)
            elif self._is_told_on(connection, gone, story):
                rings += self.arranger.arrange(connection, [bulletin_id], now)
            else:
                rings += self._withdraw(connection, story_id, story, now)
        return rings

    def _is_told_on(self, connection: Connection, gone: Known, story: Sequence[Known]) -> bool:
        """Whether another bulletin may tell the story: any where a copy is gone, the issuer's own where his is."""
        released = [one.bulletin_id for one in story if one.state is BulletinState.RELEASED]
        known = sketches.stored(connection, [gone.bulletin_id, *released])
        ranks = {
            bulletin_id: known[bulletin_id].authority if bulletin_id in known else HUMAS for bulletin_id in released
        }
        mine = known[gone.bulletin_id].authority if gone.bulletin_id in known else HUMAS
        return any(rank == ISSUER or mine != ISSUER for rank in ranks.values())

    def _withdraw(self, connection: Connection, story_id: int, story: Sequence[Known], now: datetime) -> list[Ring]:
        """Take down the posts of a story, and withdraw what is left of it."""
        left = [one.bulletin_id for one in story if one.state in {BulletinState.RELEASED, BulletinState.HELD}]
        for bulletin_id in left:
            bulletins.set_state(connection, bulletin_id, BulletinState.WITHDRAWN, now)
        cancelled = deliveries.cancel_open_of(connection, [one.bulletin_id for one in story], CANCELLED, now)
        told = [_event(EventKind.BULLETIN_WITHDRAWN, one, ISSUER_TOOK_BACK, now) for one in left]
        told += [_event(EventKind.DELIVERY_CANCELLED, one, CANCELLED, now, delivery) for one, delivery in cancelled]
        events.append(connection, told)
        posts = deliveries.posts_of(connection, [story_id]).get(story_id, ())
        channels = self.arranger.channels
        kinds = {name: config.kind for name, config in channels.items()}
        planned = take_down(posts, channels, now=now)
        return outbox.plan(connection, planned, kinds, now, quiet=self.arranger.quiet)


def _event(kind: EventKind, bulletin_id: int, reason: str, now: datetime, delivery_id: int | None = None) -> Event:
    return Event(kind=kind, at=now, reason=reason, bulletin_id=bulletin_id, delivery_id=delivery_id)
