"""The newsroom as an ASGI application: finds the site, asks it and sends what it answers, faults too."""

from __future__ import annotations

import asyncio
import socket
import struct
from urllib.parse import parse_qsl

from starlette.types import Receive, Scope, Send

from syndicator.newsroom import blogger, hostile, wordpress
from syndicator.newsroom.answers import Answer, Question, page
from syndicator.newsroom.clock import Clock
from syndicator.newsroom.faults import Fault, fault_for, slowness_s, spoilt
from syndicator.newsroom.hostile import HostileSite
from syndicator.newsroom.index import index_app
from syndicator.newsroom.newsroom import Newsroom
from syndicator.newsroom.options import NewsroomOptions
from syndicator.newsroom.sites import Site
from syndicator.newsroom.traffic import Traffic

SOFTWARE = {"wordpress": wordpress.answer, "blogger": blogger.answer}
ASKED_HEADERS = {b"if-none-match": "if-none-match", b"if-modified-since": "if-modified-since"}
HANG_UP_S = 0.05  # until the server has noticed, so that it reports no failure
RESET_AT_ONCE = struct.pack("ii", 1, 0)  # SO_LINGER: on, zero seconds


def build_app(options: NewsroomOptions, clock: Clock | None = None, *, port: int | None = None) -> NewsroomApp:
    """
    Build the application for any ASGI server.

    Args:
        clock: a real one if None.
        port: the one that was bound, when the options leave it open.
    """
    return NewsroomApp(Newsroom(options, clock or Clock(), port=port))


class NewsroomApp:
    """All sites and the index behind one door."""

    def __init__(self, newsroom: Newsroom) -> None:
        """Serve a newsroom."""
        self.newsroom = newsroom
        self.traffic = Traffic()
        self._index = index_app(newsroom, self.traffic)
        self._one_host = newsroom.options.hosts == "one"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        found = self._find(scope) if scope["type"] == "http" else None
        if found is None:
            await self._index(scope, receive, send)
            return
        site, path = found
        question = _question(scope, path)
        if isinstance(site, HostileSite):
            await self._hostile(site, question, receive, send)
        else:
            await self._site(site, question, send)

    def _find(self, scope: Scope) -> tuple[Site | HostileSite, str] | None:
        path: str = scope["path"]
        if self._one_host:
            slug, _, rest = path[1:].partition("/")
            site = self.newsroom.by_slug.get(slug)
        else:
            rest = path[1:]
            site = self.newsroom.by_host.get(_host(scope))
        return None if site is None else (site, f"/{rest}")

    async def _site(self, site: Site, question: Question, send: Send) -> None:
        self.newsroom.catch_up()
        site.requests += 1
        number = site.requests
        options = self.newsroom.options
        fault = fault_for(options.faults, seed=options.seed, site=site.slug, request=number)
        if question.method not in {"GET", "HEAD"}:
            answer = page(405, "<h1>Metode tidak diizinkan</h1>", allow="GET, HEAD")
        else:
            answer = SOFTWARE[site.software](site, question)
        if fault is not None:
            answer = spoilt(answer, fault, question)
            await asyncio.sleep(slowness_s(fault, number))
        self.traffic.count(site.slug, str(answer.status) if fault is None else f"fault {fault}")
        if fault is Fault.RESET:
            await _hang_up(send, at_once=True)
        else:
            shown = len(answer.body) // 2 if fault is Fault.TRUNCATED else None
            await _send(answer, send, head_only=question.method == "HEAD", shown=shown)

    async def _hostile(self, site: HostileSite, question: Question, receive: Receive, send: Send) -> None:
        self.traffic.count(site.slug, "hostile")
        if site.slug != hostile.DRIPPING:
            await _send(hostile.answer(site, question.path), send, head_only=question.method == "HEAD")
            return
        headers = [(b"content-type", hostile.RSS_TYPE.encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        dripping = asyncio.ensure_future(_drip(site, send))
        try:
            while (await receive())["type"] != "http.disconnect":
                continue
        finally:
            dripping.cancel()


async def _drip(site: HostileSite, send: Send) -> None:
    async for piece in hostile.drip(site):
        await send({"type": "http.response.body", "body": piece, "more_body": True})


async def _send(answer: Answer, send: Send, *, head_only: bool, shown: int | None = None) -> None:
    await send({"type": "http.response.start", "status": answer.status, "headers": answer.header_lines()})
    if shown is None or head_only or not answer.body:
        await send({"type": "http.response.body", "body": b"" if head_only else answer.body})
        return
    await send({"type": "http.response.body", "body": answer.body[:shown], "more_body": True})
    await _hang_up(send, at_once=False)


async def _hang_up(send: Send, *, at_once: bool) -> None:
    """
    Drop the connection in the midst of an answer.

    ASGI has no word for it, so the server's transport is used where it can be reached (uvicorn);
    elsewhere ConnectionResetError is raised, which every server takes for a failed application.

    Args:
        at_once: reset it, what was sent included; otherwise let that arrive first.
    """
    transport = getattr(getattr(send, "__self__", None), "transport", None)
    if transport is None:
        raise ConnectionResetError("the newsroom drops this connection on purpose")
    if at_once:
        peer = transport.get_extra_info("socket")
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_AT_ONCE)
        transport.abort()
    else:
        transport.close()
    await asyncio.sleep(HANG_UP_S)


def _host(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"host":
            return str(value.decode("latin-1")).split(":", 1)[0]
    return ""


def _question(scope: Scope, path: str) -> Question:
    lines = scope["headers"]
    headers = {ASKED_HEADERS[name]: value.decode("latin-1") for name, value in lines if name in ASKED_HEADERS}
    query = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
    return Question(path, query, headers, scope["method"])
