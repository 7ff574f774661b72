"""Words of a bulletin: the one tokenisation that every judge of this room reads; nothing is decided here."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import accumulate, chain
from operator import add

WORD = re.compile(r"[^\W_]+")
BETWEEN_AND_WORD = re.compile(rf"({WORD.pattern})")
ASCII = [chr(code) for code in range(128)]
LOW_WORDS = str.maketrans({sign: sign.lower() if sign.isalnum() else " " for sign in ASCII})
GAPS = str.maketrans({sign: " " if sign.isalnum() else "." for sign in ASCII})
"""What turns a text of ASCII into its words in lower case, and into what stands between them, both split by spaces."""
TYPOGRAPHIC = "“”‘’–—…•\u00a0"
"""Signs between words that most texts have; without them nearly all of our texts are ASCII."""
CLITICS = ("nya", "lah", "kah", "pun")
LEAST_BARE_CHARS = 4
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
        starts, lengths: where each word starts in `text`, and its length there.
        sentence_ends: where each sentence but the last ends in `text`, with the space behind it.
        title_length: how many of the words are the title's.
    """

    text: str
    lows: list[str]
    bares: dict[str, str]
    places: dict[str, list[int]]
    vocabulary: frozenset[str]
    starts: list[int]
    lengths: list[int]
    sentence_ends: list[int]
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

    def sentence(self, index: int) -> int:
        """Return the number of the sentence of a word; the title is sentence 0."""
        return bisect_right(self.sentence_ends, self.starts[index])

    def end(self, index: int) -> int:
        """Return where a word ends in `text`."""
        return self.starts[index] + self.lengths[index]

    def passage(self, first: int, last: int) -> str:
        """Return the text from word `first` through word `last`, as written."""
        return self.text[self.starts[first] : self.end(last)]

    def raw(self, index: int) -> str:
        """Return one word as written."""
        return self.text[self.starts[index] : self.end(index)]

    def between(self, index: int) -> str:
        """Return what stands between a word and the next one (to the end, after the last)."""
        following = self.starts[index + 1] if index + 1 < len(self.starts) else len(self.text)
        return self.text[self.end(index) : following]


def split_words(title: str, text: str) -> Words:
    """Return the words of a title and text."""
    whole = f"{title}\n\n{text}"
    lows, starts, lengths = _located(whole)
    places: dict[str, list[int]] = {}
    for index, low in enumerate(lows):
        if low in places:
            places[low].append(index)
        else:
            places[low] = [index]
    vocabulary = frozenset(places)
    title_length = bisect_left(starts, len(title))
    return Words(
        whole, lows, _bares(vocabulary), places, vocabulary, starts, lengths, _sentence_ends(whole), title_length
    )


def _located(whole: str) -> tuple[list[str], list[int], list[int]]:
    """Return the words in lower case, where each starts, and its length; those of ASCII are found without a pattern."""
    plain = whole
    for sign in TYPOGRAPHIC:
        plain = plain.replace(sign, '"')
    if not plain.isascii():
        pieces = BETWEEN_AND_WORD.split(whole)
        starts = list(accumulate(map(len, pieces)))[:-1:2]
        return list(map(str.casefold, pieces[1::2])), starts, list(map(len, pieces[1::2]))
    lows = plain.translate(LOW_WORDS).split()
    lengths = list(map(len, lows))
    gaps = plain.translate(GAPS).split()
    before = 0 if plain[0].isalnum() else len(gaps.pop(0))
    starts = list(accumulate(map(add, lengths, map(len, gaps)), initial=before))[: len(lows)]
    return lows, starts, lengths


def _bares(vocabulary: frozenset[str]) -> dict[str, str]:
    """Return the words with a clitic, each with what it is without; few have one, so all are looked at together."""
    told = " ".join(vocabulary) + " "
    bares: dict[str, str] = {}
    for clitic in CLITICS:
        for before in told.split(clitic + " ")[:-1]:
            bare = before[before.rfind(" ") + 1 :]
            if len(bare) >= LEAST_BARE_CHARS and bare[-LEAST_BARE_CHARS:].isalnum():
                bares[bare + clitic] = bare
    return bares


def fold(phrase: str) -> tuple[str, ...]:
    """Return a phrase of the vocabulary as the words that a text would be split into."""
    return tuple(word.casefold() for word in WORD.findall(phrase))


def _sentence_ends(whole: str) -> list[int]:
    return [match.end() for match in SENTENCE_END.finditer(whole) if _ends(whole, match)]


def _ends(whole: str, match: re.Match[str]) -> bool:
    """Whether a stop ends a sentence; a line break always does, the stop of an abbreviation never."""
    start = match.start()
    if start >= NO_ABBREVIATION_CHARS and whole[start - NO_ABBREVIATION_CHARS : start].isalpha():
        return True
    return "\n" in match.group() or not ABBREVIATION.search(whole, max(0, start - 8), start + 1)
