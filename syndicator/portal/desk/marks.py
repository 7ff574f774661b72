"""Passages marked in a text: where evidence stands, and of what, for a person to judge."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from syndicator.model.bulletin import Bulletin
from syndicator.model.verdict import Verdict

AROUND_CHARS = 110
HOLD, MASK, URGENCY, UNIT, OPERATION, TOPIC = "hold", "mask", "urgency", "unit", "operation", "topic"
KINDS = (HOLD, MASK, URGENCY, UNIT, OPERATION, TOPIC)
"""What evidence may be of; where two stand on the same words, the first one shows."""

Passages = Mapping[str, Iterable[str]]
Span = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, all of it evidence of one kind, or of none (empty)."""

    text: str
    kind: str = ""

    @property
    def marked(self) -> bool:
        """Whether it is evidence."""
        return bool(self.kind)


def whole(bulletin: Bulletin) -> str:
    """Return title and text as the judge read them: a passage may begin in the one and end in the other."""
    return f"{bulletin.content.title}\n\n{bulletin.content.text}"


def reasons(verdict: Verdict) -> Passages:
    """Return the passages for which a bulletin waits."""
    return {HOLD: [reason.passage for reason in verdict.hold_reasons]}


def evidence(verdict: Verdict) -> Passages:
    """Return all passages that the verdict leans on, by what they are evidence of."""
    return {
        **reasons(verdict),
        MASK: [reason.passage for reason in verdict.maskings],
        URGENCY: verdict.urgency_evidence,
        UNIT: [mention.evidence for mention in verdict.units],
        OPERATION: [mention.evidence for mention in verdict.operations],
        TOPIC: [words for topic in verdict.topics for words in topic.evidence],
    }


def pieces(text: str, passages: Passages) -> list[Piece]:
    """Return the text in pieces, with every occurrence of the passages marked."""
    return _cut(text, _spans(text, passages), 0, len(text))


def excerpts(text: str, passages: Passages, around: int = AROUND_CHARS) -> list[list[Piece]]:
    """Return only the surroundings of the passages, `around` characters on each side, cut between words."""
    spans = _spans(text, passages)
    windows = _merged((_word_edge(text, start - around), _word_edge(text, end + around)) for start, end, _ in spans)
    return [_cut(text, spans, start, end) for start, end in windows]


def kinds_in(found: Iterable[Piece]) -> list[str]:
    """Return what is marked in a text, in the order of `KINDS`."""
    marked = {piece.kind for piece in found}
    return [kind for kind in KINDS if kind in marked]


def _spans(text: str, passages: Passages) -> list[Span]:
    """Return the marked stretches in order, none over another."""
    taken: list[Span] = []
    for kind in KINDS:
        told = {passage for passage in passages.get(kind, ()) if passage}
        wanted = _merged(sorted(span for passage in told for span in _occurrences(text, passage)))
        taken = sorted([*taken, *((*free, kind) for span in wanted for free in _free(span, taken))])
    return taken


def _free(span: tuple[int, int], taken: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """Yield what of a span is not taken."""
    start, end = span
    inside = [(first, last) for first, last, _ in taken if first < end and last > start]
    edges = [(start, start), *inside, (end, end)]
    for (_, after), (before, _) in pairwise(edges):
        if after < before:
            yield after, before


def _occurrences(text: str, passage: str) -> list[tuple[int, int]]:
    """Whole words where there are any: the initials of a name are in many words."""
    literal = re.escape(passage)
    whole_words = [match.span() for match in re.finditer(rf"(?<!\w){literal}(?!\w)", text)]
    return whole_words or [match.span() for match in re.finditer(literal, text)]


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


def _cut(text: str, spans: Sequence[Span], start: int, end: int) -> list[Piece]:
    found: list[Piece] = []
    at = start
    for first, last, kind in spans:
        if first < start or last > end:
            continue
        if first > at:
            found.append(Piece(text[at:first]))
        found.append(Piece(text[first:last], kind))
        at = last
    if at < end:
        found.append(Piece(text[at:end]))
    return found
