"""The maps of the site for search engines: every page, and the news of two days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from syndicator.model.bulletin import page_path
from syndicator.model.moment import Clock
from syndicator.model.unit import UnitTree
from syndicator.portal.editions import Edition
from syndicator.portal.listings import totals
from syndicator.portal.press import Printed
from syndicator.portal.wording import SITE_NAME
from syndicator.publish import sitemap
from syndicator.publish.sitemap import Location, News
from syndicator.storage import archives, sitemaps, tallies
from syndicator.storage.reading import Selection
from syndicator.storage.session import Database
from syndicator.storage.sitemaps import Place

PLACES_A_MAP = 10_000
NEWS_FOR = timedelta(days=2)
MOST_NEWS = 1_000
"""Google reads no more, and nothing that is older."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemaps:
    """Prints maps; `base` is the public address of the portal."""

    database: Database
    units: UnitTree
    clock: Clock
    base: str
    edition: Edition

    def everything(self, page: int | None) -> Printed | None:
        """Return the map of all pages; one that would be too large is a list of maps, which are its pages."""
        with self.database.read() as connection:
            maps = max(1, -(-sitemaps.count(connection) // PLACES_A_MAP))
            if page is not None and page > maps:
                return None
            changed_at = archives.changed_at(connection, Selection(), self.units)
            if page is None and maps > 1:
                addresses = [f"{self.base}/sitemap.xml?page={number}" for number in range(1, maps + 1)]
                return Printed(
                    body=sitemap.render_index(addresses), media_type=sitemap.MEDIA_TYPE, changed_at=changed_at
                )
            places = sitemaps.places(connection, page=page or 1, size=PLACES_A_MAP)
            topics, units = tallies.topic_counts(connection), totals(self.units, tallies.unit_counts(connection))
        locations = [Location(self._address(place), place.updated_at) for place in places]
        if page in {None, 1}:
            locations = [*self._listings(topics, units), *locations]
        return Printed(body=sitemap.render(locations), media_type=sitemap.MEDIA_TYPE, changed_at=changed_at)

    def news(self) -> Printed:
        """Return the map of the news; while there are none it names the front page, for no map may be empty."""
        with self.database.read() as connection:
            places = sitemaps.recent(connection, self.clock() - NEWS_FOR, most=MOST_NEWS)
        locations = [Location(self._address(place), place.updated_at, self._news(place)) for place in places]
        return Printed(
            body=sitemap.render(locations or [Location(f"{self.base}/")]),
            media_type=sitemap.MEDIA_TYPE,
            changed_at=None,
        )

    def _listings(self, topics: dict[str, int], units: dict[str, int]) -> Iterator[Location]:
        for path in ("/", "/about", "/feeds"):
            yield Location(self.base + path)
        for one in self.edition.listings.topics(topics):
            yield Location(self.base + one.listing.path)
        for unit in self.units:
            if units.get(unit.slug):
                yield Location(f"{self.base}/units/{unit.slug}")

    def _address(self, place: Place) -> str:
        return self.base + page_path(place.id, place.title)

    def _news(self, place: Place) -> News:
        name = self.edition.texts.gettext(SITE_NAME)
        title = place.title.strip() or self.edition.texts.gettext("Untitled release")
        return News(name, self.edition.language.value, title, place.published_at)
