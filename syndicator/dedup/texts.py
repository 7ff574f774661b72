"""The texts of a stream and how they are related, in memory: each is compared with its likeliest copies. Pure."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import islice
from uuid import UUID

from syndicator.dedup.comparison import Comparison, Telling
from syndicator.dedup.postings import Postings
from syndicator.dedup.regions import Regions
from syndicator.model.fingerprint import Fingerprint
from syndicator.model.story import Relation

Compare = Callable[[Telling, Telling], Comparison | None]
"""Returns None where two texts do not tell the same release and nobody asked why."""

MOST_CANDIDATES = 8
MOST_FOLLOWED = 64
"""So many comparisons more a new text is worth, to know how those that tell the same as it does stand to each other."""
MOST_TAKEN_APART = 20_000
"""So many texts are kept as they are compared; a kilobyte of text makes ten of that."""
WINDOW = timedelta(days=45)
NO_MOMENT = datetime.max.replace(tzinfo=UTC)
"""Stands in for a moment that was not told: whoever tells one is first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """
    A release as it arrives.

    Args:
        published_at: aware; None where it was not told.
        source: names who published it, for the comparison.
    """

    uid: UUID
    fingerprint: Fingerprint
    authority: int
    published_at: datetime | None = None
    source: str | None = None


@dataclass(slots=True)
class Text:
    """A text and who carries it word for word; its first carrier speaks for it where texts are compared."""

    carriers: list[Release]
    related: dict[int, Relation | None] = field(default_factory=dict)

    @property
    def first(self) -> Release:
        """Who brought it."""
        return self.carriers[0]

    @property
    def leader(self) -> Release:
        """Who stands for it, whoever brought it first."""
        return min(self.carriers, key=lambda one: (one.authority, one.published_at or NO_MOMENT, one.uid))

    @property
    def same(self) -> list[int]:
        """The texts that tell the same."""
        return [text for text, relation in self.related.items() if relation and relation.kinship.is_same]


class Texts:
    """All texts so far, by their numbers, in regions of what likeness leads to."""

    def __init__(self, compare: Compare) -> None:
        self._compare = compare
        self._texts: list[Text] = []
        self._numbers: dict[str, int] = {}
        self._postings = Postings()
        self._telling = lru_cache(MOST_TAKEN_APART)(self._taken_apart)
        self._regions = Regions()

    def take(self, release: Release) -> int:
        """Take in a release; return the number of its text."""
        name = release.fingerprint.text_hash or str(release.uid)
        number = self._numbers.setdefault(name, len(self._texts))
        if number < len(self._texts):
            self._texts[number].carriers.append(release)
        else:
            self._texts.append(Text([release]))
            self._regions.add(number)
            self._relate(number, release.fingerprint.keys)
        return number

    def regions(self, numbers: Iterable[int]) -> list[list[Text]]:
        """Return the regions that these texts are in, each once, with all texts of them."""
        roots = dict.fromkeys(self._regions.root(number) for number in numbers)
        return [[self._texts[number] for number in self._regions.of(root)] for root in roots]

    def _relate(self, number: int, keys: Sequence[int]) -> None:
        """
        Compare a new text with its candidates.

        Where two texts tell the same, each is compared with what tells the same as the other: a story is known as a
        whole, whoever of it came first.
        """
        near = (text for text in self._postings.like(keys) if self._is_in_window(number, text))
        waiting = deque((number, text) for text in islice(near, MOST_CANDIDATES))
        self._postings.add(number, keys)
        left = len(waiting) + MOST_FOLLOWED
        while waiting and left:
            one, other = waiting.popleft()
            if other in self._texts[one].related:
                continue
            left -= 1
            if self._tell_the_same(one, other):
                waiting.extend((one, text) for text in self._texts[other].same if text != one)
                waiting.extend((text, other) for text in self._texts[one].same if text != other)

    def _is_in_window(self, one: int, other: int) -> bool:
        told, before = (self._texts[number].first.published_at for number in (one, other))
        return told is None or before is None or abs(told - before) <= WINDOW

    def _tell_the_same(self, one: int, other: int) -> bool:
        first, second = self._texts[one], self._texts[other]
        relation = self._relation(one, other)
        first.related[other] = second.related[one] = relation
        if relation is None or not relation.kinship.is_same:
            return False
        self._regions.join(one, other)
        return True

    def _relation(self, one: int, other: int) -> Relation | None:
        found = self._compare(self._telling(one), self._telling(other))
        if found is None or found.kinship is None:
            return None
        return Relation(
            one=self._texts[one].first.uid,
            other=self._texts[other].first.uid,
            kinship=found.kinship,
            score=found.score,
            reason=found.reason,
        )

    def _taken_apart(self, number: int) -> Telling:
        first = self._texts[number].first
        return Telling.of(first.fingerprint.sketch, first.published_at, first.source)
