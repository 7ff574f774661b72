"""Listings: what the public finds bulletins under. Each has a page for people and feeds for machines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from babel.support import NullTranslations

from syndicator.model.unit import SECTOR_KIND, Unit, UnitTree
from syndicator.portal.names import Names
from syndicator.storage.reading import Selection


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """
    A selection with its name and addresses.

    Args:
        path: of its page; `feed` is the path of its feeds without the dot and the format, `query` what follows on it.
        group: the heading under which a directory shows it; None at the top.
    """

    selection: Selection
    title: str
    path: str
    feed: str
    query: str = ""
    group: str | None = None

    def feed_path(self, form: str) -> str:
        """Return the path of its feed in one of the formats (rss, atom, json), with its query if it has one."""
        return f"{self.feed}.{form}?{self.query}" if self.query else f"{self.feed}.{form}"

    @property
    def remembers(self) -> bool:
        """
        Whether its feeds may tell of what was once in them.

        A search must not: whoever guesses the words of a withdrawn release would be told that they stand in it.
        """
        return not self.selection.words


@dataclass(frozen=True, slots=True)
class Counted:
    """A listing and how many bulletins it holds now."""

    listing: Listing
    count: int


@dataclass(frozen=True, slots=True)
class Listings:
    """All listings there can be, named in one language; `operations` are the names of operations by their slugs."""

    names: Names
    texts: NullTranslations
    operations: Mapping[str, str] = field(default_factory=dict)

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

    def operation(self, slug: str) -> Listing | None:
        """Return the listing of an operation, which has no page yet; None where no operation is called so."""
        name = self.operations.get(slug)
        if name is None:
            return None
        return Listing(
            selection=Selection(operation=slug),
            title=self.texts.gettext("Operation %(name)s") % {"name": name},
            path="/",
            feed=f"/feeds/operations/{slug}",
            group=self.texts.gettext("Operations"),
        )

    def search(self, words: tuple[str, ...]) -> Listing:
        """Return the listing of what carries each of these words."""
        wanted = " ".join(words)
        return Listing(
            selection=Selection(words=words),
            title=self.texts.gettext("Releases with “%(words)s”") % {"words": wanted},
            path=f"/search?q={quote(wanted, safe='')}",
            feed="/feeds/search",
            query=f"q={quote(wanted, safe='')}",
        )

    def topics(self, counts: Mapping[str, int]) -> list[Counted]:
        """Return the topics that hold anything, fullest first."""
        return _fullest_first((self.topic(slug), count) for slug, count in counts.items())

    def told_operations(self, counts: Mapping[str, int]) -> list[Counted]:
        """Return the operations of which anything tells, fullest first."""
        return _fullest_first((self.operation(slug), count) for slug, count in counts.items())

    def units(self, units: Iterable[Unit], totals: Mapping[str, int]) -> list[Counted]:
        """Return the listings of these units in their order, empty ones included."""
        return [Counted(self._of_unit(unit), totals.get(unit.slug, 0)) for unit in units]


def _fullest_first(listed: Iterable[tuple[Listing | None, int]]) -> list[Counted]:
    found = [Counted(listing, count) for listing, count in listed if listing is not None]
    return sorted(found, key=lambda one: (-one.count, one.listing.title))


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
