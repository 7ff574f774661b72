"""What a batch of polls means for stories: who joins which, who stands for it, and what ends with a withdrawal."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from syndicator.clustering.arranger import Arranger
from syndicator.clustering.relating import Relater
from syndicator.clustering.retraction import Retraction
from syndicator.model.change import Recorded
from syndicator.model.delivery import Ring
from syndicator.storage import candidates, relations
from syndicator.storage.session import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """Follows what was recorded, in the transaction that recorded it."""

    arranger: Arranger
    relater: Relater
    retraction: Retraction

    def follow(self, connection: Connection, recorded: Recorded, now: datetime) -> list[Ring]:
        """
        Arrange the stories that changed, and follow withdrawals.

        Those are the stories that additions joined, those of which a bulletin became sensitive, and those of which a
        corrected bulletin tells something else now.

        Raises:
            ConcurrentChange: a bulletin came to one of the stories, or left it, meanwhile; roll back and decide again.
        """
        told = (*recorded.joined, *recorded.held)
        rings = self.arranger.arrange(connection, told, now) if told else []
        rings += self._renew(connection, recorded, now)
        return rings + self.retraction.follow(connection, recorded.withdrawn, now)

    def _renew(self, connection: Connection, recorded: Recorded, now: datetime) -> list[Ring]:
        """A corrected text may be told by others than before; what was found of the earlier one holds no more."""
        corrected = [mark for mark in recorded.marks if mark.bulletin_id in recorded.corrected]
        if not corrected:
            return []
        found = candidates.find(connection, [(mark.keys, mark.day) for mark in corrected])
        pairs = {mark.bulletin_id: some for mark, some in zip(corrected, found.candidates, strict=True)}
        had = relations.forget(connection, sorted(pairs))
        rings = self.relater.relate(connection, pairs, now)
        return rings + (self.arranger.arrange(connection, had, now) if had else [])

    def meet(self, connection: Connection, pairs: Mapping[int, Collection[int]], now: datetime) -> list[Ring]:
        """Relate what two processes stored at one moment (bulletin id → those that it had not seen)."""
        return self.relater.relate(connection, pairs, now)
