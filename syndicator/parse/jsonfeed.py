"""JSON Feed 1.0 and 1.1 (jsonfeed.org/version/1.1), which feedparser does not know."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from html import escape

from syndicator.errors import SourceFault
from syndicator.model.entry import Entry, Reading
from syndicator.parse.entries import LARGEST_FEED, entry_of, reading_of, storable
from syndicator.parse.feed_dates import read_moment

LARGEST_BYTES = 10_000_000
MOST_VALUES = 100_000
"""Objects and lists; each takes far more memory than the two bytes that make it."""

_VERSION = "jsonfeed.org/version/"
_Told = Mapping[str, object]


def is_json(document: bytes) -> bool:
    """Tell whether a document in UTF-8 can only be JSON: no feed in XML begins with a brace."""
    return document[:200].lstrip().startswith(b"{")


def read_json_feed(document: bytes, *, content_type: str, address: str) -> Reading:
    """
    Return the entries of a JSON Feed, oldest first, with their addresses as told.

    Raises:
        SourceFault: the document is not a JSON Feed.
    """
    if len(document) > LARGEST_BYTES or document.count(b"{") + document.count(b"[") > MOST_VALUES:
        raise SourceFault("format", "the document is larger than any feed", "the site has to shorten its feed")
    try:
        told = json.loads(document)
    except (ValueError, RecursionError) as error:
        raise _not_a_feed(content_type) from error
    items = _list(told, "items")
    if not isinstance(told, dict) or _VERSION not in _text(told, "version") or not isinstance(told.get("items"), list):
        raise _not_a_feed(content_type)
    return reading_of(
        [_entry(item) for item in items[:LARGEST_FEED] if isinstance(item, dict)],
        title=_text(told, "title"),
        home=_text(told, "home_page_url"),
        address=address,
        links=_links(told),
    )


def _links(told: _Told) -> Iterator[tuple[str, str]]:
    """Yield the feed's own addresses by the relations that Atom has for them; a hub of rssCloud is none of ours."""
    yield "self", _text(told, "feed_url")
    yield "next", _text(told, "next_url")
    for hub in _list(told, "hubs"):
        if isinstance(hub, dict) and _text(hub, "type").lower() == "websub":
            yield "hub", _text(hub, "url")


def _not_a_feed(content_type: str) -> SourceFault:
    what = f"not a feed (it calls itself {content_type})" if content_type else "not a feed"
    return SourceFault(
        "format", f"the document is {what}", "give the address of the feed, on WordPress it ends in /feed/"
    )


def _entry(item: _Told) -> Entry:
    published, updated = _text(item, "date_published"), _text(item, "date_modified")
    return entry_of(
        guid=_text(item, "id"),
        link=_text(item, "url") or _text(item, "external_url"),
        title=_text(item, "title"),
        contents=(_text(item, "content_html"), _paragraphs(_text(item, "content_text"))),
        summary=_paragraphs(_text(item, "summary")),
        author=_author(item),
        published_at=read_moment(published),
        updated_at=read_moment(updated),
        categories=(storable(tag) for tag in _list(item, "tags") if isinstance(tag, str)),
        images=_images(item),
    )


def _paragraphs(text: str) -> str:
    """Return plain text as HTML."""
    parts = (escape(part.strip(), quote=False) for part in text.split("\n\n"))
    return "".join(f"<p>{part}</p>" for part in parts if part)


def _author(item: _Told) -> str:
    """Return the name of the first author; version 1.0 knows only one."""
    for author in (*_list(item, "authors"), item.get("author")):
        if isinstance(author, dict) and (name := _text(author, "name")):
            return name
    return ""


def _images(item: _Told) -> Iterator[str]:
    yield _text(item, "image")
    yield _text(item, "banner_image")
    for attachment in _list(item, "attachments"):
        if isinstance(attachment, dict) and _text(attachment, "mime_type").startswith("image/"):
            yield _text(attachment, "url")


def _text(told: _Told, name: str) -> str:
    """Return a string; an id may be a number, of which a reader makes a string."""
    value = told.get(name)
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    return storable(value) if isinstance(value, str) else ""


def _list(told: object, name: str) -> Sequence[object]:
    value = told.get(name) if isinstance(told, dict) else None
    return value if isinstance(value, list) else ()
