"""Sources and fetchers for tests of the room that fetches."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from syndicator.fetch.guard import AddressGuard
from syndicator.fetch.http import Fetcher, FetchLimits
from syndicator.fetch.politeness import Slot
from syndicator.fetch.robots import Robots, RobotsBook
from syndicator.model.document import Document, Failed, FetchRequest, FetchResult, Unchanged
from syndicator.model.moment import Clock, utc_now
from syndicator.model.source import Source, SourceConfig, SourceState

LOOPBACK = ("127.0.0.0/8", "::1/128")
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def source(
    address: str,
    number: int = 1,
    *,
    etag: str | None = None,
    last_modified: str | None = None,
    body_hash: str | None = None,
    tls_exception: str | None = None,
) -> Source:
    return Source(
        id=number,
        config=SourceConfig(address=address, tls_exception=tls_exception),
        state=SourceState.ACTIVE,
        etag=etag,
        last_modified=last_modified,
        body_hash=body_hash,
        next_poll_at=LONG_AGO,
    )


NOWHERE = redis.Redis(unix_socket_path="/nowhere", retry=Retry(NoBackoff(), 0))
"""A Redis that does not answer."""


class FreeSlots:
    """Every turn comes at once."""

    def exchange(self, returned: Sequence[Slot], hosts: Sequence[str]) -> list[Slot | timedelta]:
        assert all(slot.token == "token" for slot in returned)
        return [Slot(host, host, "token") for host in hosts]

    def pause(self, host: str, span: timedelta) -> None:
        assert span >= timedelta(0), host


class NoRules(RobotsBook):
    """No host has a robots.txt."""

    def find(self, origin: str, now: datetime) -> Robots:
        return self._learn(origin, b"", now)


@cache
def fetcher(
    allowed: tuple[str, ...] = LOOPBACK, *, limits: FetchLimits | None = None, clock: Clock = utc_now
) -> Fetcher:
    """Return a fetcher, the same one for the same bounds: reading the system's certificates takes its time."""
    return Fetcher(
        AddressGuard(allowed),
        FreeSlots(),
        NoRules(NOWHERE),
        user_agent="Syndicator/test (+http://portal.test/about)",
        clock=clock,
        limits=limits,
    )


def fetch(by: Fetcher, sources: Sequence[Source], *, until: datetime | None = None) -> list[FetchResult]:
    """Fetch sources at their own addresses, with their validators."""
    requests = [FetchRequest(source=one, address=one.config.address, conditional=True) for one in sources]
    return by.fetch_all(requests, until=until)


def only(results: Sequence[FetchResult]) -> FetchResult:
    (result,) = results
    return result


def document(results: Sequence[FetchResult]) -> Document:
    result = only(results)
    assert isinstance(result, Document), result
    return result


def unchanged(results: Sequence[FetchResult]) -> Unchanged:
    result = only(results)
    assert isinstance(result, Unchanged), result
    return result


def failed(results: Sequence[FetchResult]) -> Failed:
    result = only(results)
    assert isinstance(result, Failed), result
    return result
