"""The press for feeds, lists of feeds and sitemaps: which address holds what. It knows nothing of requests."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self
from urllib.parse import parse_qs

from syndicator.bootstrap.service import Service
from syndicator.portal.archiving import Volume
from syndicator.portal.composing import LAST_PAGE, RENDERERS, Composer
from syndicator.portal.editions import Edition
from syndicator.portal.listings import Listing
from syndicator.portal.months import Month
from syndicator.portal.outlines import Outlines
from syndicator.portal.press import Printed
from syndicator.portal.sitemaps import Sitemaps

FEEDS = "/feeds/"
SHEETS = frozenset({"/feeds.opml", "/sitemap.xml", "/sitemap-news.xml"})
LONGEST_QUERY_CHARS = 2_000
LONGEST_SEARCH_CHARS = 100
MOST_WORDS = 8
_NUMBER = re.compile(r"[1-9][0-9]{0,3}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """
    What a query asks for; whatever else stands in it is of no account.

    Args:
        page: None where none is named.
    """

    page: int | None = None
    archive: Month | None = None
    words: tuple[str, ...] = ()

    @classmethod
    def read(cls, query: str) -> Self | None:
        """Return what is asked, None where it cannot be had: a page or a month that is none, too much to look for."""
        if len(query) > LONGEST_QUERY_CHARS:
            return None
        told = {name: values[0] for name, values in parse_qs(query, keep_blank_values=True).items()}
        page, archive, words = told.get("page"), told.get("archive"), tuple(told.get("q", "").split())
        month = Month.read(archive) if archive is not None else None
        numbered = page is None or (_NUMBER.fullmatch(page) and int(page) <= LAST_PAGE)
        too_much = len(words) > MOST_WORDS or sum(map(len, words)) > LONGEST_SEARCH_CHARS
        if not numbered or too_much or (archive is not None and month is None) or "\0" in "".join(words):
            return None
        return cls(page=int(page) if page else None, archive=month, words=words)


class FeedPress:
    """Prints in the language of an edition, whoever asks."""

    def __init__(self, service: Service, edition: Edition) -> None:
        base, units = service.settings.environment.public_address, service.settings.units
        self._edition = edition
        self._composer = Composer(
            database=service.database, units=units, clock=service.clock, base=base, edition=edition
        )
        self._sitemaps = Sitemaps(
            database=service.database, units=units, clock=service.clock, base=base, edition=edition
        )
        self._outlines = Outlines(database=service.database, units=units, base=base)

    def prints(self, path: str) -> bool:
        """Whether a path is of this press, whatever it holds."""
        return path in SHEETS or (path.startswith(FEEDS) and path.rpartition(".")[2] in RENDERERS)

    def print(self, path: str, query: str) -> Printed | None:
        """Return what stands at a path with a query, None where there is nothing."""
        asked = Asked.read(query)
        if asked is None or not self.prints(path):
            return None
        if path == "/feeds.opml":
            return self._outlines.opml(self._edition)
        if path == "/sitemap.xml":
            return self._sitemaps.everything(asked.page)
        if path == "/sitemap-news.xml":
            return self._sitemaps.news()
        return self._feed(path, asked)

    def _feed(self, path: str, asked: Asked) -> Printed | None:
        name, _, form = path.removeprefix(FEEDS).rpartition(".")
        listing = self._listing(name, asked.words)
        if listing is None:
            return None
        if asked.archive is not None:
            return self._composer.archive(listing, form, Volume(asked.archive, asked.page or 1))
        return self._composer.page(listing, form, asked.page or 1)

    def _listing(self, name: str, words: tuple[str, ...]) -> Listing | None:
        listings = self._edition.listings
        if name == "all":
            return listings.everything()
        if name == "search":
            return listings.search(words) if words else None
        kind, _, slug = name.partition("/")
        kinds = {"topics": listings.topic, "units": listings.unit, "operations": listings.operation}
        return kinds[kind](slug) if kind in kinds else None
