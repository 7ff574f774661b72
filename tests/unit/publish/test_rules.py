"""The rules by which our feeds are judged find what is wrong, so that feeds without faults mean something."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from syndicator.publish import atom, jsonfeed, rss
from syndicator.publish.feed import Feed, Tombstone
from tests.feedrules import faults
from tests.feedschemas import json_feed_faults, opml_faults, sitemap_faults
from tests.unit.model.bulletins import bulletin
from tests.unit.publish.feeds import PORTAL, UPDATED, entry, feed

RENDER: dict[str, Callable[[Feed], bytes]] = {"rss": rss.render, "atom": atom.render, "json": jsonfeed.render}
BROKEN: dict[str, list[tuple[bytes, bytes]]] = {
    "rss": [
        (b"</title>", b""),
        (rb'<atom:link rel="self"[^>]*/>', b""),
        (b"<language>id</language>", b""),
        (rb"<pubDate>..., ", b"<pubDate>Xyz, "),
        (rb"<pubDate>[^<]*", b"<pubDate>Mon, 02 Mar 2037 08:00:00 GMT"),
        (rb"<guid[^>]*>[^<]*", b"<guid>1"),
        (b"<item>", b"<item><pubDate>Mon, 02 Mar 2026 08:00:00 GMT</pubDate>"),
        (rb"<description>", b"<description>&lt;script&gt;1&lt;/script&gt;"),
        (rb"<content:encoded>", b"<content:encoded>&lt;p onclick='1'&gt;x&lt;/p&gt;"),
        (rb"<content:encoded>", b"<content:encoded>&lt;a href='/x'&gt;x&lt;/a&gt;"),
        (rb"<content:encoded>", b"<content:encoded>&lt;p&gt;&lt;/b&gt;"),
        (b"<item>", b"<item><author>Humas</author>"),
        (rb"<item><title>[^<]*", b"<item><title> "),
        (rb'media:content url="[^"]*"', b'media:content url="gambar 1.jpg"'),
        (b'rel="hub"', b'rel="hubby"'),
        (b'xmlns:dc="[^"]*"', b'xmlns:dc="http://dc.test/"'),
        ("警察".encode(), "\x85".encode()),
    ],
    "atom": [
        (b"</title>", b""),
        (rb'<link rel="self"[^>]*/>', b""),
        (rb"<entry><id>[^<]*</id>", b"<entry>"),
        (rb"<updated>[^<]*", b"<updated>2026-03-02"),
        (rb"<author><name>", b"<author><name/><email>"),
        (b"<entry>", b"<entry><title>Dua</title>"),
        (rb"</entry>", b"</entry><generator>x</generator>"),
        (rb'<content type="html">', b'<content type="text">'),
        (rb'scheme="[^"]*"', b'scheme="topics"'),
        (rb'</published><link rel="alternate"', b'</published><link rel="next"'),
        (b'xml:lang="id"', b""),
    ],
    "json": [
        (rb'"version": "[^"]*", ', b""),
        (rb'"id": "[^"]*"', b'"id": 1'),
        (rb'"date_published": "[^"]*"', b'"date_published": "2026-03-02"'),
        (rb'"content_text": ', b'"content": '),
        (rb'"url": "http[^"]*"', b'"url": "/x"'),
        (rb'"tags": \[', b'"tags": [1, '),
    ],
}


def sound(form: str) -> tuple[bytes, str]:
    """A feed with all that feeds can have, and its address."""
    address = f"{PORTAL}/feeds/all.{form}?page=2"
    told = [entry(bulletin(f"警察 {number}", number=number, image="https://humas.test/a.jpg")) for number in (1, 2)]
    whole = replace(
        feed(*told, address=address, next_address=f"{PORTAL}/feeds/all.{form}?page=3"),
        previous_address=f"{PORTAL}/feeds/all.{form}",
        prev_archive=f"{PORTAL}/feeds/all.{form}?archive=2026-02",
        hub=f"{PORTAL}/hub",
        tombstones=(Tombstone("urn:uuid:00000000-0000-0000-0000-000000000009", UPDATED, "Ditarik"),),
    )
    return RENDER[form](whole), address


def judged(form: str, body: bytes, address: str) -> list[str]:
    return json_feed_faults(body) if form == "json" else faults(body, address, UPDATED)


@pytest.mark.parametrize("form", RENDER)
def test_a_sound_feed_has_no_faults(form: str) -> None:
    assert judged(form, *sound(form)) == []


@pytest.mark.parametrize(("form", "cut", "put"), [(form, *one) for form, some in BROKEN.items() for one in some])
def test_what_is_wrong_is_found(form: str, cut: bytes, put: bytes) -> None:
    body, address = sound(form)
    broken, times = re.subn(cut, put, body, count=1)
    assert times == 1
    assert judged(form, broken, address)


@pytest.mark.parametrize(
    "document",
    [
        b'<opml version="1.0"><head><title>x</title></head><body><outline text="x"/></body></opml>',
        b'<opml version="2.0"><head><title>x</title></head><body></body></opml>',
        b'<opml version="2.0"><head><title>x</title></head><body><outline type="rss" text="x"/></body></opml>',
        b'<opml version="2.0"><head/><body><outline type="rss" text="x" xmlUrl="http://x.test/"/></body></opml>',
    ],
)
def test_what_is_no_list_of_feeds_is_found(document: bytes) -> None:
    assert opml_faults(document)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<url><lastmod>2026-03-02</lastmod></url>",
        b"<url><loc>/b/1</loc></url>",
        b"<url><loc>http://portal.test/</loc><lastmod>Mon, 02 Mar 2026</lastmod></url>",
        b"<url><loc>http://portal.test/</loc><n:news><n:title>x</n:title></n:news></url>",
        b"<url><loc>http://portal.test/</loc><priority>1</priority></url>",
    ],
)
def test_what_is_no_sitemap_is_found(content: bytes) -> None:
    spaces = (
        b'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"'
    )
    assert sitemap_faults(b"<urlset %s>%s</urlset>" % (spaces, content))
