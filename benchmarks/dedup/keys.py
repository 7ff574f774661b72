"""Keys of bulletins that nobody wrote, spread over them as keys of real ones are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from syndicator.storage.candidates import SLOTS

UNIQUE, SHARED, COMMON = 0.4, 0.3, 0.3
"""The shares of keys that no other bulletin has, that a few have, and whose slots are all taken."""
FEW = 4
FREQUENT = 16
"""A key that so many of a few thousand real texts have is a template's."""
SEED = 5
_VARIED_BITS = np.uint64(40)

Numbers = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of `candidate_keys`, a column each, in order of key and slot."""

    keys: Numbers
    slots: Numbers
    bulletins: Numbers


class Pool:
    """The keys of real texts, from which those of others are drawn: templates' as they are, others near them."""

    def __init__(self, keys: Sequence[Sequence[int]]) -> None:
        told = Counter(key for some in keys for key in some)
        self.common = np.array(sorted(key for key, count in told.items() if count >= FREQUENT), dtype=np.uint64)
        self._others = np.array(sorted(key for key, count in told.items() if count < FREQUENT), dtype=np.uint64)
        self._per_text = sum(told.values()) / len(keys)

    def rows(self, first: int, last: int, *, seed: int = SEED) -> Rows:
        """
        Return the rows of the bulletins with these ids, templates' keys with all their slots taken.

        Args:
            seed: another one where rows were stored before: keys that nobody else has are others then.
        """
        dice = np.random.default_rng(seed)
        count = round((last - first + 1) * self._per_text)
        lone, few = self._near(dice, round(count * UNIQUE)), self._near(dice, round(count * SHARED / FEW))
        keys = np.concatenate([lone, np.repeat(few, FEW), np.repeat(self.common, SLOTS)])
        slots = dice.integers(0, SLOTS, keys.size, dtype=np.uint64)
        slots[-self.common.size * SLOTS :] = np.tile(np.arange(SLOTS, dtype=np.uint64), self.common.size)
        bulletins = dice.integers(first, last + 1, keys.size, dtype=np.uint64)
        order = np.lexsort((slots, keys))
        keys, slots, bulletins = keys[order], slots[order], bulletins[order]
        kept = np.ones(keys.size, dtype=bool)
        kept[1:] = (keys[1:] != keys[:-1]) | (slots[1:] != slots[:-1])
        return Rows(keys[kept], slots[kept], bulletins[kept])

    def _near(self, dice: np.random.Generator, count: int) -> Numbers:
        """Return keys of the size of real ones: the smallest hashes of a text are its keys."""
        chosen = self._others[dice.integers(0, self._others.size, count)]
        varied = dice.integers(0, 1 << int(_VARIED_BITS), count, dtype=np.uint64)
        return (chosen >> _VARIED_BITS << _VARIED_BITS) | varied
