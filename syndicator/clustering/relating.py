"""Stored bulletins compared with those that share telling words with them, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from syndicator.clustering.arranger import Arranger
from syndicator.dedup.comparison import Comparer, Telling, comparer
from syndicator.dedup.kin import relations_of
from syndicator.model.delivery import Ring
from syndicator.model.known import StoredSketch
from syndicator.model.story import Relation
from syndicator.storage import relations, sketches
from syndicator.storage.session import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Relater:
    """Relates bulletins that met in the store, each written by a process that did not see the other's."""

    arranger: Arranger
    comparer: Comparer = field(default_factory=comparer)

    def relate(self, connection: Connection, pairs: Mapping[int, Collection[int]], now: datetime) -> list[Ring]:
        """Compare bulletins with others (bulletin id → ids), write what they are to each other, and arrange them."""
        wanted = {*pairs, *(other for others in pairs.values() for other in others)}
        stored = sketches.stored(connection, sorted(wanted))
        found = [one for mine, others in sorted(pairs.items()) for one in self._found(stored, mine, others)]
        ids = {one.uid: one.bulletin_id for one in stored.values()}
        relations.relate(connection, found, ids, now)
        touched = {ids[relation.one] for relation in found if relation.kinship.is_same}
        return self.arranger.arrange(connection, sorted(touched), now) if touched else []

    def _found(
        self, stored: Mapping[int, StoredSketch], bulletin_id: int, others: Collection[int]
    ) -> Sequence[Relation]:
        if bulletin_id not in stored:
            return ()
        tellings = {stored[other].uid: telling_of(stored[other]) for other in sorted(others) if other in stored}
        mine = stored[bulletin_id]
        return relations_of(mine.uid, telling_of(mine), tellings, self.comparer)


def telling_of(one: StoredSketch) -> Telling:
    """Return a stored bulletin as it is compared."""
    return Telling.of(one.sketch, one.published_at, str(one.source_id))
