"""Cutting: where a text may end early – at a sentence or a word, never in a link or inside of one grapheme."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import regex

from syndicator.deliver.counting import graphemes
from syndicator.deliver.linking import links

ELLIPSIS = "…"
# A longer word is no word: scripts without spaces, or a row of signs. It may be cut between any two of them.
LONGEST_WORD_CHARS = 40
MOST_ENDS_IN_WORD = 4_096
# No language's text has more on average; what is but emoji of many parts is cut a little earlier.
CODE_POINTS_PER_GRAPHEME = 4
# A sentence is worth ending at if it leaves at least this part of what there is room for.
LEAST_PART = 1 / 3
# In more than this before the cut no end of a sentence is looked for.
LOOKED_BACK_CHARS = 2_000

_WORD = regex.compile(r"\S+")
_SENTENCE_END = regex.compile(
    r"""(?:[.!?…]["'”’»)\]]* (?=\s+["'“‘«(\[]*[\p{Lu}\p{N}]|\s*$|\n) | [。！？]["'”’」』）]*)""", regex.VERBOSE
)
_ABBREVIATED = regex.compile(
    r"(?:^|[\s.(/“\"])(?:\p{L}{1,2}|drs|dra|prof|jln|kec|kab|kel|tgl|sdr|sdri|bpk|pol|purn|mrs|capt|sgt|col|gen)\.$",
    regex.IGNORECASE,
)
_LOOSE_END = " \t\n,;:–—-([{“‘«\"'"


@dataclass(frozen=True, slots=True)
class Shortenable:
    """
    A text that may be shown in part.

    Args:
        ends: where it may end, ascending.
        complete: whether the last of them is the end of the text that was given.
    """

    text: str
    ends: tuple[int, ...]
    complete: bool = True

    @property
    def steps(self) -> int:
        """How many parts there are to choose from; the last is all of it."""
        return len(self.ends)

    def at(self, step: int) -> str:
        """Return the text up to its `step`th end, with "…" where more would follow; empty for 0."""
        if step >= self.steps and self.complete:
            return self.text
        kept = self._upto(step).rstrip(_LOOSE_END)
        return kept + ELLIPSIS if kept else ""

    def at_sentence(self, step: int) -> str:
        """Return as many whole sentences as `at` has room for, if they fill a good part of it; else the same."""
        if step >= self.steps and self.complete:
            return self.text
        kept = self._upto(step)
        first = max(int(len(kept) * LEAST_PART), len(kept) - LOOKED_BACK_CHARS)
        for end in reversed([found.end() for found in _SENTENCE_END.finditer(self.text, first, len(kept) + 2)]):
            if first < end <= len(kept) and not _ABBREVIATED.search(self.text, max(0, end - 12), end):
                return self.text[:end]
        return self.at(step)

    def _upto(self, step: int) -> str:
        step = min(step, self.steps)
        return self.text[: self.ends[step - 1]] if step > 0 else ""


def shortenable(text: str, most_chars: int) -> Shortenable:
    """Return a text with its possible ends up to `most_chars` code points, behind which nothing is ever shown."""
    if len(text) <= most_chars:
        return Shortenable(text, tuple(_ends(text)))
    # The sign that stands at the edge is looked at whole.
    ends = tuple(end for end in _ends(text[: most_chars + LONGEST_WORD_CHARS]) if end <= most_chars)
    return Shortenable(text[: ends[-1]] if ends else "", ends, complete=False)


def within(text: str, most_graphemes: int) -> str:
    """Return a line cut at a word to at most so many graphemes, the "…" among them."""
    if len(text) <= most_graphemes:
        return text
    told = shortenable(text, most_graphemes * CODE_POINTS_PER_GRAPHEME)
    if told.complete and graphemes(text) <= most_graphemes:
        return text
    low, high = 0, told.steps
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if graphemes(told.at(middle)) <= most_graphemes else (low, middle - 1)
    return told.at(low)


def _ends(text: str) -> Iterator[int]:
    for word in _WORD.finditer(text):
        if word.end() - word.start() > LONGEST_WORD_CHARS and not _has_link(word[0]):
            yield from (found.end() for found in _some_graphemes(word[0]).finditer(text, word.start(), word.end()))
        else:
            yield word.end()


def _some_graphemes(word: str) -> regex.Pattern[str]:
    """Return what finds a word's graphemes, or many at once where it has thousands: a cut need not be finer."""
    return regex.compile(rf"\X{{1,{1 + len(word) // MOST_ENDS_IN_WORD}}}+")


def _has_link(word: str) -> bool:
    return "://" in word or ("." in word and next(links(word, bare=True), None) is not None)
