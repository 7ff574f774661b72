"""Signs: which classes of sensitive words each sentence holds; what follows is decided elsewhere."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from syndicator.classify.ages import minors, named_minors
from syndicator.classify.phrases import PhraseBook

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from syndicator.classify.words import Words

INITIALS = re.compile(r"\b(?:ber)?inisial\s+(?:huruf\s+)?[A-Z][A-Za-z.]{0,4}\b|\b[A-Z]{1,4}\s*\(\d{1,2}(?: tahun)?\)")
MINOR, NAMED_MINOR, INITIAL = "minor_age", "named_minor", "initial"


@dataclass(frozen=True, slots=True)
class Sign:
    """A passage of the text and the class of words it belongs to; offsets in characters."""

    kind: str
    start: int
    end: int


class Signs:
    """The signs of one bulletin, by sentence."""

    def __init__(self, signs: Iterable[tuple[int, Sign]]) -> None:
        self._by_sentence: dict[int, list[Sign]] = defaultdict(list)
        for sentence, sign in signs:
            self._by_sentence[sentence].append(sign)

    def sentences(self) -> Iterator[int]:
        """Yield the numbers of the sentences that hold any sign, in order."""
        return iter(sorted(self._by_sentence))

    def here(self, sentence: int, *kinds: str) -> list[Sign]:
        """Return a sentence's signs of some kinds."""
        return [sign for sign in self._by_sentence.get(sentence, ()) if sign.kind in kinds]

    def near(self, sentence: int, *kinds: str) -> list[Sign]:
        """Return the signs of some kinds in a sentence and its two neighbours, its own first."""
        return [sign for step in (0, -1, 1) for sign in self.here(sentence + step, *kinds)]


class SignReader:
    """The lists of the rules, compiled."""

    def __init__(self, lists: Mapping[str, Sequence[str]]) -> None:
        self._book = PhraseBook((phrase, kind) for kind, phrases in lists.items() for phrase in phrases)

    def read(self, words: Words) -> Signs:
        """Return the signs of a bulletin."""
        return Signs((*self._phrases(words), *_patterns(words)))

    def _phrases(self, words: Words) -> Iterator[tuple[int, Sign]]:
        for found in self._book.find(words):
            start, end = words.spans[found.first][0], words.spans[found.last][1]
            for kind in found.meanings:
                yield words.sentences[found.first], Sign(kind, start, end)


def _patterns(words: Words) -> Iterator[tuple[int, Sign]]:
    spans = [(MINOR, *span) for span in minors(words.text)]
    spans += [(NAMED_MINOR, *span) for span in named_minors(words.text)]
    spans += [(INITIAL, *match.span()) for match in INITIALS.finditer(words.text)]
    starts = [start for start, _ in words.spans]
    for kind, start, end in spans:
        yield words.sentences[max(0, bisect_right(starts, start) - 1)], Sign(kind, start, end)
