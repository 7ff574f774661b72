"""Feeds (RSS, RDF, Atom) as feedparser understands them; pages and other documents do not live here."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate
from typing import Any

import feedparser

from syndicator.errors import SourceFault
from syndicator.model.entry import Entry, Reading

LARGEST_FEED = 500
"""Entries; what a feed carries beyond that is not read in one go."""

_HOURS = {"WIB": 7, "WITA": 8, "WIT": 9}
_LOCAL = re.compile(r"\b(WIB|WITA|WIT)\s*$", re.IGNORECASE)
_ZONE = re.compile(r"(?:[+-]\d{2}:?\d{2}|Z|\b[A-Z]{2,5})\s*$", re.IGNORECASE)
_UNHOLDABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_MARKUP_START = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)


def read_feed(body: bytes, *, content_type: str, address: str) -> Reading:
    """
    Return the entries of a feed, oldest first.

    Args:
        body: the document as received.
        content_type: its Content-Type header, which may name an encoding; may be empty or wrong.
        address: where it was found; relative links of the feed itself count from here.

    Raises:
        SourceFault: the document is not a feed.
    """
    if not body.strip():
        raise SourceFault("format", "the answer is empty", "ask the site why its feed has nothing")
    headers = {"content-location": address}
    if content_type:
        headers["content-type"] = content_type
    try:
        parsed = feedparser.parse(body, response_headers=headers, sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:
        # feedparser raises whatever its parsers raise on hostile bytes; each of these is the source's fault.
        raise SourceFault(
            "format", f"the document cannot be read: {type(error).__name__}", "the site has to mend its feed"
        ) from error
    if not parsed.version and not parsed.entries:
        raise _not_a_feed(body, content_type)
    entries = [_entry(raw) for raw in parsed.entries[:LARGEST_FEED]]
    entries.reverse()
    return Reading(
        entries=tuple(sorted(entries, key=_moment)),
        title=_text(parsed.feed.get("title")) or None,
        home=_text(parsed.feed.get("link")) or None,
    )


def _not_a_feed(body: bytes, content_type: str) -> SourceFault:
    if _MARKUP_START.search(body[:2000]):
        what = "an HTML page, not a feed"
    else:
        what = f"not a feed (it calls itself {content_type})" if content_type else "not a feed"
    return SourceFault(
        "format", f"the document is {what}", "give the address of the feed, on WordPress it ends in /feed/"
    )


def _moment(entry: Entry) -> float:
    """Feeds list the newest first, but not all of them do; entries without a date keep their place at the front."""
    moment = entry.published_at or entry.updated_at
    if moment is None:
        return 0.0
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _text(value: object) -> str:
    """Return a string without what neither database nor page can hold: control characters, lone surrogates."""
    return _UNHOLDABLE.sub("", value).strip() if isinstance(value, str) else ""


def _entry(raw: Any) -> Entry:  # noqa: ANN401 -- feedparser has no types
    return Entry(
        guid=_text(raw.get("id")) or None,
        address=_text(raw.get("link")) or None,
        title=_text(raw.get("title")),
        html=_fullest(raw),
        author=_text(raw.get("author")) or None,
        published_at=_date(raw, "published"),
        updated_at=_date(raw, "updated"),
        categories=tuple(filter(None, (_text(tag.get("term")) for tag in raw.get("tags", ())))),
        images=tuple(_images(raw)),
    )


def _fullest(raw: Any) -> str:  # noqa: ANN401 -- feedparser has no types
    """The longest of content and summary: some sites put the whole text into either."""
    texts = [_text(part.get("value")) for part in raw.get("content", ())]
    texts.append(_text(raw.get("summary")))
    return max(texts, key=len)


def _date(raw: Any, name: str) -> datetime | None:  # noqa: ANN401 -- feedparser has no types
    """Return a date as told; naive where it names no zone, for then it is the site's own clock."""
    if name not in raw and name == "updated":
        return None
    told = _text(raw.get(name))
    parts = raw.get(f"{name}_parsed") or parsedate(told)
    if parts is None:
        return None
    try:
        year, month, day, hour, minute, second = parts[:6]
        moment = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
    if found := _LOCAL.search(told):
        return moment.replace(tzinfo=timezone(timedelta(hours=_HOURS[found[1].upper()]))).astimezone(UTC)
    return moment if _ZONE.search(told) else moment.replace(tzinfo=None)


def _images(raw: Any) -> Iterable[str]:  # noqa: ANN401 -- feedparser has no types
    for media in (*raw.get("media_content", ()), *raw.get("enclosures", ())):
        kind = _text(media.get("type")) or _text(media.get("medium"))
        if kind.startswith("image"):
            yield _text(media.get("url")) or _text(media.get("href"))
    for thumbnail in raw.get("media_thumbnail", ()):
        yield _text(thumbnail.get("url"))
