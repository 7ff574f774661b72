"""Phrases: finds all phrases of a vocabulary in one walk over the words; what they mean is the caller's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from syndicator.classify.forms import expand
from syndicator.classify.words import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from syndicator.classify.words import Words

Meaning = TypeVar("Meaning")


class Found(NamedTuple, Generic[Meaning]):
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
        return _longest(node, lows, bares, first) if node is not None else None

    def find(self, words: Words) -> Iterator[Found[Meaning]]:
        """Yield the phrases in order; one that lies inside another is not reported."""
        lows, bares, heads = words.lows, words.bares, self._root.steps
        covered = -1
        for index in words.where(self._heads):
            node = heads.get(lows[index]) or heads[bares[lows[index]]]
            found = _longest(node, lows, bares, index)
            if found is not None and found.last > covered:
                covered = found.last
                yield found


def _longest(node: _Node[Meaning], lows: Sequence[str], bares: Mapping[str, str], first: int) -> Found[Meaning] | None:
    """Return the longest phrase that goes on from the node of its first word; most end where they begin."""
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
    return Found(meanings, first, last) if meanings else None


def phrase_forms(phrase: str) -> list[tuple[str, ...]]:
    """Return the word sequences that a phrase of the vocabulary stands for."""
    marked = [(word, part.startswith("~")) for part in phrase.split() for word in fold(part)]
    if not marked:
        return []
    words, inflected = zip(*marked, strict=True)
    return expand(words, inflected)
