"""The directory of feeds: a page for people, OPML for feed readers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from syndicator.bootstrap.service import Service
from syndicator.model.unit import Unit
from syndicator.portal.conditional import conditional
from syndicator.portal.editions import Edition
from syndicator.portal.language import Language
from syndicator.portal.listings import Counted, totals
from syndicator.portal.pages import Pages
from syndicator.portal.wording import SITE_NAME
from syndicator.publish import opml
from syndicator.storage import tallies


class Directory:
    """Lists the feeds that hold anything; those that do not are there too, but nobody is sent to them."""

    def __init__(self, service: Service, pages: Pages) -> None:
        self._service = service
        self._units = service.settings.units
        self._base = service.settings.environment.public_address
        self._pages = pages

    def router(self) -> APIRouter:
        """Return the routes."""
        router = APIRouter(include_in_schema=False)
        router.add_api_route("/feeds", self.page, methods=["GET", "HEAD"])
        router.add_api_route("/feeds.opml", self.outlines, methods=["GET", "HEAD"])
        return router

    def page(self, request: Request) -> Response:
        """Answer with the addresses of the feeds of topics and commands; those of units stand on their pages."""
        edition = self._pages.edition(request)
        topics, totalled = self._counts()
        shown = {
            "everything": edition.listings.everything(),
            "topics": edition.listings.topics(topics),
            "commands": self._filled(edition, self._units.commands(), totalled),
        }
        return self._pages.answer(request, "feeds.html", shown)

    def outlines(self, request: Request) -> Response:
        """Answer with all feeds as OPML, in Indonesian: topics fullest first, then each command with its units."""
        edition = self._pages.in_language(Language.INDONESIAN)
        topics, totalled = self._counts()
        tree = dict.fromkeys(unit for top in self._units.commands() for unit in self._filled_tree(top, totalled))
        counted = [*edition.listings.topics(topics), *self._filled(edition, tree, totalled)]
        listed = [edition.listings.everything(), *(one.listing for one in counted)]
        outlines = [opml.Outline(one.title, self._base + one.feed_path("rss"), one.group) for one in listed]
        return conditional(request, opml.render(edition.texts.gettext(SITE_NAME), outlines), opml.MEDIA_TYPE, None)

    def _counts(self) -> tuple[dict[str, int], Counter[str]]:
        """Return how much each topic holds, and each unit with all below it."""
        with self._service.database.read() as connection:
            return tallies.topic_counts(connection), totals(self._units, tallies.unit_counts(connection))

    def _filled_tree(self, unit: Unit, totalled: Counter[str]) -> Iterator[Unit]:
        """Yield a unit and all below it that hold anything, each before those below it."""
        if totalled[unit.slug]:
            yield unit
            for below in self._units.below(unit):
                yield from self._filled_tree(below, totalled)

    def _filled(self, edition: Edition, units: Iterable[Unit], totalled: Counter[str]) -> list[Counted]:
        return edition.listings.units([unit for unit in units if totalled[unit.slug]], totalled)
