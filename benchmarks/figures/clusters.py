"""
Ten thousand releases in random order into stories, beside what really happened and beside connected MinHashes.

The stream is the demo newsroom's, with its copies and edits; one release in ten has a twin, the same template filled
in by another unit or on another day. CLUSTERS_RELEASES sets another size for trying out.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Iterator, Sequence

from benchmarks.clusters import PEER, Clustered, ours, peers
from benchmarks.figure import Figure
from tests.labelled import Labelled, stream
from tests.partitions import adjusted_rand, b_cubed

RELEASES = int(os.environ.get("CLUSTERS_RELEASES", "10000"))
MOST_S = 60
ANOTHER_BATCH = 37
THRESHOLDS = (0.5, 0.7)
THOUSAND = 1_000
F1 = "stories, B-cubed F1 × 1,000"
F1_HARD = "the same, of what is copied or has a twin"


def measure() -> Iterator[Figure]:
    """Yield how well stories agree with what happened, how little they depend on arrival, and what they take."""
    told = stream(RELEASES)
    found = ours(told)
    hard = _hard(told)
    yield Figure(what=F1, ours=_f1(found, told), beside="what happened", other=THOUSAND, aim=0.95)
    yield Figure(what=F1_HARD, ours=_f1(found, told, hard), beside="what happened", other=THOUSAND, aim=0.95)
    for threshold in THRESHOLDS:
        other = peers(told, threshold)
        beside = f"{PEER} ≥ {threshold}, connected"
        yield Figure(what=F1, ours=_f1(found, told), beside=beside, other=_f1(other, told))
        yield Figure(what=F1_HARD, ours=_f1(found, told, hard), beside=beside, other=_f1(other, told, hard))
        yield Figure(what="releases/s into stories, a core", ours=_rate(found), beside=beside, other=_rate(other))
    yield Figure(
        what="releases/s into stories, a core",
        ours=_rate(found),
        beside=f"10,000 in {MOST_S} s",
        other=10_000 / MOST_S,
        aim=1,
    )
    yield _in_another_order(told, found)


def _in_another_order(told: Sequence[Labelled], found: Clustered) -> Figure:
    places = list(range(len(told)))
    random.Random(RELEASES).shuffle(places)
    other = ours([told[place] for place in places], batch=ANOTHER_BATCH)
    agreed = adjusted_rand([found.stories[place] for place in places], other.stories)
    return Figure(
        what="stories in two orders and batches, adjusted Rand × 1,000",
        ours=THOUSAND * agreed,
        beside="the same",
        other=THOUSAND,
        aim=0.99,
    )


def _hard(told: Sequence[Labelled]) -> list[int]:
    """Return the places of the releases that are copied or have a twin; the others only have to be left alone."""
    kin = Counter(one.truth[1:] for one in told)
    return [place for place, one in enumerate(told) if kin[one.truth[1:]] > 1]


def _f1(found: Clustered, told: Sequence[Labelled], places: Sequence[int] | None = None) -> float:
    chosen = range(len(told)) if places is None else places
    return THOUSAND * b_cubed([found.stories[place] for place in chosen], [told[place].truth for place in chosen]).f1


def _rate(found: Clustered) -> float:
    return len(found.stories) / found.cpu_s
