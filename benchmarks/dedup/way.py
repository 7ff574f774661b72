"""Our way of a bulletin: its fingerprint, its candidates, comparing it with them, and storing what it is found by."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks.dedup.store import sketched
from benchmarks.dedup.texts import MOMENT, Text
from syndicator.dedup.comparison import Comparer, Telling, comparer
from syndicator.dedup.fingerprint import fingerprint
from syndicator.model.fingerprint import Fingerprint
from syndicator.model.known import StoredSketch
from syndicator.storage import candidates, sketches
from syndicator.storage.candidates import day_of
from syndicator.storage.session import Database

BATCH = 64
STEPS = ("fingerprints", "candidates", "comparison", "storing")


@dataclass(slots=True)
class Way:
    """
    A way through one database.

    Args:
        next_id: the id of the bulletin that comes next; it is stored, but has no sketch yet.
        spent_s: what each of `STEPS` took.
        compared: how many pairs were compared.
    """

    database: Database
    next_id: int
    comparer: Comparer = field(default_factory=comparer)
    spent_s: dict[str, float] = field(default_factory=lambda: dict.fromkeys(STEPS, 0.0))
    compared: int = 0

    def take(self, texts: Sequence[Text]) -> list[tuple[int, int]]:
        """Take a batch of new bulletins; return the pairs of ids that tell the same release, the older one first."""
        marks = [time.perf_counter()]
        prints = [fingerprint(one.title, one.core) for one in texts]
        marks.append(time.perf_counter())
        with self.database.read() as connection:
            found = candidates.find(connection, [(one.keys, day_of(MOMENT)) for one in prints])
            stored = sketches.stored(connection, sorted({one for some in found.candidates for one in some}))
        marks.append(time.perf_counter())
        ids = range(self.next_id, self.next_id + len(texts))
        pairs = self._same(ids, prints, found.candidates, stored)
        marks.append(time.perf_counter())
        with self.database.write() as connection:
            candidates.add(connection, [sketched(*one) for one in zip(ids, prints, strict=True)])
        marks.append(time.perf_counter())
        for step, began, ended in zip(STEPS, marks, marks[1:], strict=False):
            self.spent_s[step] += ended - began
        self.next_id += len(texts)
        return pairs

    def _same(
        self,
        ids: Sequence[int],
        prints: Sequence[Fingerprint],
        found: Sequence[Sequence[int]],
        stored: dict[int, StoredSketch],
    ) -> list[tuple[int, int]]:
        pairs = []
        known = {one.bulletin_id: Telling.of(one.sketch, one.published_at) for one in stored.values()}
        for bulletin_id, one, others in zip(ids, prints, found, strict=True):
            telling = Telling.of(one.sketch, MOMENT)
            self.compared += len(others)
            pairs += [(other, bulletin_id) for other in others if self.comparer.compare(telling, known[other]).same]
        return pairs
