"""The judge under test, asked the way intake asks it: core, fingerprint, candidates by shared keys, comparison."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from syndicator.dedup.comparison import Comparer, Comparison, Telling, comparer
from syndicator.dedup.fingerprint import fingerprint
from syndicator.model.fingerprint import Fingerprint
from syndicator.normalise.core import core_of
from tests.likeness.battery import Copied, Text

Cell = tuple[str, str]
"""An operation and a strength."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What was found of two texts: whether they share a key at all, and how they compare."""

    met: bool
    comparison: Comparison

    @property
    def same(self) -> bool:
        return self.comparison.same


@dataclass(frozen=True, slots=True)
class Known:
    """A text as far as it is found and compared."""

    fingerprint: Fingerprint
    telling: Telling


@dataclass(slots=True)
class Judge:
    """Compares texts; each is fingerprinted once."""

    comparer: Comparer = field(default_factory=comparer)
    known: dict[Text, Known] = field(default_factory=dict)

    def compare(self, one: Text, other: Text) -> Opinion:
        first, second = self._known(one), self._known(other)
        return Opinion(
            met=_share_a_key(first.fingerprint, second.fingerprint),
            comparison=self.comparer.compare(first.telling, second.telling),
        )

    def _known(self, text: Text) -> Known:
        known = self.known.get(text)
        if known is None:
            found = fingerprint(text.title, core_of(text.body))
            known = self.known[text] = Known(found, Telling.of(found.sketch, text.published_at, text.source))
        return known


def _share_a_key(one: Fingerprint, other: Fingerprint) -> bool:
    return one.text_hash == other.text_hash or not set(one.keys).isdisjoint(other.keys)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many copies of a kind there were, how many were recognised, and the others."""

    copies: int
    missed: tuple[tuple[Copied, Opinion], ...]

    @property
    def recall(self) -> float:
        return 1 - len(self.missed) / self.copies

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.copies + other.copies, self.missed + other.missed)


def tallies(copies: Iterable[Copied], judge: Judge) -> Mapping[Cell, Tally]:
    """Return for each operation and strength how many copies were recognised: met by a key, and called the same."""
    counts: defaultdict[Cell, int] = defaultdict(int)
    missed: defaultdict[Cell, list[tuple[Copied, Opinion]]] = defaultdict(list)
    for copied in copies:
        cell = (copied.operation, copied.strength)
        counts[cell] += 1
        opinion = judge.compare(copied.original, copied.copy)
        if not (opinion.met and opinion.same):
            missed[cell].append((copied, opinion))
    return {cell: Tally(count, tuple(missed[cell])) for cell, count in counts.items()}


def false_merges(pairs: Iterable[tuple[Text, Text]], judge: Judge) -> Iterator[tuple[Text, Text, Opinion]]:
    """Yield the pairs that are called the same release."""
    for one, other in pairs:
        opinion = judge.compare(one, other)
        if opinion.same:
            yield one, other, opinion
