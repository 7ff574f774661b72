"""Listings: what the public finds bulletins under. Each has a page for people and feeds for machines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from babel.support import NullTranslations

from syndicator.model.unit import SECTOR_KIND, Unit, UnitTree
from syndicator.portal.names import Names
from syndicator.storage.reading import Selection


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """
    A selection with its name and addresses.

    Args:
        path: of its page; `feed` is the path of its feeds without the dot and the format.
        group: the heading under which a directory shows it; None at the top.
    """

    selection: Selection
    title: str
    path: str
    feed: str
    group: str | None = None

    def feed_path(self, form: str) -> str:
        """Return the path of its feed in one of the formats (rss, atom, json)."""
        return f"{self.feed}.{form}"


@dataclass(frozen=True, slots=True)
class Counted:
    """A listing and how many bulletins it holds now."""

    listing: Listing
    count: int


@dataclass(frozen=True, slots=True)
class Listings:
    """All listings there can be, named in one language."""

    names: Names
    texts: NullTranslations

    def everything(self) -> Listing:
        """Return the listing of all bulletins."""
        return Listing(selection=Selection(), title=self.texts.gettext("All releases"), path="/", feed="/feeds/all")

    def topic(self, slug: str) -> Listing | None:
        """Return the listing of a topic, None where the vocabulary has no such topic."""
        name = self.names.topics.get(slug)
        if name is None:
            return None
        return Listing(
            selection=Selection(topic=slug),
            title=name,
            path=f"/topics/{slug}",
            feed=f"/feeds/topics/{slug}",
            group=self.texts.gettext("Topics"),
        )

    def unit(self, slug: str) -> Listing | None:
        """Return the listing of a unit and all below it, None where there is no such unit."""
        unit = self.names.units.find(slug)
        return self._of_unit(unit) if unit is not None and unit.slug == slug else None

    def _of_unit(self, unit: Unit) -> Listing:
        polda = self.names.units.polda(unit)
        return Listing(
            selection=Selection(unit=unit),
            title=unit.name,
            path=f"/units/{unit.slug}",
            feed=f"/feeds/units/{unit.slug}",
            group=polda.name if polda else self.texts.gettext("Headquarters"),
        )

    def topics(self, counts: Mapping[str, int]) -> list[Counted]:
        """Return the topics that hold anything, fullest first."""
        listed = ((self.topic(slug), count) for slug, count in counts.items())
        found = [Counted(listing, count) for listing, count in listed if listing is not None]
        return sorted(found, key=lambda one: (-one.count, one.listing.title))

    def units(self, units: Iterable[Unit], totals: Mapping[str, int]) -> list[Counted]:
        """Return the listings of these units in their order, empty ones included."""
        return [Counted(self._of_unit(unit), totals.get(unit.slug, 0)) for unit in units]


def worth_listing(units: Iterable[Unit], totals: Mapping[str, int]) -> list[Unit]:
    """Return the units without each Polsek that holds nothing: thousands never publish."""
    return [unit for unit in units if unit.kind != SECTOR_KIND or totals.get(unit.slug)]


def totals(units: UnitTree, counts: Mapping[str, int]) -> Counter[str]:
    """Return how many bulletins each unit and all below it hold, from the counts of each by itself."""
    sums: Counter[str] = Counter()
    for slug, count in counts.items():
        unit = units.find(slug)
        while unit is not None:
            sums[unit.slug] += count
            unit = units.above(unit)
    return sums
