"""What is asked of the search, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from syndicator.storage.search_terms import Term, read_terms, required


class Order(StrEnum):
    """What stands first among what was found."""

    RELEVANCE = "relevance"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """
    What is sought: bulletins for which everything holds that is told.

    Args:
        query: as a person types it; quotes hold a phrase together, a minus excludes.
        under: the path of a unit (see `UnitTree.path`); it issued them, or one below it.
        since: published from then on; `until`: before then.
        everyone: for the desk, in whatever state, copies too; else only what the public may see.
    """

    query: str = ""
    topic: str | None = None
    under: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    everyone: bool = False

    @property
    def terms(self) -> tuple[Term, ...]:
        """What the query asks for."""
        return read_terms(self.query)

    @property
    def asks(self) -> bool:
        """Whether anything can be found by it: a word that must be carried, or no word and some other condition."""
        narrowed = (self.topic, self.under, self.since, self.until) != (None,) * 4
        return bool(required(self.terms)) or (narrowed and not self.terms)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """
    What was found.

    Args:
        ids: of bulletins, in order; at most as many as were asked for.
        more: there are others, all of them older.
        stems: what the words of a text begin with, or hold, that were found in it; in small letters.
    """

    ids: tuple[int, ...] = ()
    more: bool = False
    stems: tuple[str, ...] = ()
