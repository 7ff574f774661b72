"""What a person looks at: bulletins with all that is known of them, deliveries, and how channels stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from syndicator.dedup.difference import difference
from syndicator.errors import NotFound
from syndicator.model.attempt import Attempt
from syndicator.model.bulletin import Bulletin, BulletinState, Content
from syndicator.model.correction import DeskWord
from syndicator.model.delivery import Delivery, DeliveryState
from syndicator.model.event import Event, EventKind
from syndicator.model.reach import WHOLE, Reach
from syndicator.model.verdict import Verdict
from syndicator.storage import (
    channels,
    corrections,
    deliveries,
    events,
    grants,
    queues,
    reading,
    relations,
    revisions,
    search,
    sources,
)
from syndicator.storage.channels import Standing
from syndicator.storage.questions import Question
from syndicator.storage.queues import About
from syndicator.storage.reading import Copy
from syndicator.storage.relations import Related
from syndicator.storage.session import Database

__all__ = ["Listed", "Related", "Standing", "Trace", "Tracing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A delivery with what it is about, and on a dry run the request that was not sent."""

    delivery: Delivery
    about: About
    rehearsal: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """All that is known of one bulletin, from its source to each channel."""

    bulletin: Bulletin
    judged: Verdict
    """What the judge itself said of the newest revision; the bulletin carries the desk's corrections."""
    word: DeskWord | None
    """All that the desk corrected so far."""
    source_address: str
    revisions: tuple[tuple[int, datetime, Content], ...]
    """Number, when it was seen, and what it says; oldest first."""
    trace_ids: Mapping[int, str]
    """Under which name the logs tell of revisions, by their number; those from before there were any are missing."""
    copies: tuple[Copy, ...]
    relations: tuple[Related, ...]
    """To other bulletins, of whatever story; the surest first."""
    events: tuple[Event, ...]
    deliveries: tuple[Delivery, ...]
    attempts: tuple[Attempt, ...]

    @property
    def routes(self) -> tuple[str, ...]:
        """What each rule of the routes said of it when it was last asked: that it matched, or why not."""
        routed = [event.reason for event in self.events if event.kind is EventKind.BULLETIN_ROUTED]
        return tuple(routed[-1].split("; ")) if routed else ()

    def changes(self) -> dict[int, tuple[str, ...]]:
        """Return what each revision but the first one changed, by its number."""
        pairs = zip(self.revisions, self.revisions[1:], strict=False)
        return {after[0]: difference(before[2], after[2]) for before, after in pairs}


@dataclass(frozen=True, slots=True)
class Tracing:
    """Reads for the desk and the command line."""

    database: Database

    def bulletins(
        self,
        state: BulletinState | None = None,
        *,
        before: int | None = None,
        most: int = 50,
        reach: Reach = WHOLE,
    ) -> Sequence[Bulletin]:
        """Return the bulletins of a reach in a state (None: in any), newest first, from below the id `before`."""
        with self.database.read() as connection:
            return reading.by_state(connection, state, before=before, most=most, reach=reach)

    def search(self, query: str, *, most: int = 50) -> Sequence[Bulletin]:
        """Return bulletins in any state, copies too, that carry what a person typed, newest first."""
        with self.database.read() as connection:
            found = search.find(connection, Question(query=query, everyone=True), most=most)
            return reading.of_ids(connection, found.ids)

    def trace(self, bulletin_id: int) -> Trace:
        """Return all that is known of a bulletin; raises NotFound."""
        with self.database.read() as connection:
            bulletin = reading.bulletin(connection, bulletin_id)
            source = sources.find(connection, source_id=bulletin.source_id) if bulletin else None
            if bulletin is None or source is None:
                raise NotFound(f"there is no bulletin {bulletin_id}", "list them with: syndicator bulletins list")
            sent = deliveries.of_bulletin(connection, bulletin_id)
            told = revisions.find(connection, bulletin_id)
            return Trace(
                bulletin=bulletin,
                judged=corrections.judged(connection, bulletin),
                word=corrections.words(connection, [bulletin_id]).get(bulletin_id),
                source_address=source.config.address,
                revisions=tuple((number, at, content) for number, at, content, _ in told),
                trace_ids={number: name for number, _, _, name in told if name is not None},
                copies=tuple(reading.copies(connection, bulletin.story_id, besides=bulletin_id)),
                relations=tuple(relations.relations_of(connection, bulletin_id)),
                events=tuple(events.of_bulletin(connection, bulletin_id)),
                deliveries=tuple(sent),
                attempts=tuple(deliveries.attempts_of(connection, [delivery.id for delivery in sent])),
            )

    def deliveries(
        self,
        *,
        state: DeliveryState | None = None,
        channel: str | None = None,
        bulletin_id: int | None = None,
        before: int | None = None,
        most: int = 50,
        reach: Reach = WHOLE,
    ) -> Sequence[Delivery]:
        """Return deliveries of a reach, newest first, from below the id `before`."""
        with self.database.read() as connection:
            return deliveries.listing(
                connection,
                state=state,
                channel=channel,
                bulletin_id=bulletin_id,
                before=before,
                most=most,
                reach=reach,
            )

    def listed(self, found: Sequence[Delivery]) -> Sequence[Listed]:
        """Return deliveries with what they are about, in their order."""
        with self.database.read() as connection:
            about = queues.about(connection, [one.id for one in found])
            rehearsals = queues.rehearsals(connection, found)
        return [Listed(delivery=one, about=about[one.id], rehearsal=rehearsals.get(one.id)) for one in found]

    def delivery_counts(self, reach: Reach = WHOLE) -> dict[DeliveryState, int]:
        """Return how many deliveries of a reach stand in each state."""
        with self.database.read() as connection:
            return deliveries.counts(connection, reach=reach)

    def queues(self) -> Mapping[str, Mapping[DeliveryState, int]]:
        """Return for each channel how many deliveries wait, were given up, or are unconfirmed."""
        with self.database.read() as connection:
            return queues.counts(connection)

    def oldest_due(self, now: datetime) -> Mapping[str, datetime]:
        """Return for each channel since when the oldest delivery is due that waits there."""
        with self.database.read() as connection:
            return queues.oldest_due(connection, now)

    def renewals(self) -> Mapping[str, datetime]:
        """Return for each channel whose token its service renews when it did so last."""
        with self.database.read() as connection:
            return grants.renewed(connection)

    def channels(self) -> Sequence[Standing]:
        """Return how all channels stand."""
        with self.database.read() as connection:
            return channels.listing(connection)
