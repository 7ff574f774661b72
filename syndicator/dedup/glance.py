"""A glance at two texts before they are compared in full: most candidates are told apart by it. Pure, and exact."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from syndicator.dedup.comparison import RELATED_WORDING, SAME, TEMPLATE_WORDING, Comparer, Comparison, Telling, Weights
from syndicator.dedup.figures import View

Hashes = NDArray[np.uint32] | NDArray[np.uint64]

LEAST_SUM = log(SAME / (1 - SAME)) - 1e-9
"""What the weights have to add up to for the same release."""


@dataclass(frozen=True, slots=True)
class Glance:
    """A comparer that first looks at what is quickly seen, and compares only what could tell the same release."""

    comparer: Comparer

    def compare(self, one: Telling, other: Telling) -> Comparison | None:
        """Return what the comparer finds; None where a glance tells already that it is not the same release."""
        seen: dict[str, float] = {}
        for figures in _looks(one.view, other.view):
            seen |= figures
            if _most(self.comparer.wording, seen) < LEAST_SUM or _most(self.comparer.event, seen) < LEAST_SUM:
                return None
        return self.comparer.compare(one, other)

    def related(self, one: Telling, other: Telling) -> Comparison | None:
        """Return what the comparer finds, whatever the kinship; None where a glance tells that there is none."""
        seen = dict(_wording(one.view, other.view))
        if seen["wording"] < RELATED_WORDING and _most(self.comparer.wording, seen) < LEAST_SUM:
            return None
        if seen["wording"] < TEMPLATE_WORDING:
            seen |= _names(one.view, other.view)
            if _most(self.comparer.event, seen) < LEAST_SUM:
                return None  # another event, and too few words in common for a template
        return self.comparer.compare(one, other)


def _most(weights: Weights, seen: Mapping[str, float]) -> float:
    """Return the largest sum that is left: every figure lies between 0 and 1, whichever of it speaks for the same."""
    return weights.base + sum(
        weight * seen[name] if name in seen else max(weight, 0.0) for name, weight in weights.of.items()
    )


def _looks(one: View, other: View) -> Iterator[Mapping[str, float]]:
    """Yield figures as `figures` has them, the quickest and most telling first."""
    yield _wording(one, other)
    yield {"words": _larger(_shared(one.vocabulary, other.vocabulary), one.vocabulary, other.vocabulary)}
    yield _names(one, other)


def _wording(one: View, other: View) -> Mapping[str, float]:
    shared = _shared(one.shingles, other.shingles)
    return {
        "wording": shared / max(one.shingles.size + other.shingles.size - shared, 1),
        "contained": _larger(shared, one.shingles, other.shingles),
    }


def _names(one: View, other: View) -> Mapping[str, float]:
    """Nothing where a text tells none: that speaks neither way."""
    if not (one.names.size and other.names.size):
        return {}
    return {"names": _larger(_shared(one.names, other.names), one.names, other.names)}


def _shared(one: Hashes, other: Hashes) -> int:
    """Return how many are in both; each is sorted and has everything once."""
    return int(np.intersect1d(one, other, assume_unique=True).size)


def _larger(shared: int, one: Hashes, other: Hashes) -> float:
    """Return the share in the smaller one, for it is the larger share."""
    return shared / max(min(one.size, other.size), 1)
