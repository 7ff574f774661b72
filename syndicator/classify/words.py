"""Words of a bulletin: the one tokenisation that every judge of this room reads; nothing is decided here."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

WORD = re.compile(r"[^\W_]+")
CLITIC = re.compile(r"(?<=\w{4})(?:nya|lah|kah|pun)$")
SENTENCE_END = re.compile(r"[.!?]+[\"'”’)]*[\s,]+(?=[\"'“‘(*\-–]*[A-Z0-9])|\n+|[.!?][\"”],")
ABBREVIATION = re.compile(
    r"(?:\b(?:[A-Z]|[A-Z][a-z]|Pol|Drs|Dra|Jln|Kec|Kab|Kel|Prov|Kom|Sdr|Sdri|Ust|Hj|Brig|Jend|Nomor|No|Rp|Th|Tgl"
    r"|Alm|Bpk|Gg|Komp)|\.[A-Za-z]{1,3})\.[\s,]*$"
)


@dataclass(frozen=True, slots=True)
class Words:
    """
    A title and text as words.

    Args:
        text: title, an empty line, and the text; all offsets point into it.
        lows: the words in lower case, in order.
        bares: the same without clitics (korbannya → korban), equal to `lows` where there is none.
        spans: start and end of each word in `text`.
        sentences: number of the sentence of each word; the title is sentence 0.
        title_length: how many of the words are the title's.
    """

    text: str
    lows: list[str]
    bares: list[str]
    spans: list[tuple[int, int]]
    sentences: list[int]
    title_length: int

    def __len__(self) -> int:
        return len(self.lows)

    def passage(self, first: int, last: int) -> str:
        """Return the text from word `first` through word `last`, as written."""
        return self.text[self.spans[first][0] : self.spans[last][1]]

    def raw(self, index: int) -> str:
        """Return one word as written."""
        start, end = self.spans[index]
        return self.text[start:end]

    def between(self, index: int) -> str:
        """Return what stands between a word and the next one (to the end, after the last)."""
        following = self.spans[index + 1][0] if index + 1 < len(self.spans) else len(self.text)
        return self.text[self.spans[index][1] : following]


def split_words(title: str, text: str) -> Words:
    """Return the words of a title and text."""
    whole = f"{title}\n\n{text}"
    spans = [match.span() for match in WORD.finditer(whole)]
    lows = [whole[start:end].casefold() for start, end in spans]
    ends = _sentence_ends(whole)
    sentences = [bisect_right(ends, start) for start, _ in spans]
    bares = [CLITIC.sub("", low) if low[-1] in "ahn" else low for low in lows]
    return Words(whole, lows, bares, spans, sentences, bisect_right(spans, (len(title), len(title))))


def fold(phrase: str) -> tuple[str, ...]:
    """Return a phrase of the vocabulary as the words that a text would be split into."""
    return tuple(word.casefold() for word in WORD.findall(phrase))


def _sentence_ends(whole: str) -> list[int]:
    return [match.end() for match in SENTENCE_END.finditer(whole) if _ends(whole, match)]


def _ends(whole: str, match: re.Match[str]) -> bool:
    """Whether a stop ends a sentence; a line break always does, the stop of an abbreviation never."""
    start = match.start()
    return "\n" in match.group() or not ABBREVIATION.search(whole, max(0, start - 8), start + 1)
