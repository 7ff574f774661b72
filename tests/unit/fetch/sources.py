"""Sources and fetchers for tests of the room that fetches."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache

from syndicator.fetch.guard import AddressGuard
from syndicator.fetch.http import Fetcher, FetchLimits
from syndicator.model.document import Document, Failed, FetchResult, Unchanged
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
        failures=0,
        usual_gap=None,
        next_poll_at=LONG_AGO,
        last_polled_at=None,
        last_success_at=None,
        last_error=None,
    )


@cache
def fetcher(
    allowed: tuple[str, ...] = LOOPBACK, *, limits: FetchLimits | None = None, clock: Clock = utc_now
) -> Fetcher:
    """Return a fetcher, the same one for the same bounds: reading the system's certificates takes its time."""
    return Fetcher(
        AddressGuard(allowed), user_agent="Syndicator/test (+http://portal.test/about)", clock=clock, limits=limits
    )


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
