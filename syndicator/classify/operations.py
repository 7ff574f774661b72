"""Operations: the police operations that a bulletin names (Ketupat, Zebra), an attribute beside topics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from syndicator.classify.phrases import PhraseBook

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syndicator.classify.words import Words

ANCHORS = frozenset({"operasi", "ops", "op", "opsres", "satgas"})
FILLER_WORDS = """
kepolisian terpusat kewilayahan mandiri khusus dengan sandi bersandi bertajuk gelar pasukan tahun dan i ii iii
"""
FILLERS = frozenset(FILLER_WORDS.split())
MOST_FILLERS = 4


@dataclass(frozen=True, slots=True)
class OperationTerms:
    """
    One operation of the configuration.

    Args:
        words: how its name is written behind `Operasi`.
        alone: its name is so peculiar that it counts without `Operasi` before it.
        command: slug of the Polda that a regional name (Semeru, Candi) tells of; None for national names.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    slug: str
    name: str
    words: Sequence[str]
    alone: bool = False
    command: str | None = None


@dataclass(frozen=True, slots=True)
class OperationFound:
    """An operation and the words that name it."""

    operation: OperationTerms
    evidence: str


class OperationFinder:
    """The names of the operations, compiled."""

    def __init__(self, operations: Sequence[OperationTerms]) -> None:
        self._operations = {operation.slug: operation for operation in operations}
        self._book = PhraseBook((word, operation.slug) for operation in operations for word in operation.words)
        self._alone = PhraseBook((word, o.slug) for o in operations if o.alone for word in o.words)

    def find(self, words: Words) -> tuple[OperationFound, ...]:
        """Return the operations that a bulletin names, each once, in order of the text."""
        found: dict[str, OperationFound] = {}
        named = sorted((*self._anchored(words), *self._peculiar(words)), key=lambda name: name[1])
        for slug, first, last in named:
            found.setdefault(slug, OperationFound(self._operations[slug], words.passage(first, last)))
        return tuple(found.values())

    def _anchored(self, words: Words) -> Iterator[tuple[str, int, int]]:
        for anchor in words.where_said(words.vocabulary & ANCHORS):
            yield from self._behind(words, anchor)

    def _behind(self, words: Words, anchor: int) -> Iterator[tuple[str, int, int]]:
        """Yield the names that follow an anchor, one behind the other, with few fillers between."""
        index, fillers, sentence = anchor + 1, 0, words.sentence(anchor)
        while index < len(words) and words.sentence(index) == sentence:
            name = self._book.longest_at(words, index)
            if name:
                slugs, _, last = name
                yield from ((slug, anchor, last) for slug in slugs)
                index = last + 1
            elif words.lows[index] in FILLERS and fillers < MOST_FILLERS:
                index, fillers = index + 1, fillers + 1
            else:
                return

    def _peculiar(self, words: Words) -> Iterator[tuple[str, int, int]]:
        for slugs, first, last in self._alone.find(words):
            yield from ((slug, first, last) for slug in slugs)
