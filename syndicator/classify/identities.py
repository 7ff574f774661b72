"""Identities: finds the passages by which persons of a case could be recognised; whether one waits is not theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from syndicator.classify.ages import exact_ages, grades
from syndicator.classify.plates import plates
from syndicator.classify.whereabouts import addresses, schools

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from syndicator.classify.persons import PersonFinder
    from syndicator.classify.words import Words

AGE, GRADE, SCHOOL, ADDRESS, PLATE = "age", "grade", "school", "address", "plate"


class Identity(NamedTuple):
    """A passage that tells who somebody is: its kind, and where it stands; offsets in characters."""

    kind: str
    start: int
    end: int


class IdentityFinder:
    """Everything by which somebody in a text could be recognised."""

    def __init__(self, persons: PersonFinder) -> None:
        self._persons = persons

    def find(self, words: Words, known: Iterable[str] = ()) -> list[Identity]:
        """
        Return all of them in order; where two overlap the one that begins first, and of these the longer one.

        Args:
            known: words of names that the same release tells elsewhere.
        """
        found = [Identity(*told) for told in self._persons.find(words, known)]
        found += (Identity(AGE, *span) for span in exact_ages(words))
        found += (Identity(GRADE, *span) for span in grades(words))
        found += (Identity(SCHOOL, *span) for span in schools(words))
        found += (Identity(ADDRESS, *span) for span in addresses(words))
        found += (Identity(PLATE, *span) for span in plates(words))
        return list(apart(found))


def apart(found: Iterable[Identity]) -> Iterator[Identity]:
    """Yield what does not overlap, in order."""
    end = 0
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if one.start >= end:
            end = one.end
            yield one
