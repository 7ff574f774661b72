"""Use case: releases that are told as plain text, gathered into stories in memory; no database, no network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from syndicator.classify.units import UnitFinder
from syndicator.classify.words import split_words
from syndicator.dedup.authority import authority_of
from syndicator.dedup.clusterer import Clusterer, Compare, Release
from syndicator.dedup.fingerprint import fingerprint
from syndicator.model.story import Placement
from syndicator.model.unit import Unit, UnitTree
from syndicator.normalise.clutter import without_chat_marks
from syndicator.normalise.core import core_of
from syndicator.normalise.dates import in_utc


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldRelease:
    """
    A release as somebody tells it.

    Args:
        published_at: None where it was not told; a naive one is by the clock of the source's unit.
        source_unit: slug or full name of the unit whose site published it; None where it belongs to none.
        source: any name for who published it.
    """

    uid: UUID
    title: str
    text: str
    published_at: datetime | None = None
    source_unit: str | None = None
    source: str | None = None


class Gathering:
    """Releases in, stories out, as intake cleans, names and compares them."""

    def __init__(self, units: UnitTree, finder: UnitFinder, compare: Compare) -> None:
        self._units = units
        self._finder = finder
        self._clusterer = Clusterer(compare)

    def take(self, told: Sequence[ToldRelease]) -> None:
        """Take in releases, in their order of arrival."""
        self._clusterer.take([self._release(one) for one in told])

    def placements(self) -> tuple[Placement, ...]:
        """Return where every release stands by now, in the order of arrival."""
        return self._clusterer.placements()

    def _release(self, told: ToldRelease) -> Release:
        title, core = without_chat_marks(told.title), core_of(told.text)
        source_unit = self._units.find(told.source_unit) if told.source_unit else None
        return Release(
            uid=told.uid,
            fingerprint=fingerprint(title, core),
            authority=authority_of(self._issuer(title, core), source_unit, self._units),
            published_at=in_utc(told.published_at, self._units.zone_of(told.source_unit)),
            source=told.source or told.source_unit,
        )

    def _issuer(self, title: str, core: str) -> Unit | None:
        """Whom the text itself names: a copy's dateline, its closer and its site say who copied it."""
        named = self._finder.find(split_words(title, core), None).unit
        return self._units.find(named) if named else None
