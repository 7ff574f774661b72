"""Phrases: finds all phrases of a vocabulary in one walk over the words; what they mean is the caller's."""

from __future__ import annotations

from functools import lru_cache
from itertools import compress, count
from typing import TYPE_CHECKING, Generic, TypeVar

from syndicator.classify.forms import expand
from syndicator.classify.words import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from syndicator.classify.words import Words

Meaning = TypeVar("Meaning")


Found = tuple[tuple[Meaning, ...], int, int]
"""A phrase found: the meanings it was entered with, and the numbers of its first and last word."""
MANY_HEADS = 2000
"""A book with so many first words has one of them in every few words of a text."""


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

    Args:
        settle: what the meanings of one phrase come to where it has several; all of them by default.
    """

    def __init__(
        self,
        entries: Iterable[tuple[str, Meaning]],
        settle: Callable[[tuple[Meaning, ...]], tuple[Meaning, ...]] | None = None,
    ) -> None:
        self._root: _Node[Meaning] = _Node()
        ends = [self._enter(words, meaning) for phrase, meaning in entries for words in phrase_forms(phrase)]
        if settle:
            for node in set(ends):
                node.meanings = settle(node.meanings)
        self._heads = frozenset(self._root.steps)

    def _enter(self, words: tuple[str, ...], meaning: Meaning) -> _Node[Meaning]:
        """Enter one form of a phrase and return the node where it ends."""
        node = self._root
        for word in words:
            node = node.steps.setdefault(word, _Node())
        if meaning not in node.meanings:
            node.meanings = (*node.meanings, meaning)
        return node

    def longest_at(self, words: Words, first: int) -> Found[Meaning] | None:
        """Return the longest phrase that starts at a word, or None."""
        lows, bares = words.lows, words.bares
        low = lows[first] if first < len(lows) else ""
        node = self._root.steps.get(low) or self._root.steps.get(bares.get(low, ""))
        if node is None:
            return None
        meanings, last = _longest(node, lows, bares, first)
        return (meanings, first, last) if meanings else None

    def find(self, words: Words) -> list[Found[Meaning]]:
        """Return the phrases in order; one that lies inside another is not reported."""
        lows, bares = words.lows, words.bares
        end = len(lows) - 1
        found: list[Found[Meaning]] = []
        covered = -1
        for index, node in self._begun(words):
            meanings, last, steps = node.meanings, index, node.steps
            if steps and index < end and ((low := lows[index + 1]) in steps or low in bares):
                meanings, last = _longest(node, lows, bares, index)
            if meanings and last > covered:
                covered = last
                found.append((meanings, index, last))
        return found

    def _begun(self, words: Words) -> Iterable[tuple[int, _Node[Meaning]]]:
        """Return the words that a phrase may begin with, in order, each with its number and node."""
        lows, bares, heads = words.lows, words.bares, self._root.steps
        if len(heads) < MANY_HEADS:
            return [(i, heads.get(lows[i]) or heads[bares[lows[i]]]) for i in words.where(self._heads)]
        nodes = list(map(heads.get, lows))
        for low, bare in bares.items():
            if low not in heads and bare in heads:
                for index in words.places[low]:
                    nodes[index] = heads[bare]
        return zip(compress(count(), nodes), filter(None, nodes), strict=True)


def _longest(
    node: _Node[Meaning], lows: Sequence[str], bares: Mapping[str, str], first: int
) -> tuple[tuple[Meaning, ...], int]:
    """Return the meanings and last word of the longest phrase that goes on from the node of its first word."""
    meanings, last = node.meanings, first
    index, steps = first + 1, node.steps
    while steps and index < len(lows):
        low = lows[index]
        following = steps.get(low)
        if following is None:
            bare = bares.get(low)
            following = steps.get(bare) if bare is not None else None
            if following is None:
                break
        if following.meanings:
            meanings, last = following.meanings, index
        steps = following.steps
        index += 1
    return meanings, last


@lru_cache(maxsize=30_000)
def phrase_forms(phrase: str) -> Sequence[tuple[str, ...]]:
    """Return the word sequences that a phrase of the vocabulary stands for; changed rules know most of them."""
    marked = [(word, part.startswith("~")) for part in phrase.split() for word in fold(part)]
    if not marked:
        return []
    words, inflected = zip(*marked, strict=True)
    return expand(words, inflected)
