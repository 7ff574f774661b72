"""Words of a bulletin: the one tokenisation that every judge of this room reads; nothing is decided here."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import accumulate, chain

WORD = re.compile(r"[^\W_]+")
BETWEEN_AND_WORD = re.compile(rf"({WORD.pattern})")
ASCII_WORD_BETWEEN = re.compile(r"([0-9a-z]+)")
TYPOGRAPHIC = "“”‘’–—…•\u00a0"
"""Signs between words that most texts have; without them nearly all of our texts are ASCII."""
CLITIC = re.compile(r"(?<=\w{4})(?:nya|lah|kah|pun)$")
CLITICS = ("nya", "lah", "kah", "pun")
SENTENCE_END = re.compile(r"[.!?\n](?:(?<=\n)\n*|(?<!\n)(?:[.!?]*[\"'”’)]*[\s,]+(?=[\"'“‘(*\-–]*[A-Z0-9])|[\"”],))")
"""All that may end a sentence begins with one of four signs, so that the search steps over everything else."""
ABBREVIATION = re.compile(
    r"(?:\b(?:[A-Z]|[A-Z][a-z]|Pol|Drs|Dra|Jln|Kec|Kab|Kel|Prov|Kom|Sdr|Sdri|Ust|Hj|Brig|Jend|Nomor|No|Rp|Th|Tgl"
    r"|Alm|Bpk|Gg|Komp)|\.[A-Za-z]{1,3})\.[\s,]*$"
)
NO_ABBREVIATION_CHARS = 6
"""A word of so many letters is longer than any abbreviation."""


@dataclass(frozen=True, slots=True)
class Words:
    """
    A title and text as words.

    Args:
        text: title, an empty line, and the text; all offsets point into it.
        lows: the words in lower case, in order.
        bares: word → the same without its clitic (korbannya → korban), only where there is one.
        places: word → the numbers of all its places, in order.
        vocabulary: each word once.
        starts, ends: where each word starts and ends in `text`.
        sentences: number of the sentence of each word; the title is sentence 0.
        title_length: how many of the words are the title's.
    """

    text: str
    lows: list[str]
    bares: dict[str, str]
    places: dict[str, list[int]]
    vocabulary: frozenset[str]
    starts: list[int]
    ends: list[int]
    sentences: list[int]
    title_length: int

    def __len__(self) -> int:
        return len(self.lows)

    def where(self, wanted: AbstractSet[str]) -> list[int]:
        """Return the numbers of the words that are among those wanted, as they stand or without their clitic."""
        said = self.vocabulary & wanted
        if not wanted.isdisjoint(self.bares.values()):
            said |= {low for low, bare in self.bares.items() if bare in wanted}
        return self.where_said(said)

    def where_said(self, said: Iterable[str]) -> list[int]:
        """Return the numbers of the words that are among these of the vocabulary, as they stand."""
        return sorted(chain.from_iterable(map(self.places.__getitem__, said)))

    def passage(self, first: int, last: int) -> str:
        """Return the text from word `first` through word `last`, as written."""
        return self.text[self.starts[first] : self.ends[last]]

    def raw(self, index: int) -> str:
        """Return one word as written."""
        return self.text[self.starts[index] : self.ends[index]]

    def between(self, index: int) -> str:
        """Return what stands between a word and the next one (to the end, after the last)."""
        following = self.starts[index + 1] if index + 1 < len(self.starts) else len(self.text)
        return self.text[self.ends[index] : following]


def split_words(title: str, text: str) -> Words:
    """Return the words of a title and text."""
    whole = f"{title}\n\n{text}"
    pieces = _pieces(whole)
    bounds = list(accumulate(map(len, pieces)))
    starts = bounds[:-1:2]
    lows = list(map(str.casefold, pieces[1::2]))
    places: dict[str, list[int]] = {}
    for index, low in enumerate(lows):
        places.setdefault(low, []).append(index)
    vocabulary = frozenset(places)
    bares = {low: bare for low in vocabulary if low.endswith(CLITICS) and (bare := CLITIC.sub("", low)) != low}
    sentences = _sentence_numbers(starts, _sentence_ends(whole))
    return Words(
        whole, lows, bares, places, vocabulary, starts, bounds[1::2], sentences, bisect_left(starts, len(title))
    )


def _pieces(whole: str) -> list[str]:
    """Return what stands between words and the words, by turns; words of ASCII are found in half the time."""
    plain = whole
    for sign in TYPOGRAPHIC:
        plain = plain.replace(sign, '"')
    return ASCII_WORD_BETWEEN.split(plain.lower()) if plain.isascii() else BETWEEN_AND_WORD.split(whole)


def fold(phrase: str) -> tuple[str, ...]:
    """Return a phrase of the vocabulary as the words that a text would be split into."""
    return tuple(word.casefold() for word in WORD.findall(phrase))


def _sentence_numbers(starts: list[int], ends: list[int]) -> list[int]:
    """Return for each word how many sentences end before it."""
    numbers: list[int] = []
    for number, end in enumerate(ends):
        numbers += [number] * (bisect_left(starts, end, len(numbers)) - len(numbers))
    return numbers + [len(ends)] * (len(starts) - len(numbers))


def _sentence_ends(whole: str) -> list[int]:
    return [match.end() for match in SENTENCE_END.finditer(whole) if _ends(whole, match)]


def _ends(whole: str, match: re.Match[str]) -> bool:
    """Whether a stop ends a sentence; a line break always does, the stop of an abbreviation never."""
    start = match.start()
    if start >= NO_ABBREVIATION_CHARS and whole[start - NO_ABBREVIATION_CHARS : start].isalpha():
        return True
    return "\n" in match.group() or not ABBREVIATION.search(whole, max(0, start - 8), start + 1)
