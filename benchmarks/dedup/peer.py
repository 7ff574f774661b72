"""The peer: datasketch's MinHash with its LSH index, in memory; nothing is stored, and nothing is verified by facts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from datasketch import MinHash, MinHashLSH

from benchmarks.dedup.texts import Text

PERMUTATIONS = 128
SHINGLE_WORDS = 3
THRESHOLD = 0.5
SCHEME = "affine32"
SEED = 7


def signature(text: str) -> MinHash:
    """Return the MinHash of a text's shingles, all of them in one piece: its fastest way."""
    words = text.lower().split()
    shingles = {" ".join(words[place : place + SHINGLE_WORDS]) for place in range(len(words) - SHINGLE_WORDS + 1)}
    made = MinHash(num_perm=PERMUTATIONS)
    made.update_batch([shingle.encode() for shingle in shingles])
    return made


class Peer:
    """An index that takes texts and tells which of those before are like them."""

    def __init__(self, threshold: float = THRESHOLD) -> None:
        self._threshold = threshold
        self._index = MinHashLSH(threshold=threshold, num_perm=PERMUTATIONS)
        self._signatures: dict[int, MinHash] = {}
        self._next = 0

    def fill(self, count: int) -> None:
        """Take the signatures of so many texts that nobody wrote."""
        dice = np.random.default_rng(SEED)
        for _ in range(count):
            values = dice.integers(0, 1 << 32, PERMUTATIONS, dtype=np.uint64)
            self._insert(MinHash(num_perm=PERMUTATIONS, hashvalues=values, scheme=SCHEME))

    def take(self, texts: Sequence[Text]) -> list[tuple[int, int]]:
        """Take texts; return the pairs of numbers of those that are alike, the older one first."""
        pairs = []
        for text in texts:
            made = signature(text.core)
            alike = [other for other in self._index.query(made) if self._is_like(made, other)]
            pairs += [(other, self._next) for other in alike]
            self._insert(made)
        return pairs

    def _is_like(self, one: MinHash, other: int) -> bool:
        return bool(one.jaccard(self._signatures[other]) >= self._threshold)

    def _insert(self, made: MinHash) -> None:
        self._index.insert(self._next, made)
        self._signatures[self._next] = made
        self._next += 1
