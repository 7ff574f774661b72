"""Entries: what a document says of one release, before anything of it is believed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """
    One entry of a feed, as told.

    Args:
        html: the fullest content that the entry carries; hostile until sanitised.
        published_at, updated_at: aware; None where missing or unreadable.
        images: addresses, best first, not yet made absolute.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All entries of one document, oldest first, and what the feed says of itself."""

    entries: tuple[Entry, ...]
    title: str | None = None
    home: str | None = None
