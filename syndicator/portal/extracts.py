"""Extracts: the piece of a text in which the words stand that somebody seeks, with those words told apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

AROUND_CHARS = 240
BEFORE_CHARS = 60
MOST_HITS = 300
WITHIN_CHARS = 4
"""A stem of so many letters marks words that hold it anywhere, for Indonesian puts syllables before it as well."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of an extract, and whether they are what was sought."""

    text: str
    found: bool


def extract(text: str, stems: Sequence[str]) -> tuple[Piece, ...]:
    """Return the piece of a text that holds most of what is sought; its beginning where it holds none of it."""
    line = " ".join(text.split())
    hits = _hits(line, stems)
    start = max(0, _best(hits) - BEFORE_CHARS)
    start = line.rfind(" ", 0, start) + 1
    end = start + AROUND_CHARS
    end = len(line) if end >= len(line) else max(line.rfind(" ", start, end), start + AROUND_CHARS // 2)
    pieces = _pieces(line, start, end, hits)
    before, after = [Piece("… ", found=False)] * (start > 0), [Piece(" …", found=False)] * (end < len(line))
    return (*before, *pieces, *after)


def marked(text: str, stems: Sequence[str]) -> tuple[Piece, ...]:
    """Return a whole text, such as a title."""
    return tuple(_pieces(text, 0, len(text), _hits(text, stems)))


def _hits(text: str, stems: Sequence[str]) -> list[tuple[int, int, str]]:
    """Return where the words are that were found, each with its stem; of two that a word tells, the one named first."""
    small, hits = _small(text), dict[int, tuple[int, int, str]]()
    for stem in filter(str.isalnum, stems):
        at = small.find(stem)
        while at >= 0:
            begins, ends = _word_around(small, at, at + len(stem))
            if len(stem) >= WITHIN_CHARS or ends - begins == len(stem):
                hits.setdefault(begins, (begins, ends, stem))
            at = small.find(stem, ends)
    return sorted(hits.values())[:MOST_HITS]


def _small(text: str) -> str:
    """Return a text in small letters, each where it stood; a few letters of the world become two."""
    small = text.lower()
    return small if len(small) == len(text) else "".join(one if len(one.lower()) > 1 else one.lower() for one in text)


def _word_around(text: str, begins: int, ends: int) -> tuple[int, int]:
    while begins and text[begins - 1].isalnum():
        begins -= 1
    while ends < len(text) and text[ends].isalnum():
        ends += 1
    return begins, ends


def _best(hits: Sequence[tuple[int, int, str]]) -> int:
    """Return where the piece should begin that holds most of the different stems; the first of such."""
    found = {
        start: len({stem for at, _, stem in hits if start <= at < start + AROUND_CHARS - BEFORE_CHARS})
        for start, _, _ in hits[:30]
    }
    return max(found, key=lambda start: (found[start], -start), default=0)


def _pieces(text: str, start: int, end: int, hits: Sequence[tuple[int, int, str]]) -> list[Piece]:
    pieces, at = [], start
    for begins, ends, _ in hits:
        if begins < start or ends > end:
            continue
        if begins > at:
            pieces.append(Piece(text[at:begins], found=False))
        pieces.append(Piece(text[begins:ends], found=True))
        at = ends
    if at < end:
        pieces.append(Piece(text[at:end], found=False))
    return pieces
