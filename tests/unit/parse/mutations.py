"""Feeds that nobody wrote: parts of real ones dropped, doubled, moved, renamed and filled with strange values."""

from __future__ import annotations

import random
import re

ELEMENT = re.compile(rb"<([A-Za-z][\w:.-]*)(?:\s[^<>]*)?(?:/>|>(?:[^<]|<!\[CDATA\[.*?\]\]>)*</\1>)", re.DOTALL)
OPENING = re.compile(rb"<([A-Za-z][\w:.-]*)")
TEXT = re.compile(rb">([^<>]+)<")
ATTRIBUTE = re.compile(rb"\s([\w:.-]+)=(\"[^\"<]*\"|'[^'<]*')")

NAMES = (
    *("title", "link", "guid", "id", "description", "summary", "content", "content:encoded", "author", "name", "email"),
    *("dc:creator", "dc:date", "dc:subject", "dc:title", "dc:description", "pubDate", "published", "updated", "issued"),
    *("modified", "created", "date", "category", "keywords", "tags", "enclosure", "media:content", "media:group"),
    *("media:title", "media:thumbnail", "media:description", "media:keywords", "media:category", "image", "url", "uri"),
    *("source", "item", "entry", "channel", "feed", "textInput", "contributor", "generator", "items", "licence"),
    *("itunes:author", "itunes:summary", "itunes:image", "slash:comments", "wfw:commentRss", "thr:total", "post-id"),
    *("rights", "copyright", "language", "comments", "docs", "ttl", "icon", "logo", "info", "body", "div", "p", "b"),
    *(
        "authors",
        "links",
        "href",
        "enclosures",
        "expired",
        "publisher",
        "webMaster",
        "managingEditor",
        "content_encoded",
    ),
    *("PUBDATE", "Title", "GUID", "svg", "georss:point", "atom:link", "atom:title", "geo:lat", "cc:license", "tagline"),
    *("sy:updatePeriod", "sy:updateFrequency", "sy:updateBase", "sy_updateperiod", "cloud", "skipHours", "textinput"),
)
ATTRIBUTES = (
    *("type", "rel", "href", "url", "uri", "isPermaLink", "term", "scheme", "domain", "label", "medium", "mode", "src"),
    *(
        "xml:base",
        "xml:lang",
        "base",
        "lang",
        "rdf:about",
        "thr:count",
        "thr:href",
        "REL",
        "Href",
        "lastmod",
        "version",
    ),
)
VALUES = (
    *("", " ", "x", "text", "html", "xhtml", "text/html", "text/plain", "image/jpeg", "IMAGE/PNG", "application/xml"),
    *("alternate", "self", "enclosure", "replies", "ALTERNATE", "true", "false", "base64", "escaped", "xml", "image"),
    *("hub", "next", "prev-archive", "60", "0", "-5", "1e3", "hourly", "Daily ", "fortnightly", "4", "tt:x"),
    *("https://hub.humas.test/", "/feed/?paged=2", "http://[::1", "https://humas.test/?", "//humas.test/a", "[…]"),
    *("https://humas.test/?p=1234", "http:////humas.test/x", "/2026/03/", "www.humas.test/a", "tag:x,2026:1", "4711"),
    *("https://humas.test/?a=1&amp;b=2", "https://humas.test/?a=1&amp;amp;b=2", "mailto:a@humas.test", "?1234", "#a"),
    *("Mon, 02 Mar 2026 07:00:00 +0000", "2026-03-02T14:00:00+07:00", "2026-03-02 14:00:00"),
    "Rabu, 4 Juni 2025 10.00 WITA",
    *("Wed, 30 Nov -0001 00:00:00 +0000", "0000-00-00 00:00:00", "kemarin", "Jum'at, 6/6/25", "02 Mar 26 07:00 EST"),
    *("polisi", "Polisi &amp; Warga", "&lt;b&gt;tebal&lt;/b&gt;", "&#38;#8211;", "&#150;", "&#x7f;", "\u00a0", "\x7f"),
    *("Ã©tat", "â\x80\x9c", "é", "“Halo”", "😀", "a@humas.test (Humas)", "Humas &lt;a@humas.test&gt;", "  blanks \n"),
    *("<![CDATA[<p>Isi</p>]]>", "<![CDATA[]]>", "a<!-- b -->c", "a<?php x ?>c", "&nbsp;", "&amp;nbsp;"),
    "<p>markup</p>",
)  # fmt: skip
SPACES = (
    b' xmlns:x="urn:x"', b' xmlns="urn:x"', b' xmlns:media="urn:x"', b' xmlns:dc="http://search.yahoo.com/mrss/"',
    b' xmlns:atom="http://www.w3.org/2005/Atom"', b' xmlns:Content="http://purl.org/rss/1.0/modules/content/"',
    b' xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"', b' xmlns=""', b' xmlns="http://purl.org/rss/1.0/"',
    b' xmlns:cc="http://web.resource.org/cc/"', b' xmlns:geo="http://www.w3.org/2003/01/geo/wgs84_pos#"',
    b' xmlns:thr="http://purl.org/syndication/thread/1.0"', b' xmlns:georss="http://www.georss.org/georss"',
    b' xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"', b' xmlns:sy="urn:x"', b' xmlns:x="urn:y"',
    b' xmlns="http://purl.org/rss/1.0/modules/syndication/"', b' xmlns:xhtml="http://www.w3.org/1999/xhtml"',
    b' xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"', b' xmlns:media="http://search.yahoo.com/mrss/"',
)  # fmt: skip


def mutated(document: bytes, dice: random.Random) -> bytes:
    """Return a document after a few changes; most of them leave it well-formed."""
    for _ in range(dice.randint(1, 4)):
        document = dice.choices(
            (_drop, _double, _move, _rename, _insert, _refill, _reattribute, _declare, _cut, _scramble),
            (2, 3, 3, 3, 6, 6, 6, 3, 0.2, 0.5),
        )[0](document, dice)
    return document


def _some(pattern: re.Pattern[bytes], document: bytes, dice: random.Random) -> re.Match[bytes] | None:
    found = list(pattern.finditer(document))
    return dice.choice(found) if found else None


def _drop(document: bytes, dice: random.Random) -> bytes:
    found = _some(ELEMENT, document, dice)
    return document[: found.start()] + document[found.end() :] if found else document


def _double(document: bytes, dice: random.Random) -> bytes:
    found = _some(ELEMENT, document, dice)
    return document[: found.end()] + found[0] + document[found.end() :] if found else document


def _move(document: bytes, dice: random.Random) -> bytes:
    found = _some(ELEMENT, document, dice)
    return _put(_drop_at(document, found), found[0], dice) if found else document


def _drop_at(document: bytes, found: re.Match[bytes]) -> bytes:
    return document[: found.start()] + document[found.end() :]


def _put(document: bytes, element: bytes, dice: random.Random) -> bytes:
    place = _some(ELEMENT, document, dice)
    at = (place.start() if dice.random() < 0.5 else place.end()) if place else len(document)
    return document[:at] + element + document[at:]


def _rename(document: bytes, dice: random.Random) -> bytes:
    found = _some(ELEMENT, document, dice)
    if not found:
        return document
    old, new = found[1], dice.choice(NAMES).encode()
    element = re.sub(rb"^<" + re.escape(old), b"<" + new, found[0])
    element = re.sub(re.escape(old) + rb">$", new + b">", element)
    return document[: found.start()] + element + document[found.end() :]


def _insert(document: bytes, dice: random.Random) -> bytes:
    name = dice.choice(NAMES)
    told = "".join(
        f' {attribute}="{dice.choice(VALUES).replace("<", "&lt;")}"'
        for attribute in dice.sample(ATTRIBUTES, dice.choice((0, 0, 1, 2)))
    )
    inside = dice.choice(VALUES)
    if dice.random() < 0.15:
        inner = dice.choice(NAMES)
        inside = f"<{inner}>{inside}</{inner}>"
    return _put(document, f"<{name}{told}>{inside}</{name}>".encode(), dice)


def _refill(document: bytes, dice: random.Random) -> bytes:
    found = _some(TEXT, document, dice)
    if not found:
        return document
    return document[: found.start(1)] + dice.choice(VALUES).encode() + document[found.end(1) :]


def _reattribute(document: bytes, dice: random.Random) -> bytes:
    value = f'"{dice.choice(VALUES).replace("<", "&lt;")}"'.encode()
    if dice.random() < 0.4 and (found := _some(ATTRIBUTE, document, dice)):
        return document[: found.start(2)] + value + document[found.end(2) :]
    found = _some(OPENING, document, dice)
    if not found:
        return document
    return document[: found.end()] + b" " + dice.choice(ATTRIBUTES).encode() + b"=" + value + document[found.end() :]


def _declare(document: bytes, dice: random.Random) -> bytes:
    found = _some(OPENING, document, dice)
    return document[: found.end()] + dice.choice(SPACES) + document[found.end() :] if found else document


def _cut(document: bytes, dice: random.Random) -> bytes:
    return document[: dice.randrange(len(document) + 1)]


def _scramble(document: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(document) + 1)
    return document[:at] + dice.randbytes(dice.randint(1, 3)) + document[at + dice.randint(0, 3) :]
