"""What peers judge by: shared shingles of three words, as a share of all or of the shorter text's."""

from __future__ import annotations

import re

WORD = re.compile(r"\w+")
SHINGLE_WORDS = 3
USUAL_JACCARD, USUAL_CONTAINMENT = 0.5, 0.6

Shingles = frozenset[tuple[str, ...]]


def shingles(text: str, length_words: int = SHINGLE_WORDS) -> Shingles:
    words = WORD.findall(text.casefold())
    return frozenset(zip(*(words[start:] for start in range(length_words)), strict=False))


def jaccard(one: Shingles, other: Shingles) -> float:
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared) if shared else 0.0


def containment(one: Shingles, other: Shingles) -> float:
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0
