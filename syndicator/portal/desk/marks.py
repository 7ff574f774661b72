"""Passages marked in a text: where evidence stands, for a person to judge."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

AROUND_CHARS = 110


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, all of it marked or none of it."""

    text: str
    marked: bool


def pieces(text: str, passages: Iterable[str]) -> list[Piece]:
    """Return the text in pieces, with every occurrence of the passages marked."""
    return _cut(text, _spans(text, passages), 0, len(text))


def excerpts(text: str, passages: Iterable[str], around: int = AROUND_CHARS) -> list[list[Piece]]:
    """Return only the surroundings of the passages, `around` characters on each side, cut between words."""
    spans = _spans(text, passages)
    windows = _merged((_word_edge(text, start - around), _word_edge(text, end + around)) for start, end in spans)
    return [_cut(text, spans, start, end) for start, end in windows]


def _spans(text: str, passages: Iterable[str]) -> list[tuple[int, int]]:
    return _merged(sorted({span for passage in passages if passage for span in _occurrences(text, passage)}))


def _occurrences(text: str, passage: str) -> list[tuple[int, int]]:
    """Whole words where there are any: the initials of a name are in many words."""
    literal = re.escape(passage)
    whole = [match.span() for match in re.finditer(rf"(?<!\w){literal}(?!\w)", text)]
    return whole or [match.span() for match in re.finditer(literal, text)]


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _word_edge(text: str, position: int) -> int:
    if position <= 0:
        return 0
    space = text.find(" ", position)
    return len(text) if position >= len(text) or space < 0 else space


def _cut(text: str, spans: Sequence[tuple[int, int]], start: int, end: int) -> list[Piece]:
    found: list[Piece] = []
    at = start
    for first, last in spans:
        if first < start or last > end:
            continue
        if first > at:
            found.append(Piece(text[at:first], marked=False))
        found.append(Piece(text[first:last], marked=True))
        at = last
    if at < end:
        found.append(Piece(text[at:end], marked=False))
    return found
