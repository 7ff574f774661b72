"""Signs: which classes of sensitive words each sentence holds; what follows is decided elsewhere."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from syndicator.classify.ages import CAPITAL, grown_ups, named_minors, nameless_minors
from syndicator.classify.phrases import PhraseBook

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from syndicator.classify.words import Words

IN_BRACKETS = re.compile(r"\(\d{1,2}(?: tahun)?\)")
AGED_INITIALS = re.compile(rf"{CAPITAL}[A-Z]{{0,3}}\s*{IN_BRACKETS.pattern}")
TOLD_INITIALS = re.compile(r"\b(?:ber)?inisial\s+(?:huruf\s+)?[A-Z][A-Za-z.]{0,4}\b")
TELLING = frozenset({"inisial", "berinisial"})
MOST_INITIALS = 4
Span = tuple[int, int]
MINOR, NAMED_MINOR, INITIAL, AGED = "minor_age", "named_minor", "initial", "aged"


class Sign(NamedTuple):
    """A passage of the text and the class of words it belongs to; offsets in characters."""

    kind: str
    start: int
    end: int


class Signs:
    """
    The signs of one bulletin, by kind and sentence; most kinds are asked for only where another one is found.

    Args:
        spans: kind → its passages in order, each as the word that it starts with and its start and end.
    """

    def __init__(self, words: Words, spans: Mapping[str, Sequence[tuple[int, int, int]]]) -> None:
        self._words = words
        self._spans = spans
        self._by_kind: dict[str, dict[int, list[Sign]]] = {}

    @property
    def length(self) -> int:
        """The number of words."""
        return len(self._words)

    def _of(self, kind: str) -> dict[int, list[Sign]]:
        """Return the signs of one kind by sentence."""
        signs = self._by_kind.get(kind)
        if signs is None:
            signs = self._by_kind[kind] = {}
            for word, start, end in self._spans.get(kind, ()):
                signs.setdefault(self._words.sentence(word), []).append(Sign(kind, start, end))
        return signs

    def sentences(self, kinds: Iterable[str]) -> set[int]:
        """Return the numbers of the sentences that hold signs of some kinds."""
        return {sentence for kind in kinds if kind in self._spans for sentence in self._of(kind)}

    def anywhere(self, *kinds: str) -> list[Sign]:
        """Return the bulletin's signs of some kinds."""
        return [sign for sentence in sorted(self.sentences(kinds)) for sign in self.here(sentence, *kinds)]

    def here(self, sentence: int, *kinds: str) -> list[Sign]:
        """Return a sentence's signs of some kinds, kind by kind."""
        return [sign for kind in kinds if kind in self._spans for sign in self._of(kind).get(sentence, ())]

    def near(self, sentence: int, *kinds: str) -> list[Sign]:
        """Return the signs of some kinds in a sentence and its two neighbours, its own first."""
        return [sign for step in (0, -1, 1) for sign in self.here(sentence + step, *kinds)]


class SignReader:
    """The lists of the rules, compiled."""

    def __init__(self, lists: Mapping[str, Sequence[str]]) -> None:
        self._book = PhraseBook((phrase, kind) for kind, phrases in lists.items() for phrase in phrases)

    def read(self, words: Words) -> Signs:
        """Return the signs of a bulletin."""
        spans: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
        starts, lengths = words.starts, words.lengths
        for kinds, first, last in self._book.find(words):
            for kind in kinds:
                spans[kind].append((first, starts[first], starts[last] + lengths[last]))
        for kind, start, end in _patterns(words):
            spans[kind].append((max(0, bisect_right(starts, start) - 1), start, end))
        return Signs(words, spans)


def _patterns(words: Words) -> Iterator[tuple[str, int, int]]:
    for start, end in named_minors(words):
        yield MINOR, start, end
        yield NAMED_MINOR, start, end
    yield from ((MINOR, *span) for span in nameless_minors(words))
    yield from ((INITIAL, *span) for span in _initials(words))
    yield from ((AGED, *span) for span in grown_ups(words))


def _initials(words: Words) -> list[Span]:
    """Return the places where initials are told as such, or stand before an age; none overlaps another."""
    text = words.text
    telling = words.where_said(words.vocabulary & TELLING)
    told = [match.span() for word in telling if (match := TOLD_INITIALS.match(text, words.starts[word]))]
    return sorted((*told, *_aged_initials(text, told)))


def _aged_initials(text: str, told: Sequence[Span]) -> Iterator[Span]:
    """Yield the initials before an age, but for those that are told as such; sought only before ages in brackets."""
    least = 0
    for age in IN_BRACKETS.finditer(text):
        begin = age.start()
        while begin > least and text[begin - 1].isspace():
            begin -= 1
        index = bisect_right(told, age.span())
        free = told[index - 1][1] if index else 0
        if initials := AGED_INITIALS.search(text, max(least, free, begin - MOST_INITIALS), age.end()):
            yield initials.span()
        least = age.end()
