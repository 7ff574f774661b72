"""Fetching sources: many at once, each by a conditional GET within bounds of time, size and redirects."""

from __future__ import annotations

import asyncio
import hashlib
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from urllib.parse import urlsplit

import httpx

from syndicator.errors import SourceFault
from syndicator.fetch.body import ACCEPT_ENCODING, read_body
from syndicator.fetch.guard import AddressGuard
from syndicator.fetch.headers import fresh_for, retry_after
from syndicator.fetch.transport import GuardedAsyncTransport
from syndicator.model.document import Document, Failed, FetchResult, Unchanged
from syndicator.model.moment import Clock
from syndicator.model.source import Source

ACCEPT = "application/atom+xml, application/rss+xml, application/feed+json;q=0.9, application/xml;q=0.8, */*;q=0.5"


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchLimits:
    """Bounds of one fetch, and how many hosts are asked at the same time."""

    connect: timedelta = timedelta(seconds=5)
    read: timedelta = timedelta(seconds=10)
    total: timedelta = timedelta(seconds=25)
    body_bytes: int = 10_000_000
    redirects: int = 5
    hosts_at_once: int = 50


class Fetcher:
    """Fetches batches of sources; one request at a time to any one host."""

    def __init__(
        self, guard: AddressGuard, *, user_agent: str, clock: Clock, limits: FetchLimits | None = None
    ) -> None:
        self._guard = guard
        self._user_agent = user_agent
        self._clock = clock
        self._limits = limits or FetchLimits()
        self._tls = ssl.create_default_context()
        self._tls_unverified = ssl.create_default_context()
        self._tls_unverified.check_hostname = False
        self._tls_unverified.verify_mode = ssl.CERT_NONE

    def fetch_all(self, sources: Sequence[Source], *, until: datetime | None = None) -> list[FetchResult]:
        """
        Return a result for each source, in no particular order; never raises for a source's fault.

        A source whose turn had not come at `until` is left out.
        """
        return asyncio.run(self._fetch_hosts(sources, until))

    async def _fetch_hosts(self, sources: Sequence[Source], until: datetime | None) -> list[FetchResult]:
        by_host = sorted(sources, key=_host)
        slots = asyncio.Semaphore(self._limits.hosts_at_once)
        groups = [self._fetch_host(list(group), slots, until) for _, group in groupby(by_host, key=_host)]
        return [result for results in await asyncio.gather(*groups) for result in results]

    async def _fetch_host(
        self, sources: Sequence[Source], slots: asyncio.Semaphore, until: datetime | None
    ) -> list[FetchResult]:
        """A small client per host: httpx walks its whole pool on every request, so a pool of one is the cheapest."""
        results: list[FetchResult] = []
        async with slots:
            for excepted, some in groupby(sorted(sources, key=_excepted), key=_excepted):
                async with self._client(self._tls_unverified if excepted else self._tls) as client:
                    results += [
                        await self._fetch(client, source) for source in some if until is None or self._clock() < until
                    ]
        return results

    def _client(self, tls: ssl.SSLContext) -> httpx.AsyncClient:
        limits = self._limits
        transport = GuardedAsyncTransport(
            self._guard, tls=tls, limits=httpx.Limits(max_connections=2, max_keepalive_connections=1)
        )
        return httpx.AsyncClient(
            transport=transport,
            headers={"User-Agent": self._user_agent, "Accept": ACCEPT, "Accept-Encoding": ACCEPT_ENCODING},
            timeout=httpx.Timeout(limits.read.total_seconds(), connect=limits.connect.total_seconds()),
        )

    async def _fetch(self, client: httpx.AsyncClient, source: Source) -> FetchResult:
        started_at = self._clock()
        status: list[int] = []
        try:
            async with asyncio.timeout(self._limits.total.total_seconds()):
                return await self._ask(client, source, started_at, status)
        except SourceFault as fault:
            caught = fault
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            caught = _translated(error, self._limits)
        ended_at = self._clock()
        return Failed(
            source_id=source.id,
            status=status[0] if status else None,
            fault=caught,
            fetched_at=ended_at,
            took=ended_at - started_at,
        )

    @asynccontextmanager
    async def _last_hop(self, client: httpx.AsyncClient, request: httpx.Request) -> AsyncIterator[httpx.Response]:
        """Follow redirects without reading their bodies, which httpx would, unpacked and without a bound."""
        for _ in range(self._limits.redirects + 1):
            answer = await client.send(request, stream=True)
            try:
                if answer.next_request is None:
                    yield answer
                    return
                request = answer.next_request
            finally:
                await answer.aclose()
        raise httpx.TooManyRedirects("too many redirects", request=request)

    async def _ask(
        self, client: httpx.AsyncClient, source: Source, started_at: datetime, status: list[int]
    ) -> FetchResult:
        """Ask conditionally; `status` receives the answer's status, for the record of a failure further on."""
        validators = {b"If-None-Match": source.etag, b"If-Modified-Since": source.last_modified}
        headers = {name: value.encode("iso-8859-1") for name, value in validators.items() if value}
        async with self._last_hop(
            client, client.build_request("GET", source.config.address, headers=headers)
        ) as answer:
            status.append(answer.status_code)
            answer.headers.encoding = "iso-8859-1"
            now = self._clock()
            fresh = fresh_for(answer.headers, now)
            if answer.status_code == httpx.codes.NOT_MODIFIED:
                return Unchanged(
                    source_id=source.id, status=304, fresh_for=fresh, fetched_at=now, took=now - started_at
                )
            _check_status(answer, now)
            encoding = answer.headers.get("content-encoding", "").strip().lower()
            body = await read_body(answer.aiter_raw(), encoding, most=self._limits.body_bytes)
        ended_at = self._clock()
        body_hash = hashlib.sha256(body).hexdigest()
        if body_hash == source.body_hash:
            return Unchanged(
                source_id=source.id, status=200, fresh_for=fresh, fetched_at=ended_at, took=ended_at - started_at
            )
        return Document(
            source_id=source.id,
            address=str(answer.url),
            status=answer.status_code,
            body=body,
            body_hash=body_hash,
            content_type=answer.headers.get("content-type", ""),
            etag=answer.headers.get("etag"),
            last_modified=answer.headers.get("last-modified"),
            fresh_for=fresh,
            fetched_at=ended_at,
            took=ended_at - started_at,
        )


def _excepted(source: Source) -> bool:
    return source.config.tls_exception is not None


def _host(source: Source) -> str:
    """What sources share that are asked one after the other; an address that is none fails by itself later."""
    try:
        return urlsplit(source.config.address).netloc.lower()
    except ValueError:
        return ""


def _check_status(answer: httpx.Response, now: datetime) -> None:
    status = answer.status_code
    if status == httpx.codes.OK:
        return
    said = f"the server answered {status} {answer.reason_phrase}".rstrip()
    wish = retry_after(answer.headers, now) if status in {429, 503} else None
    if status == httpx.codes.TOO_MANY_REQUESTS:
        raise SourceFault("too_many", said, "it is polled less often from now on", wish)
    if status == httpx.codes.GONE:
        raise SourceFault("gone", said, "the feed was removed for good: give its new address or pause it")
    if status in {401, 403}:
        raise SourceFault("status", said, "ask the site to let our User-Agent read its feed")
    if status == httpx.codes.NOT_FOUND:
        raise SourceFault("status", said, "correct the address of the feed")
    raise SourceFault("status", said, "it is tried again later; tell the site if it lasts", wish)


def _translated(error: Exception, limits: FetchLimits) -> SourceFault:
    match error:
        case httpx.TooManyRedirects():
            return SourceFault(
                "redirect", f"more than {limits.redirects} redirects", "give the address to which it should lead"
            )
        case TimeoutError():
            seconds = limits.total.total_seconds()
            return SourceFault("timeout", f"the answer took longer than {seconds:g} s", "it is tried again later")
        case httpx.TimeoutException():
            return SourceFault("timeout", "the server did not answer in time", "it is tried again later")
        case httpx.UnsupportedProtocol() | httpx.InvalidURL():
            return SourceFault("refused", f"this address cannot be fetched: {error}", "write http:// or https://")
        case httpx.ConnectError() if "CERTIFICATE" in str(error).upper():
            return SourceFault(
                "tls", f"the certificate is not valid: {error}", "the site has to mend it; or record a tls_exception"
            )
        case _:
            words = str(error) or type(error).__name__
            return SourceFault("network", f"the connection failed: {words}", "it is tried again later")
