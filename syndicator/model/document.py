"""Documents: what a server was asked, and the bytes that came, or the word that nothing changed, or a fault."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from syndicator.errors import SourceFault
from syndicator.model.source import Source


class Purpose(StrEnum):
    """
    Why a source is asked.

    LIST is its own address; OLDER an older page of it; PAGE one release, for its text; PRESENCE one release that the
    list misses.
    """

    LIST = "list"
    OLDER = "older"
    PAGE = "page"
    PRESENCE = "presence"


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchRequest:
    """
    One address to ask on behalf of a source.

    `conditional` sends the source's validators along; only its own address has them. `trace` names the poll.
    """

    source: Source
    address: str
    purpose: Purpose = Purpose.LIST
    conditional: bool = False
    trace: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """
    The bytes of one successful fetch.

    Args:
        address: where it was found in the end.
        moved_to: the final address if every redirect on the way was a permanent one; None without redirects.
        body_hash: SHA-256 (hex) of the body.
        etag, last_modified: the validators exactly as received.
        fresh_for: how long the server says that it stays fresh (max-age or Expires); None where it does not say.
        certificate: SHA-256 (hex) of the server's certificate where it is accepted by exception; else None.
        hub, topic: where the server's `Link` headers say that it is pushed (WebSub), and its own name there; they
            count before what the document says.
    """

    request: FetchRequest
    address: str
    moved_to: str | None
    status: int
    body: bytes
    body_hash: str
    content_type: str
    etag: str | None
    last_modified: str | None
    fresh_for: timedelta | None
    fetched_at: datetime
    took: timedelta
    certificate: str | None = None
    hub: str | None = None
    topic: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """The server answered 304, or sent the same bytes again (`status` tells which)."""

    request: FetchRequest
    status: int
    fresh_for: timedelta | None
    fetched_at: datetime
    took: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """There is no document; `fault` says why."""

    request: FetchRequest
    status: int | None
    fault: SourceFault
    fetched_at: datetime
    took: timedelta


FetchResult = Document | Unchanged | Failed
