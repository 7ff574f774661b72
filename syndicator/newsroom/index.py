"""The index of the newsroom on 127.0.0.1: lists of sources, truth, log, and the button of the clock."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from syndicator.newsroom.hostile import HostileSite
from syndicator.newsroom.newsroom import Newsroom
from syndicator.newsroom.sites import Site
from syndicator.newsroom.traffic import Traffic
from syndicator.newsroom.truth import lines, truth

PAGES = ("sources.toml", "sources.opml", "truth.json", "truth.jsonl", "log.json")


def index_app(newsroom: Newsroom, traffic: Traffic) -> Starlette:
    """Build the index over a newsroom."""
    index = _Index(newsroom, traffic)
    return Starlette(
        routes=[
            Route("/", index.listing),
            Route("/healthz", index.health),
            Route("/robots.txt", index.robots),
            Route("/sources.toml", index.sources_toml),
            Route("/sources.opml", index.sources_opml),
            Route("/truth.json", index.truth),
            Route("/truth.jsonl", index.truth_lines),
            Route("/log.json", index.log),
            Route("/advance", index.advance, methods=["POST"]),
            Route("/stop", index.stop, methods=["POST"]),
            Route("/go-on", index.go_on, methods=["POST"]),
        ]
    )


class _Index:
    def __init__(self, newsroom: Newsroom, traffic: Traffic) -> None:
        self._newsroom = newsroom
        self._traffic = traffic

    async def listing(self, _request: Request) -> Response:
        rows = "".join(
            f'<li><a href="{site.base}/">{escape(_name(self._newsroom, site))}</a> '
            f'(<a href="{_source(site)}">{_kind(site)}</a>)</li>'
            for site in _all(self._newsroom)
        )
        title = "Demo newsroom"
        links = " · ".join(f'<a href="/{name}">{name}</a>' for name in PAGES)
        return HTMLResponse(
            f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>'
            f"<body><h1>{title}</h1><p>{links}</p><ul>{rows}</ul></body></html>"
        )

    async def health(self, _request: Request) -> Response:
        return JSONResponse({"status": "ok", "offset_seconds": round(self._newsroom.clock.offset(), 3)})

    async def robots(self, _request: Request) -> Response:
        return PlainTextResponse("User-agent: *\nAllow: /\n")

    async def sources_toml(self, _request: Request) -> Response:
        tables = (_table(self._newsroom, site) for site in _all(self._newsroom))
        return PlainTextResponse("\n".join(tables), media_type="application/toml")

    async def sources_opml(self, _request: Request) -> Response:
        rows = "".join(
            f'<outline type="rss" text="{escape(_name(self._newsroom, site))}" xmlUrl="{site.feed}" '
            f'htmlUrl="{site.base}/"/>\n'
            for site in _all(self._newsroom)
            if _kind(site) == "feed"
        )
        body = (
            '<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">'
            f"<head><title>Demo newsroom</title></head><body>\n{rows}</body></opml>\n"
        )
        return Response(body, media_type="text/x-opml")

    async def truth(self, _request: Request) -> Response:
        self._newsroom.catch_up()
        return JSONResponse(truth(self._newsroom))

    async def truth_lines(self, _request: Request) -> Response:
        self._newsroom.catch_up()
        return StreamingResponse(lines(self._newsroom), media_type="application/jsonl")

    async def stop(self, request: Request) -> Response:
        self._newsroom.catch_up()
        self._newsroom.clock.stop()
        return await self.health(request)

    async def go_on(self, request: Request) -> Response:
        self._newsroom.clock.go_on()
        return await self.health(request)

    async def log(self, _request: Request) -> Response:
        return JSONResponse(self._traffic.rows())

    async def advance(self, request: Request) -> Response:
        try:
            seconds = float(request.query_params.get("seconds", ""))
            self._newsroom.clock.advance(seconds)
        except ValueError as error:
            return JSONResponse({"error": str(error)}, status_code=400)
        self._newsroom.catch_up()
        return await self.health(request)


def _all(newsroom: Newsroom) -> Iterator[Site | HostileSite]:
    yield from newsroom.sites
    yield from newsroom.hostile


def _name(newsroom: Newsroom, site: Site | HostileSite) -> str:
    """Return the unit a site speaks for; hostile ones borrow the first one's name."""
    return site.unit.name if isinstance(site, Site) else newsroom.sites[0].unit.name


def _kind(site: Site | HostileSite) -> str:
    return site.way if isinstance(site, Site) else "feed"


def _source(site: Site | HostileSite) -> str:
    return site.source if isinstance(site, Site) else site.feed


def _table(newsroom: Newsroom, site: Site | HostileSite) -> str:
    trusted = "true" if isinstance(site, Site) else "false"
    return (
        f'[[source]]\naddress = "{_source(site)}"\nunit = "{_name(newsroom, site)}"\nkind = "{_kind(site)}"\n'
        f'trusted = {trusted}\nevery = "10s"\nlanguage = "id"\n'
    )
