"""Anchored patterns: tried only at the words that they can begin with, for most texts have none of these."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from syndicator.classify.words import Words

CLITIC = "nya"


def has_stray_i(text: str) -> bool:
    """Whether a text has letters that are an `i` to a pattern that ignores case, but not in lower case."""
    return "ı" in text or "İ" in text


class Anchored:
    """
    A pattern that begins with one of some whole words, in any case, perhaps with `nya` behind it.

    Args:
        pattern: finds the same in a text whether it is tried everywhere or only at its heads.
        heads: the words that it can begin with, in lower case.
    """

    def __init__(self, pattern: str, heads: Iterable[str]) -> None:
        self._pattern = re.compile(pattern)
        self._heads = frozenset(word for head in heads for word in (head, head + CLITIC))

    def finditer(self, words: Words) -> Iterator[re.Match[str]]:
        """Yield the matches in order of the text; none overlaps another."""
        if has_stray_i(words.text):
            yield from self._pattern.finditer(words.text)
            return
        end = 0
        for index in words.where(self._heads):
            start = words.starts[index]
            if start >= end and (match := self._pattern.match(words.text, start)):
                end = match.end()
                yield match
