"""Entries and readings out of what a document told, the same whichever reader read it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from urllib.parse import urljoin

from syndicator.model.entry import Entry, Reading

LARGEST_FEED = 500
"""Entries; what a feed carries beyond that is not read in one go."""

_UNHOLDABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_ADDRESS = re.compile(r"(?:https?:)?//|/|www\.", re.IGNORECASE)


def storable(text: str) -> str:
    """Return a text without what neither database nor page can hold: control characters, lone surrogates."""
    return _UNHOLDABLE.sub("", text).strip()


def entry_of(
    *,
    guid: str,
    link: str,
    title: str,
    texts: Iterable[str],
    author: str,
    published_at: datetime | None,
    updated_at: datetime | None,
    categories: Iterable[str],
    images: Iterable[str],
) -> Entry:
    """
    Return an entry; an empty string stands for what was not told.

    A guid may stand in for the link, but only one that is an address: `tag:blogger.com,1999:…` or `4711` must not
    become a published link (RSS 2.0: "all guids are permalinks" unless told otherwise, and many are not).
    The longest of the texts is the content: some sites put the whole of it into the summary.
    """
    return Entry(
        guid=guid or None,
        address=link if link and (link != guid or _ADDRESS.match(link)) else None,
        title=title,
        html=max(texts, key=len, default=""),
        author=author or None,
        published_at=published_at,
        updated_at=updated_at,
        categories=tuple(filter(None, categories)),
        images=tuple(filter(None, images)),
    )


def reading_of(entries: Sequence[Entry], *, title: str, home: str, address: str) -> Reading:
    """
    Return a reading.

    Args:
        entries: as the document lists them, which is newest first more often than not.
        home: the address of the site as the document tells it, from which it may be told relative to `address`.
    """
    oldest_first = list(reversed(entries))
    oldest_first.sort(key=_moment)
    return Reading(
        entries=tuple(oldest_first),
        title=title or None,
        home=_absolute(home, address) or None,
    )


def _absolute(home: str, address: str) -> str:
    try:
        return urljoin(address, home) if home else ""
    except ValueError:
        return ""


def _moment(entry: Entry) -> float:
    """Entries without a date keep their place at the front."""
    moment = entry.published_at or entry.updated_at
    if moment is None:
        return 0.0
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
