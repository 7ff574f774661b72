"""The routes of feeds, lists of feeds and sitemaps: what the press prints, sent once to each client."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException
from starlette.requests import Request
from starlette.responses import Response

from syndicator.bootstrap.service import Service
from syndicator.portal.conditional import conditional
from syndicator.portal.language import Language
from syndicator.portal.pages import Pages
from syndicator.portal.press import Press
from syndicator.portal.printing import FeedPress

PATHS = (
    "/feeds/all.{form}",
    "/feeds/search.{form}",
    "/feeds/topics/{slug}.{form}",
    "/feeds/units/{slug}.{form}",
    "/feeds/operations/{slug}.{form}",
    "/feeds.opml",
    "/sitemap.xml",
    "/sitemap-news.xml",
)


class Feeds:
    """Serves what is printed; it is in Indonesian, whoever asks."""

    def __init__(self, service: Service, pages: Pages) -> None:
        self._press: Press = FeedPress(service, pages.in_language(Language.INDONESIAN))

    def router(self) -> APIRouter:
        """Return the routes."""
        router = APIRouter(include_in_schema=False)
        for path in PATHS:
            router.add_api_route(path, self.answer, methods=["GET", "HEAD"])
        return router

    def answer(self, request: Request) -> Response:
        """Answer with what stands at the address."""
        query = request.scope["query_string"].decode("latin-1")
        printed = self._press.print(request.url.path, query)
        if printed is None:
            raise HTTPException(404)
        answer = conditional(request, printed.body, printed.media_type, printed.changed_at)
        if printed.links:
            answer.headers["Link"] = ", ".join(f'<{address}>; rel="{relation}"' for address, relation in printed.links)
        return answer
