"""
Copies recognised and templated reports kept apart, beside shared shingles of three words.

SYNDICATOR_CORPUS names a folder of real texts, which are copied as well. The curve by operation is told below.
"""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.figure import Figure
from benchmarks.perturbations import Curve, Thresholds, curve, shares
from syndicator.newsroom.edits import STRENGTHS

TEN_THOUSAND = 10_000
AIMS = {"light": 0.98, "medium": 0.98, "strong": None}


def measure() -> Iterator[Figure]:
    """Yield how many copies are recognised by strength, and how many pairs of twins are kept apart."""
    drawn = curve()
    for strength in STRENGTHS:
        yield from _recognised(drawn, strength)
    yield from _kept_apart(drawn)
    print("\n" + "\n".join(drawn.rows()))


def _recognised(drawn: Curve, strength: str) -> Iterator[Figure]:
    """Beside all; beside peers as they are used; and beside peers so strict that they merge no twins, as we do not."""
    what, scores = f"{strength} copies recognised, of 10,000", drawn.at(strength)
    ours, *_ = shares(scores, Thresholds())
    yield Figure(what=what, ours=100 * ours, beside="all of them", other=TEN_THOUSAND, aim=AIMS[strength])
    for thresholds, how in ((Thresholds(), "as used"), (drawn.strict, "so strict that no twins merge")):
        _, by_jaccard, by_containment = shares(scores, thresholds)
        jaccard = f"Jaccard ≥ {thresholds.jaccard:.2f}, {how}"
        yield Figure(what=what, ours=100 * ours, beside=jaccard, other=100 * by_jaccard)
        containment = f"containment ≥ {thresholds.containment:.2f}, {how}"
        yield Figure(what=what, ours=100 * ours, beside=containment, other=100 * by_containment)


def _kept_apart(drawn: Curve) -> Iterator[Figure]:
    what, pairs = "pairs of templated reports kept apart", len(drawn.twins)
    ours, by_jaccard, by_containment = (pairs * (1 - merged / 100) for merged in shares(drawn.twins, Thresholds()))
    yield Figure(what=what, ours=ours, beside="all of them", other=pairs, aim=1)
    yield Figure(what=what, ours=ours, beside="Jaccard, as used", other=by_jaccard)
    yield Figure(what=what, ours=ours, beside="containment, as used", other=by_containment)
