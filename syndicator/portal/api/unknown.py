"""What is asked at an address of the API where nothing is, or in a way that is not offered there."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter, HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")


class Unknown:
    """Answers 404, or 405 with all the ways that are offered."""

    def __init__(self, routes: Sequence[BaseRoute]) -> None:
        self._routes = [route for route in routes if isinstance(route, Route)]

    def add_to(self, router: APIRouter) -> None:
        """Add the route, behind all others."""
        router.add_api_route("/{rest:path}", self.answer, methods=list(METHODS), include_in_schema=False)

    def answer(self, request: Request) -> Response:
        """Answer with the problem."""
        offered = {
            method
            for route in self._routes
            if route.path_regex.match(request.url.path)
            for method in route.methods or ()
        }
        if offered:
            told = f"this is asked by {' or '.join(sorted(offered))}"
            raise HTTPException(405, told, {"Allow": ", ".join(sorted(offered))})
        raise HTTPException(404)
