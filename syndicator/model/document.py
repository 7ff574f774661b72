"""Documents: the bytes of one fetch, or the word that nothing changed, or why there are none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from syndicator.errors import SourceFault


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """
    The bytes of one successful fetch.

    `etag` and `last_modified` are the validators exactly as received. `fresh_for` is how long the server
    says that the document stays fresh (max-age or Expires), None where it does not say. `body_hash` is the
    SHA-256 (hex) of the body.
    """

    source_id: int
    address: str
    status: int
    body: bytes
    body_hash: str
    content_type: str
    etag: str | None
    last_modified: str | None
    fresh_for: timedelta | None
    fetched_at: datetime
    took: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """The server answered 304, or sent the same bytes again (`status` tells which)."""

    source_id: int
    status: int
    fresh_for: timedelta | None
    fetched_at: datetime
    took: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """There is no document; `fault` says why."""

    source_id: int
    status: int | None
    fault: SourceFault
    fetched_at: datetime
    took: timedelta


FetchResult = Document | Unchanged | Failed
