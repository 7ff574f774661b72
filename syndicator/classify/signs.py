"""Signs: which classes of sensitive words each sentence holds; what follows is decided elsewhere."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from syndicator.classify.ages import CAPITAL, named_minors, nameless_minors
from syndicator.classify.phrases import PhraseBook

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from syndicator.classify.words import Words

AGED = re.compile(r"\(\d{1,2}(?: tahun)?\)")
AGED_INITIALS = re.compile(rf"{CAPITAL}[A-Z]{{0,3}}\s*{AGED.pattern}")
INITIALS = re.compile(rf"\b(?:ber)?inisial\s+(?:huruf\s+)?[A-Z][A-Za-z.]{{0,4}}\b|{AGED_INITIALS.pattern}")
MINOR, NAMED_MINOR, INITIAL = "minor_age", "named_minor", "initial"


class Sign(NamedTuple):
    """A passage of the text and the class of words it belongs to; offsets in characters."""

    kind: str
    start: int
    end: int


class Signs:
    """The signs of one bulletin, by kind and sentence."""

    def __init__(self) -> None:
        self._by_kind: dict[str, dict[int, list[Sign]]] = {}

    def add(self, sentence: int, sign: Sign) -> None:
        """Add a sign of a sentence, behind those that it has."""
        self._by_kind.setdefault(sign.kind, {}).setdefault(sentence, []).append(sign)

    def sentences(self, kinds: Iterable[str]) -> set[int]:
        """Return the numbers of the sentences that hold signs of some kinds."""
        return {sentence for kind in kinds if kind in self._by_kind for sentence in self._by_kind[kind]}

    def anywhere(self, *kinds: str) -> list[Sign]:
        """Return the bulletin's signs of some kinds."""
        return [sign for sentence in sorted(self.sentences(kinds)) for sign in self.here(sentence, *kinds)]

    def here(self, sentence: int, *kinds: str) -> list[Sign]:
        """Return a sentence's signs of some kinds, kind by kind."""
        return [sign for kind in kinds if kind in self._by_kind for sign in self._by_kind[kind].get(sentence, ())]

    def near(self, sentence: int, *kinds: str) -> list[Sign]:
        """Return the signs of some kinds in a sentence and its two neighbours, its own first."""
        return [sign for step in (0, -1, 1) for sign in self.here(sentence + step, *kinds)]


class SignReader:
    """The lists of the rules, compiled."""

    def __init__(self, lists: Mapping[str, Sequence[str]]) -> None:
        self._book = PhraseBook((phrase, kind) for kind, phrases in lists.items() for phrase in phrases)

    def read(self, words: Words) -> Signs:
        """Return the signs of a bulletin."""
        signs = Signs()
        for kinds, first, last in self._book.find(words):
            for kind in kinds:
                signs.add(words.sentence(first), Sign(kind, words.starts[first], words.end(last)))
        for sign in _patterns(words):
            signs.add(words.sentence(max(0, bisect_right(words.starts, sign.start) - 1)), sign)
        return signs


def _patterns(words: Words) -> Iterator[Sign]:
    named = list(named_minors(words))
    spans = [(MINOR, *span) for span in (*named, *nameless_minors(words))]
    spans += [(NAMED_MINOR, *span) for span in named]
    spans += [(INITIAL, *match.span()) for match in _initials(words.text)]
    yield from (Sign(*span) for span in spans)


def _initials(text: str) -> Iterator[re.Match[str]]:
    """Return the places where initials are told as such, or stand before an age."""
    if "inisial" in text:
        return INITIALS.finditer(text)
    return AGED_INITIALS.finditer(text) if AGED.search(text) else iter(())
