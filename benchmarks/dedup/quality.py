"""Which pairs are taken for the same release, and how many of them are."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from benchmarks.dedup.peer import Peer
from benchmarks.dedup.rates import databases
from benchmarks.dedup.store import add_bulletins
from benchmarks.dedup.texts import Text, same_pairs
from benchmarks.dedup.way import Way

THRESHOLDS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """How many of the pairs that were found are right, and how many of the right ones were found; texts a second."""

    precision: float
    recall: float
    rate: float

    @property
    def f1(self) -> float:
        """Both in one figure."""
        return 2 * self.precision * self.recall / (self.precision + self.recall) if self.recall else 0.0


def ours(texts: Sequence[Text]) -> Quality:
    """Take texts one by one, through a database of their own."""
    with databases("sqlite", [len(texts)]) as opened:
        database = opened[len(texts)]
        with database.write() as connection:
            add_bulletins(connection, len(texts))
        way = Way(database, 1)
        began = time.perf_counter()
        pairs = {(one - 1, other - 1) for text in texts for one, other in way.take([text])}
        return _quality(texts, pairs, time.perf_counter() - began)


def theirs(texts: Sequence[Text]) -> tuple[float, Quality]:
    """Return the peer's best threshold, and what comes of it."""
    tried = {threshold: _peer(texts, threshold) for threshold in THRESHOLDS}
    best = max(tried, key=lambda threshold: tried[threshold].f1)
    return best, tried[best]


def _peer(texts: Sequence[Text], threshold: float) -> Quality:
    peer = Peer(threshold)
    began = time.perf_counter()
    pairs = set(peer.take(texts))
    return _quality(texts, pairs, time.perf_counter() - began)


def _quality(texts: Sequence[Text], found: Collection[tuple[int, int]], took_s: float) -> Quality:
    meant = same_pairs(texts)
    right = len(meant.intersection(found))
    return Quality(precision=right / max(1, len(found)), recall=right / len(meant), rate=len(texts) / took_s)
