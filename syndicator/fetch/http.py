"""Fetching sources: many at once, each by a conditional GET within bounds of time, size and redirects."""

from __future__ import annotations

import asyncio
import hashlib
import ssl
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.cookiejar import DefaultCookiePolicy
from itertools import groupby
from urllib.parse import urlsplit

import httpx

from syndicator.errors import SourceFault
from syndicator.fetch import tls
from syndicator.fetch.asking import Asker, NotNow
from syndicator.fetch.body import ACCEPT_ENCODING, read_body
from syndicator.fetch.faults import check_status, translated
from syndicator.fetch.guard import AddressGuard
from syndicator.fetch.headers import fresh_for
from syndicator.fetch.links import hub_and_topic
from syndicator.fetch.politeness import Slots
from syndicator.fetch.robots import RobotsBook
from syndicator.fetch.transport import GuardedAsyncTransport
from syndicator.fetch.turns import Turns
from syndicator.model.document import Document, Failed, FetchRequest, FetchResult, Unchanged
from syndicator.model.moment import Clock
from syndicator.spans import span
from syndicator.telemetry import following, logger

log = logger(__name__)

ACCEPT = "application/atom+xml, application/rss+xml, application/feed+json;q=0.9, application/xml;q=0.8, */*;q=0.5"

HANDED_OVER = 25
"""So many results are handed over at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchLimits:
    """Bounds of one fetch, and how many hosts are asked at the same time."""

    connect: timedelta = timedelta(seconds=5)
    read: timedelta = timedelta(seconds=10)
    total: timedelta = timedelta(seconds=25)
    robots: timedelta = timedelta(seconds=10)
    body_bytes: int = 10_000_000
    redirects: int = 5
    hosts_at_once: int = 100


class Fetcher:
    """Fetches batches; one request at a time to any one host, and in the slots that all workers share."""

    def __init__(
        self,
        guard: AddressGuard,
        slots: Slots,
        robots: RobotsBook,
        *,
        user_agent: str,
        clock: Clock,
        limits: FetchLimits | None = None,
    ) -> None:
        self._guard = guard
        self._slots = slots
        self._robots = robots
        self._user_agent = user_agent
        self._clock = clock
        self._limits = limits or FetchLimits()
        self._tls = tls.verified()
        self._tls_unverified = tls.unverified()

    def fetch_all(self, requests: Sequence[FetchRequest], *, until: datetime | None = None) -> list[FetchResult]:
        """
        Return a result for each request, in no particular order; never raises for a source's fault.

        A request whose turn had not come at `until`, or whose host wants to be left alone, is left out.
        """
        results: list[FetchResult] = []
        self.fetch_each(requests, results.extend, until=until)
        return results

    def fetch_each(
        self,
        requests: Sequence[FetchRequest],
        take: Callable[[Sequence[FetchResult]], object],
        *,
        until: datetime | None = None,
    ) -> None:
        """
        Fetch like `fetch_all`, and hand results over as they come, a few at a time.

        Args:
            take: is called between two steps of the network, which goes on only when it returns: it has to be quick
                against the limits of time, and answers wait in the system's buffers meanwhile.
        """
        asyncio.run(self._fetch_each(requests, take, until))

    async def _fetch_each(
        self,
        requests: Sequence[FetchRequest],
        take: Callable[[Sequence[FetchResult]], object],
        until: datetime | None,
    ) -> None:
        arrived: asyncio.Queue[FetchResult | None] = asyncio.Queue()
        fetching = asyncio.create_task(self._fetch_hosts(requests, until, arrived))
        try:
            while (first := await arrived.get()) is not None:
                some = [first]
                while len(some) < HANDED_OVER and not arrived.empty() and (further := arrived.get_nowait()):
                    some.append(further)
                take(some)
                if arrived.empty() and fetching.done():
                    break
            await fetching
        finally:
            fetching.cancel()

    async def _fetch_hosts(
        self, requests: Sequence[FetchRequest], until: datetime | None, arrived: asyncio.Queue[FetchResult | None]
    ) -> None:
        by_host = sorted(requests, key=_host)
        hosts, turns = asyncio.Semaphore(self._limits.hosts_at_once), Turns(self._slots)
        async with self._line(self._tls, turns, until) as strict, self._line(self._tls_unverified, turns, until) as lax:
            groups = [
                self._fetch_host(list(group), hosts, (strict, lax), arrived) for _, group in groupby(by_host, key=_host)
            ]
            try:
                await asyncio.gather(*groups)
            finally:
                turns.end()
                arrived.put_nowait(None)

    async def _fetch_host(
        self,
        requests: Sequence[FetchRequest],
        hosts: asyncio.Semaphore,
        lines: tuple[_Line, _Line],
        arrived: asyncio.Queue[FetchResult | None],
    ) -> None:
        """Ask one host one thing after the other, over one connection that is closed when all was asked."""
        async with hosts:
            for one in requests:
                line = lines[_excepted(one)]
                if self._in_time(line.asker.until) and (result := await self._fetch_safely(line.asker, one)):
                    arrived.put_nowait(result)
            for line in lines:
                line.transport.leave(_host(requests[0]))

    def _in_time(self, until: datetime | None) -> bool:
        return until is None or self._clock() < until

    @asynccontextmanager
    async def _line(self, tls: ssl.SSLContext, turns: Turns, until: datetime | None) -> AsyncIterator[_Line]:
        """One client for a whole batch; it takes no cookies, for nobody who polls has any use for them."""
        limits, transport = self._limits, GuardedAsyncTransport(self._guard, tls=tls)
        async with httpx.AsyncClient(
            transport=transport,
            headers={"User-Agent": self._user_agent, "Accept": ACCEPT, "Accept-Encoding": ACCEPT_ENCODING},
            timeout=httpx.Timeout(limits.read.total_seconds(), connect=limits.connect.total_seconds()),
            trust_env=False,
        ) as client:
            client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))
            asker = Asker(
                client=client,
                turns=turns,
                robots=self._robots,
                clock=self._clock,
                redirects=limits.redirects,
                robots_within=limits.robots,
                until=until,
            )
            yield _Line(asker, transport)

    async def _fetch_safely(self, asker: Asker, request: FetchRequest) -> FetchResult | None:
        """Whatever a hostile server makes our own code do is that source's fault, and ends no batch."""
        began_at = self._clock()
        try:
            with following(request.trace), span("fetch", request.trace, source=request.source.id):
                return await self._fetch(asker, request)
        except Exception as error:
            log.exception("fetch_broke", source=request.source.id, address=request.address, trace=request.trace)
            fault = SourceFault("network", f"the fetch broke: {type(error).__name__}", "tell the maintainers")
            now = self._clock()
            return Failed(request=request, status=None, fault=fault, fetched_at=now, took=now - began_at)

    async def _fetch(self, asker: Asker, request: FetchRequest) -> FetchResult | None:
        try:
            async with asyncio.timeout(None) as deadline:
                course = _Course(deadline, self._clock, self._limits.total)
                return await self._ask(asker, request, course)
        except NotNow:
            return None
        except SourceFault as fault:
            caught = fault
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError, ArithmeticError, LookupError) as error:
            caught = translated(error, redirects=self._limits.redirects, total=self._limits.total)
        ended_at = self._clock()
        return Failed(
            request=request,
            status=course.status,
            fault=caught,
            fetched_at=ended_at,
            took=ended_at - course.began_at,
        )

    async def _ask(self, asker: Asker, request: FetchRequest, course: _Course) -> FetchResult:
        """Ask, conditionally if that is wanted."""
        await asker.check_robots(request.address)
        question = asker.client.build_request("GET", request.address, headers=_validators(request))
        async with asker.ask(question, begins=course.begin) as answered:
            answer = answered.response
            answer.headers.encoding = "iso-8859-1"
            course.status = answer.status_code
            now = self._clock()
            fresh, took = fresh_for(answer.headers, now), now - course.began_at
            if answer.status_code == httpx.codes.NOT_MODIFIED:
                return Unchanged(request=request, status=304, fresh_for=fresh, fetched_at=now, took=took)
            asker.heed(answer)
            check_status(answer, now)
            encoding = answer.headers.get("content-encoding", "").strip().lower()
            body = await read_body(answer.aiter_raw(), encoding, most=self._limits.body_bytes)
        now = self._clock()
        took, body_hash = now - course.began_at, hashlib.sha256(body).hexdigest()
        if request.conditional and body_hash == request.source.body_hash:
            return Unchanged(request=request, status=200, fresh_for=fresh, fetched_at=now, took=took)
        hub, topic = hub_and_topic(answer.headers.get_list("link"), str(answer.url))
        return Document(
            request=request,
            address=str(answer.url),
            moved_to=answered.moved_to,
            status=answer.status_code,
            body=body,
            body_hash=body_hash,
            content_type=answer.headers.get("content-type", ""),
            etag=answer.headers.get("etag"),
            last_modified=answer.headers.get("last-modified"),
            fresh_for=fresh,
            fetched_at=now,
            took=took,
            hub=hub,
            topic=topic,
            certificate=answer.extensions["certificate"]() if _excepted(request) else None,
        )


@dataclass(frozen=True, slots=True)
class _Line:
    """Who asks on behalf of one batch, and the connections over which that goes."""

    asker: Asker
    transport: GuardedAsyncTransport


class _Course:
    """How far one question has come: when it began, which ends its waiting for a turn, and the status of its answer."""

    def __init__(self, deadline: asyncio.Timeout, clock: Clock, total: timedelta) -> None:
        self._deadline = deadline
        self._clock = clock
        self._total = total
        self.began_at = clock()
        self.status: int | None = None

    def begin(self) -> None:
        """Let the server's time run from now on."""
        self.began_at = self._clock()
        self._deadline.reschedule(asyncio.get_running_loop().time() + self._total.total_seconds())


def _validators(request: FetchRequest) -> dict[bytes, bytes]:
    """The source's validators, exactly as they were received."""
    if not request.conditional:
        return {}
    source = request.source
    told = {b"If-None-Match": source.etag, b"If-Modified-Since": source.last_modified}
    return {name: value.encode("iso-8859-1") for name, value in told.items() if value}


def _excepted(request: FetchRequest) -> bool:
    return request.source.config.tls_exception is not None


def _host(request: FetchRequest) -> str:
    """What requests share that are asked one after the other; an address that is none fails by itself later."""
    try:
        return urlsplit(request.address).netloc.lower()
    except ValueError:
        return ""
