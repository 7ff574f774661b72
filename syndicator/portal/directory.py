"""The directory of feeds: a page for people, with addresses to copy and codes to point a telephone at."""

from __future__ import annotations

from io import BytesIO

import segno
from fastapi import APIRouter, HTTPException
from starlette.requests import Request
from starlette.responses import Response

from syndicator.bootstrap.service import Service
from syndicator.portal.conditional import conditional
from syndicator.portal.outlines import Outlines
from syndicator.portal.pages import Pages

QR_PATH = "/feeds/qr/{name:path}.svg"


class Directory:
    """Lists the feeds that hold anything; those that do not are there too, but nobody is sent to them."""

    def __init__(self, service: Service, pages: Pages) -> None:
        self._base = service.settings.environment.public_address
        self._outlines = Outlines(database=service.database, units=service.settings.units, base=self._base)
        self._pages = pages

    def router(self) -> APIRouter:
        """Return the routes."""
        router = APIRouter(include_in_schema=False)
        router.add_api_route("/feeds", self.page, methods=["GET", "HEAD"])
        router.add_api_route(QR_PATH, self.code, methods=["GET", "HEAD"])
        return router

    def page(self, request: Request) -> Response:
        """Answer with the addresses of the feeds of topics and commands; those of units stand on their pages."""
        edition, held = self._pages.edition(request), self._outlines.holdings()
        shown = {
            "everything": edition.listings.everything(),
            "topics": edition.listings.topics(held.topics),
            "operations": edition.listings.told_operations(held.operations),
            "commands": self._outlines.commands(edition, held),
        }
        return self._pages.answer(request, "feeds.html", shown)

    def code(self, request: Request, name: str) -> Response:
        """Answer with the QR code of a feed's address in RSS."""
        if not self._is_feed(request, name):
            raise HTTPException(404)
        return conditional(request, qr_code(f"{self._base}/feeds/{name}.rss"), "image/svg+xml", None)

    def _is_feed(self, request: Request, name: str) -> bool:
        listings = self._pages.edition(request).listings
        kind, _, slug = name.partition("/")
        kinds = {"topics": listings.topic, "units": listings.unit, "operations": listings.operation}
        return name == "all" or (kind in kinds and kinds[kind](slug) is not None)


def qr_code(address: str) -> bytes:
    """Return the QR code of an address as SVG, with the quiet zone that its standard wants."""
    drawn = BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", scale=4, border=4, dark="#000", light="#fff")
    return drawn.getvalue()
