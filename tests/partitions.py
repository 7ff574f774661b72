"""How well one partition agrees with another; both are told as a name for each thing, in the same order of things."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from math import comb

Names = Sequence[Hashable]


@dataclass(frozen=True, slots=True)
class BCubed:
    """For the average thing: which share of its cluster belongs there, and which share of what belongs there is in."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of the two."""
        return 2 * self.precision * self.recall / (self.precision + self.recall)


def b_cubed(found: Names, truth: Names) -> BCubed:
    """Return the B-cubed figures of a partition (Bagga and Baldwin, 1998)."""
    both, clusters, classes = Counter(zip(found, truth, strict=True)), Counter(found), Counter(truth)
    return BCubed(
        precision=sum(n * n / clusters[cluster] for (cluster, _), n in both.items()) / len(found),
        recall=sum(n * n / classes[label] for (_, label), n in both.items()) / len(found),
    )


def adjusted_rand(one: Names, other: Names) -> float:
    """Return the adjusted Rand index of two partitions (Hubert and Arabie, 1985); 1 where they are the same."""
    pairs = sum(comb(n, 2) for n in Counter(zip(one, other, strict=True)).values())
    ones, others = (sum(comb(n, 2) for n in Counter(names).values()) for names in (one, other))
    by_chance = ones * others / max(comb(len(one), 2), 1)
    most = (ones + others) / 2
    return 1.0 if most == by_chance else (pairs - by_chance) / (most - by_chance)
