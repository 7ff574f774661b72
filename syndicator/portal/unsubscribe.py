"""
The page by which somebody leaves a mailing list, and the address that mail programs post to (RFC 8058).

A look changes nothing, for programs look at all that stands in a letter. A POST leaves at once: it comes from mail
programs, which have no cookies and know nothing but the address.
"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from syndicator.mailing import PATH, MailingLists
from syndicator.portal.pages import NOT_AT_ALL, Pages


class Unsubscribe:
    """Shows the button, and what it does."""

    def __init__(self, lists: MailingLists, pages: Pages) -> None:
        self._lists = lists
        self._pages = pages

    def router(self) -> APIRouter:
        """Return the routes."""
        router = APIRouter(include_in_schema=False)
        router.add_api_route(f"{PATH}/{{token}}", self.ask, methods=["GET", "HEAD"])
        router.add_api_route(f"{PATH}/{{token}}", self.leave, methods=["POST"])
        return router

    def ask(self, request: Request, token: str) -> Response:
        """Show the button; where the token means nothing there is nothing here."""
        return self._page(request, self._lists.channel_of(token), done=False)

    def leave(self, request: Request, token: str) -> Response:
        """Take the reader off the list; a second time is as good as the first."""
        return self._page(request, self._lists.leave(token), done=True)

    def _page(self, request: Request, name: str, *, done: bool) -> Response:
        return self._pages.answer(request, "unsubscribe.html", {"list": name, "done": done}, cache=NOT_AT_ALL)
