"""Pages for the public: the front page, topics, units and the tree of their commands, and what the portal is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from syndicator.bootstrap.service import Service
from syndicator.model.bulletin import Bulletin
from syndicator.model.unit import Unit
from syndicator.portal.counts import Counting
from syndicator.portal.editions import Edition
from syndicator.portal.listings import Counted, Listing, worth_listing
from syndicator.portal.pages import Pages
from syndicator.storage import reading
from syndicator.storage.reading import Page

BULLETINS_A_PAGE = 20
LAST_PAGE = 2_000
URGENT_FOR = timedelta(hours=24)
MOST_URGENT = 3

PageNumber = Annotated[int, Query(ge=1, le=LAST_PAGE)]


@dataclass(frozen=True, slots=True)
class Branch:
    """A command and the units directly below it."""

    command: Counted
    below: tuple[Counted, ...]


class Public:
    """The listings; every page asks the database a fixed number of questions."""

    def __init__(self, service: Service, pages: Pages) -> None:
        self._service = service
        self._units = service.settings.units
        self._base = service.settings.environment.public_address
        self._pages = pages
        self._counting = Counting(service.database, self._units)

    def router(self) -> APIRouter:
        """Return the routes."""
        router = APIRouter(include_in_schema=False)
        for path, endpoint in (
            ("/", self.front),
            ("/topics/{slug}", self.topic),
            ("/units", self.tree),
            ("/units/{slug}", self.unit),
            ("/about", self.about),
            ("/robots.txt", self.robots),
        ):
            router.add_api_route(path, endpoint, methods=["GET", "HEAD"])
        return router

    def front(self, request: Request, page: PageNumber = 1) -> Response:
        """Answer with the newest bulletins, urgent ones first, and the ways into the rest."""
        edition, counts = self._pages.edition(request), self._counting.now()
        with self._service.database.read() as connection:
            since = self._service.clock() - URGENT_FOR
            urgent = reading.urgent(connection, since, most=MOST_URGENT) if page == 1 else []
            found = reading.released(
                connection, edition.listings.everything().selection, self._units, page=page, size=BULLETINS_A_PAGE
            )
        shown = {
            "listing": edition.listings.everything(),
            "urgent": urgent,
            "bulletins": _without(found.bulletins, urgent),
            "paging": _existing(found),
            "topics": edition.listings.topics(counts.topics),
            "commands": edition.listings.units(self._units.commands(), counts.units),
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

    def tree(self, request: Request) -> Response:
        """Answer with headquarters, the commands below it and their units, each with how much it holds."""
        edition, held = self._pages.edition(request), self._counting.now().units
        tops = [unit for unit in self._units.commands() if not unit.command]
        shown = {"branches": [branch for top in tops for branch in self._branches(edition, top, held)]}
        return self._pages.answer(request, "units.html", shown)

    def _branches(self, edition: Edition, top: Unit, held: Counter[str]) -> list[Branch]:
        """Return a top with the units below it that command none, and each command with its own."""
        direct = self._units.below(top)
        commands = [unit for unit in direct if unit.kind == "Polda"]
        others = worth_listing((unit for unit in direct if unit.kind != "Polda"), held)
        groups = [(top, others), *((unit, worth_listing(self._units.below(unit), held)) for unit in commands)]
        return [
            Branch(edition.listings.units([unit], held)[0], tuple(edition.listings.units(below, held)))
            for unit, below in groups
        ]

    def _listing(self, request: Request, listing: Listing, page: int) -> Response:
        edition, unit = self._pages.edition(request), listing.selection.unit
        with self._service.database.read() as connection:
            found = reading.released(connection, listing.selection, self._units, page=page, size=BULLETINS_A_PAGE)
        totals = self._counting.now().units if unit else Counter[str]()
        below = worth_listing(self._units.below(unit), totals) if unit else []
        shown = {
            "listing": listing,
            "bulletins": found.bulletins,
            "paging": _existing(found),
            "lineage": edition.names.lineage(unit) if unit else [],
            "below": edition.listings.units(below, totals),
        }
        return self._pages.answer(request, "listing.html", shown)

    def about(self, request: Request) -> Response:
        """Answer with what the portal is, and what a reader may rely on."""
        return self._pages.answer(request, "about.html")

    def robots(self) -> Response:
        """Answer what crawlers may read, all but the desk, and where they find it listed."""
        maps = "".join(f"Sitemap: {self._base}{path}\n" for path in ("/sitemap.xml", "/sitemap-news.xml"))
        rules = f"User-agent: *\nDisallow: /desk\nDisallow: /search\n\n{maps}"
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
