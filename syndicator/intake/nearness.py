"""What stands near the candidates of a batch: stored bulletins that share telling words, and the batch's own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from syndicator.dedup.comparison import Comparer, Telling, comparer
from syndicator.dedup.kin import relations_of
from syndicator.model.bulletin import BulletinState, Candidate
from syndicator.model.story import Relation
from syndicator.storage.candidates import ALWAYS, LEAST, MOST, SLOTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """A bulletin that a candidate is compared with, and where it stands."""

    uid: UUID
    story_uid: UUID
    state: BulletinState
    canonical: bool
    telling: Telling


@dataclass(slots=True, kw_only=True)
class Nearness:
    """
    Finds who tells what a candidate tells.

    Args:
        stored: text hash of a candidate → the stored bulletins that share most with it.
        seen: ids of all stored bulletins that share a key with one of the candidates.
    """

    stored: Mapping[str, tuple[Neighbour, ...]] = field(default_factory=dict)
    seen: frozenset[int] = frozenset()
    comparer: Comparer = field(default_factory=comparer)
    _tellings: dict[tuple[int, str], Telling] = field(default_factory=dict)
    _added: defaultdict[int, list[Neighbour]] = field(default_factory=lambda: defaultdict(list))

    def relations(self, uid: UUID, candidate: Candidate) -> tuple[Relation, ...]:
        """Return how a candidate that becomes the bulletin `uid` is related to what stands near it."""
        near = {one.uid: one.telling for one in self._near(candidate)}
        return relations_of(uid, self.telling(candidate), near, self.comparer) if near else ()

    def telling(self, candidate: Candidate) -> Telling:
        """Return a candidate as it is compared; its source is named by its id, as that of a stored bulletin is."""
        name = (candidate.draft.source_id, candidate.fingerprint.text_hash)
        if name not in self._tellings:
            draft = candidate.draft
            self._tellings[name] = Telling.of(
                candidate.fingerprint.sketch, draft.content.published_at, str(draft.source_id)
            )
        return self._tellings[name]

    def neighbour(self, candidate: Candidate, uid: UUID) -> Neighbour | None:
        """Return one of those near a candidate."""
        return next((one for one in self._near(candidate) if one.uid == uid), None)

    def learn(self, candidate: Candidate, neighbour: Neighbour) -> None:
        """Add what the batch adds, for those that come later in it."""
        for key in candidate.fingerprint.keys:
            self._added[key].append(neighbour)

    def _near(self, candidate: Candidate) -> Iterator[Neighbour]:
        yield from self.stored.get(candidate.fingerprint.text_hash, ())
        yield from self._near_in_batch(candidate.fingerprint.keys)

    def _near_in_batch(self, keys: Iterable[int]) -> list[Neighbour]:
        """Of the batch's own additions those are compared that would be if they were stored."""
        shared: dict[UUID, float] = {}
        known: dict[UUID, Neighbour] = {}
        for key in keys:
            carriers = self._added.get(key, ())[-SLOTS:]
            for one in carriers:
                known[one.uid] = one
                shared[one.uid] = shared.get(one.uid, 0) + 1 / len(carriers)
        best = sorted(known, key=lambda uid: (-shared[uid], uid))[:MOST]
        return [known[uid] for rank, uid in enumerate(best) if rank < ALWAYS or shared[uid] >= LEAST]
