"""Entries: what a document says of one release, before anything of it is believed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """
    One entry of a feed, as told.

    Args:
        html: the fullest content that the entry carries; hostile until sanitised.
        published_at, updated_at: aware; None where missing or unreadable.
        images: addresses, best first, not yet made absolute.
        is_whole: whether `html` is all that the release says; False where it is a summary, or nothing yet.
    """

    guid: str | None
    address: str | None
    title: str
    html: str
    author: str | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None
    categories: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    is_whole: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """
    All entries of one document, oldest first, and what the feed says of itself.

    Args:
        home: address of the site.
        every: how often the feed wishes to be asked (`ttl`, `sy:updatePeriod`); None where it does not say.
        generator: what made it, as told.
        hub, topic: where it promises to push (WebSub), and its own name there.
        older: address of the next older page of it (RFC 5005); None where it does not say.
    """

    entries: tuple[Entry, ...]
    title: str | None = None
    home: str | None = None
    every: timedelta | None = None
    generator: str | None = None
    hub: str | None = None
    topic: str | None = None
    older: str | None = None


NOTHING_READ = Reading(entries=())
"""What a document says that was not read."""
