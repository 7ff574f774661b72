"""Sources: who publishes, at which address, and how its last polls went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class SourceKind(StrEnum):
    """How a source is read."""

    FEED = "feed"


class SourceState(StrEnum):
    """Whether a source is polled."""

    ACTIVE = "active"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceConfig:
    """
    What a person says of a source.

    Args:
        address: where its documents are fetched, as given.
        unit: slug of the unit that publishes there; None where it is to be read from each text.
        trusted: False holds every bulletin of it for the desk.
        every: the fixed interval between polls; None lets the cadence choose.
        tls_exception: the reason why its broken certificate is accepted; None verifies it.
    """

    address: str
    unit: str | None = None
    kind: SourceKind = SourceKind.FEED
    trusted: bool = True
    every: timedelta | None = None
    language: str = "id"
    tls_exception: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A stored source: its config, its validators, and its health. Times are aware, in UTC."""

    id: int
    config: SourceConfig
    state: SourceState
    etag: str | None
    last_modified: str | None
    body_hash: str | None
    failures: float
    usual_gap: timedelta | None
    next_poll_at: datetime
    last_polled_at: datetime | None
    last_success_at: datetime | None
    last_error: str | None
    bulletins: int = 0


@dataclass(frozen=True, slots=True)
class SourceClaim:
    """A source that this process alone may poll until its lease ends; `token` proves the claim when recording."""

    source: Source
    token: str
