"""Two texts side by side: which words only one of them has, for a person to see whether both tell the same; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

LONGEST_WORDS = 1_500
"""Of a longer text only so many words are compared: a person waits, and copies differ where they begin."""
_WORD = re.compile(r"\S+\s*")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some words of a text; `differs` where the other one has not got them there."""

    text: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two texts in stretches; `likeness` is the share of words that they have in common, in their order."""

    one: tuple[Stretch, ...]
    other: tuple[Stretch, ...]
    likeness: float


def compared(one: str, other: str) -> Comparison:
    """Return two texts with the words marked in which they differ; letter case and signs at the edge do not count."""
    left, right = _WORD.findall(one), _WORD.findall(other)
    matcher = SequenceMatcher(None, _keys(left[:LONGEST_WORDS]), _keys(right[:LONGEST_WORDS]))
    blocks = matcher.get_matching_blocks()
    mine = {at for block in blocks for at in range(block.a, block.a + block.size)}
    theirs = {at for block in blocks for at in range(block.b, block.b + block.size)}
    return Comparison(_stretches(left, mine), _stretches(right, theirs), matcher.ratio())


def _keys(words: Iterable[str]) -> list[str]:
    return [word.strip().strip(".,;:!?\"'()“”‘’-–—").casefold() or word for word in words]


def _stretches(words: list[str], same: set[int]) -> tuple[Stretch, ...]:
    found: list[Stretch] = []
    for at, word in enumerate(words):
        differs = at < LONGEST_WORDS and at not in same
        if found and found[-1].differs == differs:
            found[-1] = Stretch(found[-1].text + word, differs)
        else:
            found.append(Stretch(word, differs))
    return tuple(found)
