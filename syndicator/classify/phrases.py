"""Phrases: finds all phrases of a vocabulary in one walk over the words; what they mean is the caller's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from syndicator.classify.forms import expand
from syndicator.classify.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from syndicator.classify.words import Words

Meaning = TypeVar("Meaning")


@dataclass(frozen=True, slots=True)
class Found(Generic[Meaning]):
    """A phrase found: the meanings it was entered with, and its first and last word."""

    meanings: tuple[Meaning, ...]
    first: int
    last: int


class _Node(Generic[Meaning]):
    """A state of the automaton: the words that lead on, and what the phrase ending here means."""

    __slots__ = ("meanings", "steps")

    def __init__(self) -> None:
        self.steps: dict[str, _Node[Meaning]] = {}
        self.meanings: tuple[Meaning, ...] = ()


class PhraseBook(Generic[Meaning]):
    """
    An automaton over words.

    In a phrase, `~curi` stands for every form of the root curi; case and punctuation are ignored.
    """

    def __init__(self, entries: Iterable[tuple[str, Meaning]]) -> None:
        self._root: _Node[Meaning] = _Node()
        for phrase, meaning in entries:
            for words in phrase_forms(phrase):
                self._enter(words, meaning)

    def _enter(self, words: tuple[str, ...], meaning: Meaning) -> None:
        node = self._root
        for word in words:
            node = node.steps.setdefault(word, _Node())
        if meaning not in node.meanings:
            node.meanings = (*node.meanings, meaning)

    def longest_at(self, words: Words, first: int, stop: int | None = None) -> Found[Meaning] | None:
        """Return the longest phrase that starts at a word, or None."""
        lows, bares = words.lows, words.bares
        node, found = self._root, None
        for index in range(first, len(lows) if stop is None else stop):
            step = node.steps.get(lows[index]) or node.steps.get(bares[index])
            if step is None:
                break
            node = step
            if node.meanings:
                found = Found(node.meanings, first, index)
        return found

    def find(self, words: Words) -> Iterator[Found[Meaning]]:
        """Yield the phrases in order; one that lies inside another is not reported."""
        steps, covered = self._root.steps, -1
        for index, (low, bare) in enumerate(zip(words.lows, words.bares, strict=True)):
            if low not in steps and bare not in steps:
                continue
            found = self.longest_at(words, index)
            if found is not None and found.last > covered:
                covered = found.last
                yield found


def phrase_forms(phrase: str) -> list[tuple[str, ...]]:
    """Return the word sequences that a phrase of the vocabulary stands for."""
    marked = [(word, part.startswith("~")) for part in phrase.split() for word in fold(part)]
    if not marked:
        return []
    words, inflected = zip(*marked, strict=True)
    return expand(words, inflected)
