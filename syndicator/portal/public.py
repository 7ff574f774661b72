"""Pages for the public: the front page, topics, units, and what the portal is."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from syndicator.bootstrap.service import Service
from syndicator.model.bulletin import Bulletin
from syndicator.portal.listings import Listing, totals, worth_listing
from syndicator.portal.pages import Pages
from syndicator.storage import reading, tallies
from syndicator.storage.reading import Page

BULLETINS_A_PAGE = 20
LAST_PAGE = 2_000
URGENT_FOR = timedelta(hours=24)
MOST_URGENT = 3

PageNumber = Annotated[int, Query(ge=1, le=LAST_PAGE)]


class Public:
    """The listings; every page asks the database a fixed number of questions."""

    def __init__(self, service: Service, pages: Pages) -> None:
        self._service = service
        self._units = service.settings.units
        self._base = service.settings.environment.public_address
        self._pages = pages

    def router(self) -> APIRouter:
        """Return the routes."""
        router = APIRouter(include_in_schema=False)
        for path, endpoint in (
            ("/", self.front),
            ("/topics/{slug}", self.topic),
            ("/units/{slug}", self.unit),
            ("/about", self.about),
            ("/robots.txt", self.robots),
        ):
            router.add_api_route(path, endpoint, methods=["GET", "HEAD"])
        return router

    def front(self, request: Request, page: PageNumber = 1) -> Response:
        """Answer with the newest bulletins, urgent ones first, and the ways into the rest."""
        edition = self._pages.edition(request)
        with self._service.database.read() as connection:
            since = self._service.clock() - URGENT_FOR
            urgent = reading.urgent(connection, since, most=MOST_URGENT) if page == 1 else []
            found = reading.released(
                connection, edition.listings.everything().selection, self._units, page=page, size=BULLETINS_A_PAGE
            )
            topics = tallies.topic_counts(connection)
            units = tallies.unit_counts(connection)
        shown = {
            "listing": edition.listings.everything(),
            "urgent": urgent,
            "bulletins": _without(found.bulletins, urgent),
            "paging": _existing(found),
            "topics": edition.listings.topics(topics),
            "commands": edition.listings.units(self._units.commands(), totals(self._units, units)),
        }
        return self._pages.answer(request, "front.html", shown)

    def topic(self, request: Request, slug: str, page: PageNumber = 1) -> Response:
        """Answer with the newest bulletins of a topic."""
        listing = self._pages.edition(request).listings.topic(slug)
        return self._listing(request, _found(listing), page)

    def unit(self, request: Request, slug: str, page: PageNumber = 1) -> Response:
        """Answer with the newest bulletins of a unit and all below it."""
        edition = self._pages.edition(request)
        return self._listing(request, _found(edition.listings.unit(slug)), page)

    def _listing(self, request: Request, listing: Listing, page: int) -> Response:
        edition, unit = self._pages.edition(request), listing.selection.unit
        with self._service.database.read() as connection:
            found = reading.released(connection, listing.selection, self._units, page=page, size=BULLETINS_A_PAGE)
            counts = tallies.unit_counts(connection) if unit else {}
        totalled = totals(self._units, counts)
        below = worth_listing(self._units.below(unit), totalled) if unit else []
        shown = {
            "listing": listing,
            "bulletins": found.bulletins,
            "paging": _existing(found),
            "lineage": edition.names.lineage(unit) if unit else [],
            "below": edition.listings.units(below, totalled),
        }
        return self._pages.answer(request, "listing.html", shown)

    def about(self, request: Request) -> Response:
        """Answer with what the portal is, and what a reader may rely on."""
        return self._pages.answer(request, "about.html")

    def robots(self) -> Response:
        """Answer what crawlers may read, all but the desk, and where they find it listed."""
        maps = "".join(f"Sitemap: {self._base}{path}\n" for path in ("/sitemap.xml", "/sitemap-news.xml"))
        rules = f"User-agent: *\nDisallow: /desk\n\n{maps}"
        return PlainTextResponse(rules, headers={"Cache-Control": "public, max-age=86400"})


def _found(listing: Listing | None) -> Listing:
    if listing is None:
        raise HTTPException(404)
    return listing


def _existing(page: Page) -> Page:
    """Return the page; one beyond the last does not exist."""
    if page.number > 1 and not page.bulletins:
        raise HTTPException(404)
    return page


def _without(bulletins: tuple[Bulletin, ...], shown: list[Bulletin]) -> list[Bulletin]:
    ids = {bulletin.id for bulletin in shown}
    return [bulletin for bulletin in bulletins if bulletin.id not in ids]
