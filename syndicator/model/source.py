"""Sources: who publishes, at which address, and how its last polls went."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from syndicator.telemetry import new_trace


class SourceKind(StrEnum):
    """
    How a source is read.

    FEED is any feed; WORDPRESS the posts of its JSON API; BLOGGER its Atom feed by date of change; SITEMAP a sitemap,
    and the pages that it names; PAGE a page that lists releases, and the pages behind its links; API is never asked:
    it sends.
    """

    FEED = "feed"
    WORDPRESS = "wordpress"
    BLOGGER = "blogger"
    SITEMAP = "sitemap"
    PAGE = "page"
    API = "api"


class SourceState(StrEnum):
    """
    Whether a source is polled, and what becomes of its bulletins.

    QUARANTINED is polled, but all that it brings is held; RETIRED said that it is gone for good.
    """

    ACTIVE = "active"
    PAUSED = "paused"
    QUARANTINED = "quarantined"
    RETIRED = "retired"


POLLED = (SourceState.ACTIVE, SourceState.QUARANTINED)
NEW_SOURCE = "its source is new"
"""Why a source is quarantined that nobody has looked at yet."""


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
        selector: CSS selector of the links to releases on a page of kind PAGE; None lets us find them.
    """

    address: str
    unit: str | None = None
    kind: SourceKind = SourceKind.FEED
    trusted: bool = True
    every: timedelta | None = None
    language: str = "id"
    tls_exception: str | None = None
    selector: str | None = None


@dataclass(frozen=True, slots=True)
class Rhythm:
    """
    Faded counts of what a source published.

    Args:
        hours, days: by hour of the day and by day of the week (0 is Monday), by the source's own clock.
        since: aware; when counting began. `at`: when the counts were last faded.
    """

    hours: tuple[float, ...]
    days: tuple[float, ...]
    since: datetime
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """
    What the polls of a source have taught, each of which the next one needs.

    Args:
        polls: how many there were.
        failures: weighed failures in a row; `gone` counts how often in a row it said that it is gone.
        gap: the interval that the cadence chose last.
        rhythm: when it publishes; None before the first release.
        newest_at: publication of its newest release.
        moved_to: where permanent redirects lead, `moves` how often in a row they did.
        found_at: the address at which its last document was found in the end, `read_at` when.
        certificate: SHA-256 (hex) of the certificate that was accepted by exception; None without one.
        clock_offset: how far its clock, labelled +0000, is ahead of UTC; None while unknown.
        silent_since: when it was told to be quiet against its own norm.
    """

    polls: int = 0
    failures: float = 0.0
    gone: int = 0
    gap: timedelta | None = None
    rhythm: Rhythm | None = None
    newest_at: datetime | None = None
    moved_to: str | None = None
    moves: int = 0
    found_at: str | None = None
    read_at: datetime | None = None
    certificate: str | None = None
    clock_offset: timedelta | None = None
    silent_since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """
    A stored source: its config, its validators, and its health. Times are aware, in UTC.

    `reason` says why it is paused, quarantined or retired; `accepted_domain` is one that a person accepted though it
    is not the address's own.
    """

    id: int
    config: SourceConfig
    state: SourceState
    reason: str | None = None
    accepted_domain: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    course: Course = Course()
    next_poll_at: datetime
    last_polled_at: datetime | None = None
    last_success_at: datetime | None = None
    last_error: str | None = None
    bulletins: int = 0

    @property
    def was_read(self) -> bool:
        """Whether a list of it was read before: until then nothing can be missing, and everything is new."""
        return self.course.read_at is not None

    @property
    def failures(self) -> float:
        """Weighed failures in a row; 0 after a success."""
        return self.course.failures


@dataclass(frozen=True, slots=True)
class SourceClaim:
    """
    A source that this process alone may poll until its lease ends.

    `token` proves the claim when recording; `trace` names this poll, and all that comes of it until its receipts.
    """

    source: Source
    token: str
    trace: str = field(default_factory=new_trace)
