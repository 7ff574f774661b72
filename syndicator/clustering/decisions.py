"""What a person decides on stories, and the pass that mends those that nobody looks at."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from uuid import UUID

from syndicator.clustering.arranger import Arranger
from syndicator.errors import ConcurrentChange, NotFound, Refused
from syndicator.model.bulletin import BulletinState
from syndicator.model.delivery import Ring
from syndicator.model.event import Event, EventKind
from syndicator.model.moment import Clock
from syndicator.model.posting import Posting
from syndicator.model.story import Story
from syndicator.storage import bulletins, deliveries, events, relations, stories
from syndicator.storage.relations import Between, Word
from syndicator.storage.session import Connection, Database
from syndicator.storage.stories import StoryMember

StoryName = int | UUID
"""A story's id or uid; that of a merged story leads to the one that took it over."""
TRIES = 3
A_BATCH = 50
"""Bulletins whose stories are looked at together."""
GONE = frozenset({BulletinState.REJECTED, BulletinState.WITHDRAWN})
REARRANGES = frozenset(
    {
        EventKind.BULLETIN_ADDED,
        EventKind.BULLETIN_REVISED,
        EventKind.BULLETIN_HELD,
        EventKind.BULLETIN_RELEASED,
        EventKind.BULLETIN_REJECTED,
        EventKind.BULLETIN_WITHDRAWN,
        EventKind.STORY_JOINED,
        EventKind.STORY_MERGED,
        EventKind.STORY_SPLIT,
        EventKind.STORY_PINNED,
        EventKind.STORY_UNPINNED,
        EventKind.CANONICAL_CHANGED,
    }
)
"""What may change where bulletins stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryView:
    """A story as people see it: its bulletins, how they are related, what people said of them, and its posts."""

    story: Story
    members: tuple[StoryMember, ...]
    relations: tuple[Between, ...]
    words: tuple[Word, ...]
    posts: tuple[Posting, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clustering:
    """
    Carries out a person's decisions on stories; each becomes an event with the person's name.

    Every decision returns what to ring for. It raises NotFound where there is no such thing, Refused where it makes no
    sense, and ConcurrentChange where bulletins come and go faster than it can be carried out.
    """

    database: Database
    arranger: Arranger
    clock: Clock

    def show(self, story: StoryName) -> StoryView:
        """Return a story; raises NotFound."""
        with self.database.read() as connection:
            found = _followed(connection, story)
            return StoryView(
                story=found,
                members=tuple(stories.members(connection, found.id)),
                relations=tuple(relations.between(connection, found.members)),
                words=tuple(relations.words_among(connection, found.members)),
                posts=deliveries.posts_of(connection, [found.id]).get(found.id, ()),
            )

    def pin(self, story: StoryName, bulletin_id: int, *, actor: str) -> list[Ring]:
        """Make a bulletin the canonical one of its story, whatever its rank; while it is held, the others go before."""

        def decide(connection: Connection, now: datetime) -> list[Ring]:
            (found,) = _locked(connection, story)
            _check_members(found, [bulletin_id])
            state = bulletins.lock(connection, bulletin_id).state
            if state in GONE:
                raise Refused(f"bulletin {bulletin_id} is {state.value}", "pin one that is released or held")
            stories.pin(connection, found.id, bulletin_id)
            reason = f"it shall stand for story {found.id}"
            _tell(connection, EventKind.STORY_PINNED, bulletin_id, actor, reason, now)
            return self.arranger.arrange(connection, [bulletin_id], now, actor=actor)

        return self._decided(decide)

    def unpin(self, story: StoryName, *, actor: str) -> list[Ring]:
        """Leave it to the ranks again which bulletin of a story is canonical."""

        def decide(connection: Connection, now: datetime) -> list[Ring]:
            (found,) = _locked(connection, story)
            if found.pinned_id is None:
                raise Refused(f"story {found.id} has no pinned bulletin", "its canonical one was chosen by rank")
            stories.pin(connection, found.id, None)
            _tell(connection, EventKind.STORY_UNPINNED, found.pinned_id, actor, "ranks decide again", now)
            return self.arranger.arrange(connection, [found.pinned_id], now, actor=actor)

        return self._decided(decide)

    def split(self, story: StoryName, bulletin_ids: Collection[int], *, actor: str) -> list[Ring]:
        """
        Make some bulletins of a story one of their own.

        They are tied to each other and kept apart from the rest, so that nothing that arrives later joins the two. A
        rest that loses its canonical bulletin is tied, too: it was one story for its likeness to that one.
        """

        def decide(connection: Connection, now: datetime) -> list[Ring]:
            (found,) = _locked(connection, story)
            leaving = sorted(set(bulletin_ids))
            _check_members(found, leaving)
            rest = [bulletin_id for bulletin_id in found.members if bulletin_id not in leaving]
            if not leaving or not rest:
                raise Refused("a split leaves bulletins on both sides", _look_at(found))
            across = [(one, other) for one in leaving for other in rest]
            relations.tie(connection, across, together=False, actor=actor, now=now)
            relations.tie(connection, pairwise(leaving), together=True, actor=actor, now=now)
            if found.canonical_id in leaving:
                relations.tie(connection, pairwise(rest), together=True, actor=actor, now=now)
            rings = self.arranger.arrange(connection, found.members, now, actor=actor)
            if _story_of(connection, leaving[0]) in {_story_of(connection, one) for one in rest}:
                raise Refused("another word ties these bulletins together", _look_at(found))
            return rings

        return self._decided(decide)

    def merge(self, story: StoryName, other: StoryName, *, actor: str) -> list[Ring]:
        """Make two stories one: their canonical bulletins are tied together; what kept the two apart is forgotten."""

        def decide(connection: Connection, now: datetime) -> list[Ring]:
            one, two = _locked(connection, story, other)
            if one.id == two.id:
                raise Refused(f"this is one story already: {one.id}", "name two stories")
            relations.untie(connection, one.members, two.members)
            pair = (one.canonical_id, two.canonical_id)
            relations.tie(connection, [pair], together=True, actor=actor, now=now)
            rings = self.arranger.arrange(connection, (*one.members, *two.members), now, actor=actor)
            if len({_story_of(connection, bulletin_id) for bulletin_id in pair}) > 1:
                raise Refused("another word keeps these stories apart", _look_at(one))
            return rings

        return self._decided(decide)

    def recluster(self, since: datetime) -> list[Ring]:
        """
        Arrange anew the stories of bulletins to which something happened since then; return what to ring for.

        Whatever was left half done heals here; where nothing was, nothing is written.
        """
        with self.database.read() as connection:
            changed = events.bulletins_since(connection, REARRANGES, since)
        rings: list[Ring] = []
        for start in range(0, len(changed), A_BATCH):
            rings += self._mended(changed[start : start + A_BATCH])
        return rings

    def _mended(self, bulletin_ids: Collection[int]) -> list[Ring]:
        with self.database.read() as connection:
            if not self.arranger.is_out_of_place(connection, bulletin_ids):
                return []
        return self._decided(lambda connection, now: self.arranger.arrange(connection, bulletin_ids, now))

    def _decided(self, decide: Callable[[Connection, datetime], list[Ring]]) -> list[Ring]:
        """Decide in one transaction; where another process wrote meanwhile, on what stands then."""
        for _ in range(TRIES - 1):
            try:
                return self._decided_once(decide)
            except ConcurrentChange:
                continue
        return self._decided_once(decide)

    def _decided_once(self, decide: Callable[[Connection, datetime], list[Ring]]) -> list[Ring]:
        with self.database.write() as connection:
            return decide(connection, self.clock())


def _followed(connection: Connection, story: StoryName) -> Story:
    found = stories.follow(connection, story)
    if found is None:
        raise NotFound(f"there is no story {story}", "the story of a bulletin is told by: syndicator explain ID")
    return found


def _locked(connection: Connection, *names: StoryName) -> list[Story]:
    """Return stories as they stand once nobody else can change who is in them."""
    stories.lock(connection, {_followed(connection, name).id for name in names})
    return [_followed(connection, name) for name in names]


def _look_at(story: Story) -> str:
    return f"see its bulletins with: syndicator stories show {story.id}"


def _check_members(story: Story, bulletin_ids: Collection[int]) -> None:
    strangers = sorted(set(bulletin_ids) - set(story.members))
    if strangers:
        raise Refused(f"not in story {story.id}: bulletin {', '.join(map(str, strangers))}", _look_at(story))


def _story_of(connection: Connection, bulletin_id: int) -> UUID:
    return bulletins.lock(connection, bulletin_id).story_uid


def _tell(connection: Connection, kind: EventKind, bulletin_id: int, actor: str, reason: str, now: datetime) -> None:
    events.append(connection, [Event(kind=kind, at=now, reason=reason, bulletin_id=bulletin_id, actor=actor)])
