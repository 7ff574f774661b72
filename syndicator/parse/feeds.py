"""Feeds (RSS, RDF, Atom, CDF) as feedparser understands them: slow, forgiving, and the judge of all other readers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate
from typing import Any

import feedparser

from syndicator.errors import SourceFault
from syndicator.model.entry import Entry, Reading
from syndicator.parse.encodings import in_utf8
from syndicator.parse.entries import LARGEST_FEED, entry_of, pace_of, reading_of, storable
from syndicator.parse.feed_dates import EARLIEST_YEAR, LOCAL_HOURS, read_moment

NOWHERE = "news:nowhere"
"""
A base from which no address is resolved (nothing is relative to a `news:`), so that guids and links stay as told.

feedparser would make an address of any guid: `4711` would become `https://site/feed/4711`, a link to nothing.
"""

_LOCAL = re.compile(r"\b(WIB|WITA|WIT)\s*$", re.IGNORECASE)
_ZONE = re.compile(r"(?:[+-]\d{2}:?\d{2}|Z|\b[A-Z]{2,5})\s*$", re.IGNORECASE)
_NO_YEAR = re.compile(r"\s-?00\d\d\s", re.ASCII)  # WordPress writes -0001 for no date, which email.utils takes for 2000
_REFERENCE = re.compile(rb"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));")
_MARKUP_START = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)


def read_feed(body: bytes, *, content_type: str, address: str) -> Reading:
    """
    Return the entries of a feed, oldest first, with their addresses as told: they may be relative.

    Args:
        body: the document as received.
        content_type: its Content-Type header, which may name an encoding; may be empty or wrong.
        address: where it was found; the feed's own home counts from here.

    Raises:
        SourceFault: the document is not a feed.
    """
    document = in_utf8(body, content_type)
    if not (body if document is None else document).strip():
        raise SourceFault("format", "the answer is empty", "ask the site why its feed has nothing")
    told_type = content_type if document is None else "application/xml; charset=utf-8"
    headers = {"content-location": NOWHERE} | ({"content-type": told_type} if told_type else {})
    try:
        parsed = feedparser.parse(
            _REFERENCE.sub(_character, body if document is None else document),
            response_headers=headers,
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:
        # feedparser raises whatever its parsers raise on hostile bytes; each of these is the source's fault.
        raise SourceFault(
            "format", f"the document cannot be read: {type(error).__name__}", "the site has to mend its feed"
        ) from error
    if not parsed.version and not parsed.entries:
        raise _not_a_feed(body, content_type)
    return reading_of(
        [_entry(raw) for raw in parsed.entries[:LARGEST_FEED]],
        title=_text(parsed.feed.get("title")),
        home=_text(parsed.feed.get("link")),
        address=address,
        every=_pace(parsed.feed),
        generator=_text(parsed.feed.get("generator")),
        links=[(_text(link.get("rel")), _text(link.get("href"))) for link in parsed.feed.get("links", ())],
    )


def _character(reference: re.Match[bytes]) -> bytes:
    """Return a reference to a character; feedparser would give up the whole feed over one that there is not."""
    hexadecimal, decimal = reference[1], reference[2]
    digits = (hexadecimal or decimal).lstrip(b"0") or b"0"
    number = int(digits, 16 if hexadecimal else 10) if len(digits) < 9 else 0x110000
    return reference[0] if number < 0xD800 or 0xE000 <= number < 0x110000 else b"&#xFFFD;"


def _pace(feed: Any) -> timedelta | None:  # noqa: ANN401 -- feedparser has no types
    return pace_of(
        ttl=_text(feed.get("ttl")),
        period=_text(feed.get("sy_updateperiod")),
        frequency=_text(feed.get("sy_updatefrequency")),
    )


def _not_a_feed(body: bytes, content_type: str) -> SourceFault:
    if _MARKUP_START.search(body[:2000]):
        what = "an HTML page, not a feed"
    else:
        what = f"not a feed (it calls itself {content_type})" if content_type else "not a feed"
    return SourceFault(
        "format", f"the document is {what}", "give the address of the feed, on WordPress it ends in /feed/"
    )


def _text(value: object) -> str:
    return storable(value) if isinstance(value, str) else ""


def _entry(raw: Any) -> Entry:  # noqa: ANN401 -- feedparser has no types
    return entry_of(
        guid=_text(raw.get("id")),
        link=_text(raw.get("link")),
        title=_text(raw.get("title")),
        contents=(_text(part.get("value")) for part in raw.get("content", ())),
        summary=_text(raw.get("summary")),
        author=_text(raw.get("author")),
        published_at=_date(raw, "published"),
        updated_at=_date(raw, "updated"),
        categories=(_text(tag.get("term")) for tag in raw.get("tags", ())),
        images=_images(raw),
    )


def _date(raw: Any, name: str) -> datetime | None:  # noqa: ANN401 -- feedparser has no types
    """Return a date as told; naive where it names no zone, for then it is the site's own clock."""
    if name not in raw and name == "updated":
        return None
    told = _text(raw.get(name))
    if moment := read_moment(told):
        return moment
    parts = raw.get(f"{name}_parsed") or parsedate(told)
    return _moment(told, parts[:6]) if parts else None


def _moment(told: str, parts: tuple[int, int, int, int, int, int]) -> datetime | None:
    """Return what feedparser has made of a date, None if that is none."""
    year, month, day, hour, minute, second = parts
    try:
        moment = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
    if year < EARLIEST_YEAR or _NO_YEAR.search(told):
        return None
    if found := _LOCAL.search(told):
        return moment.replace(tzinfo=timezone(timedelta(hours=LOCAL_HOURS[found[1].lower()]))).astimezone(UTC)
    return moment if _ZONE.search(told) else moment.replace(tzinfo=None)


def _images(raw: Any) -> Iterable[str]:  # noqa: ANN401 -- feedparser has no types
    for media in (*raw.get("media_content", ()), *raw.get("enclosures", ())):
        kind = _text(media.get("type")) or _text(media.get("medium"))
        if kind.startswith("image"):
            yield _text(media.get("url")) or _text(media.get("href"))
    for thumbnail in raw.get("media_thumbnail", ()):
        yield _text(thumbnail.get("url"))
