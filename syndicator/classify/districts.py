"""Districts: which Polsek a name behind `Polsek` or `Kecamatan` may mean; most names mean one, some several."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syndicator.classify.words import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from syndicator.classify.words import Words
    from syndicator.model.unit import Unit

MOST_NAME_WORDS = 5
NUMERALS = {"satu": "i", "dua": "ii", "tiga": "iii", "empat": "iv", "1": "i", "2": "ii", "3": "iii", "4": "iv"}
"""Ilir Timur Satu is Ilir Timur I."""


class DistrictNames:
    """The names of all districts, in one word each: people divide them as they like (Bojonggede, Bojong Gede)."""

    def __init__(self, sectors: Iterable[Unit]) -> None:
        self._known: dict[str, tuple[Unit, ...]] = {}
        for unit in sectors:
            name = _in_one_word(fold(unit.name.removeprefix(unit.kind)))
            self._known[name] = (*self._known.get(name, ()), unit)

    def longest_at(
        self, words: Words, first: int, follows: Callable[[Words, int], bool]
    ) -> tuple[tuple[Unit, ...], int] | None:
        """
        Return what the longest name may mean that begins at a word, and its last word; None where none does.

        Args:
            follows: whether a word belongs to the phrase of the one before it.
        """
        end = first + 1
        while end < min(first + MOST_NAME_WORDS, len(words)) and follows(words, end):
            end += 1
        for last in range(min(end, len(words)) - 1, first - 1, -1):
            if known := self._known.get(_in_one_word(words.lows[first : last + 1])):
                return known, last
        return None


def _in_one_word(words: Iterable[str]) -> str:
    return "".join(NUMERALS.get(word, word) for word in words)
