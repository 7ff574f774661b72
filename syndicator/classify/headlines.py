"""Headlines: whether a title writes every word with a capital, so that a capital there says nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from syndicator.classify.words import Words

LEAST_TELLING_CHARS = 4
"""Shorter words are prepositions and the like, which many headlines write small."""
TITLE_CASE = 0.6


def silent_words(words: Words) -> int:
    """Return how many of the first words have capitals that say nothing: all of a headline's, or none."""
    title = [words.raw(index) for index in range(words.title_length)]
    telling = [raw for raw in title if len(raw) >= LEAST_TELLING_CHARS and raw.isalpha()]
    capitals = sum(raw[0].isupper() for raw in telling)
    return words.title_length if len(telling) > 1 and capitals > TITLE_CASE * len(telling) else 0
