"""Which texts carry which keys, in memory: a text's likeliest copies are found without comparing it with all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

MOST_SHARED = 128
"""A key that more texts carry is wording that everybody uses: it finds nothing any more."""
LEAST_SHARED = 2
LEAST_WEIGHT = 0.3
"""One key in common says something only where hardly anybody else carries it."""

LEAST_OF_BEST = 0.1
"""Where one shares so much more, the others share what everybody does."""


class Postings:
    """For every key the numbers of the texts that carry it."""

    def __init__(self) -> None:
        self._texts: defaultdict[int, list[int]] = defaultdict(list)

    def add(self, text: int, keys: Sequence[int]) -> None:
        """Note that a text carries keys."""
        for key in keys:
            carriers = self._texts[key]
            if len(carriers) <= MOST_SHARED:
                carriers.append(text)

    def like(self, keys: Sequence[int]) -> list[int]:
        """Return the texts that share telling keys with these; first those that share more and rarer ones."""
        weights: defaultdict[int, float] = defaultdict(float)
        shared: defaultdict[int, int] = defaultdict(int)
        for key in keys:
            carriers = self._texts.get(key, ())
            if len(carriers) <= MOST_SHARED:
                for text in carriers:
                    weights[text] += 1 / len(carriers)
                    shared[text] += 1
        least = LEAST_OF_BEST * max(weights.values(), default=0.0)
        worth = [
            text
            for text, weight in weights.items()
            if weight >= least and (shared[text] >= LEAST_SHARED or weight >= LEAST_WEIGHT)
        ]
        return sorted(worth, key=lambda text: (-weights[text], text))
