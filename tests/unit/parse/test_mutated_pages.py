"""Pages, sitemaps and posts that nobody wrote: whatever comes out of a reader is an answer or the source's fault."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from contextlib import suppress

import pytest

from syndicator.errors import SourceFault
from syndicator.parse.discovery import kind_of, read_home, sitemaps_of
from syndicator.parse.listing import read_listing
from syndicator.parse.pages import read_page
from syndicator.parse.sitemap import read_sitemap
from syndicator.parse.wordpress import read_posts
from tests.unit.parse import themes
from tests.unit.parse.test_wordpress import post

ADDRESS = themes.ADDRESS
MUTANTS = 150
PIECES = (
    *(b"<", b">", b'"', b"'", b"&", b"&#0;", b"&#xD800;", b"\x00", b"\xff", b"\xed\xa0\x80", b"%zz", b"\xe2\x80\xae"),
    *(
        b"</div>",
        b"<table>",
        b"<base href='http://[oops/'>",
        b"http://[::1",
        b" href=//[ ",
        b"<h1>",
        b"<title>",
        b"<svg>",
    ),
    *(b"<frameset>", b"<plaintext>", b"<html>", b"<![CDATA[", b"<?php", b"<!--", b" xmlns:x='y'", b"<a href=x>"),
    *(b"\\ud800", b"null", b"{", b"[", b"9" * 40, b"1e999", b"NaN", b"9999-99-99", b"0001-01-01T00:00:00+14:00"),
    *(b"9999-12-31T23:59:59-12:00", b"https://humas.test:99999/", b"https://humas.test:x/"),
)
PAGES = [themes.page(name) for name in themes.NAMES]
NEWS = (
    b'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="n" xmlns:image="i">'
    b"<url><loc>https://humas.test/a</loc><lastmod>2026-01-01</lastmod><news:news><news:title>x</news:title>"
    b"<news:publication_date>2026-01-01T00:00:00Z</news:publication_date></news:news>"
    b"<image:image><image:loc>/a.jpg</image:loc></image:image></url></urlset>"
)
SITEMAPS = [
    NEWS,
    b"<sitemapindex><sitemap><loc>https://humas.test/a.xml</loc></sitemap></sitemapindex>",
    b"User-agent: *\nSitemap: https://humas.test/a\n",
]
POSTS = [json.dumps([post()]).encode()]
READERS: dict[str, tuple[list[bytes], Callable[[bytes], object]]] = {
    "article": (PAGES, lambda body: read_page(body, content_type="text/html", address=ADDRESS)),
    "list": (PAGES, lambda body: read_listing(body, content_type="text/html", address=ADDRESS, selector=None)),
    "selected": (PAGES, lambda body: read_listing(body, content_type="", address=ADDRESS, selector="li a, h2 a")),
    "home": (PAGES, lambda body: read_home(body, content_type="text/html", address=ADDRESS)),
    "kind": ([*PAGES, *SITEMAPS, *POSTS], lambda body: kind_of(body, "", ADDRESS)),
    "sitemap": (SITEMAPS, lambda body: read_sitemap(body, content_type="", address=ADDRESS)),
    "robots": (SITEMAPS, lambda body: sitemaps_of(body, ADDRESS)),
    "posts": (POSTS, lambda body: read_posts(body, content_type="", address=ADDRESS)),
}


def mutated(document: bytes, dice: random.Random) -> bytes:
    for _ in range(dice.randint(1, 8)):
        at, chance = dice.randrange(len(document) + 1), dice.random()
        if chance < 0.5:
            document = document[:at] + dice.choice(PIECES) + document[at:]
        elif chance < 0.7:
            document = document[:at] + document[at + dice.randint(1, 200) :]
        elif chance < 0.85:
            other = dice.randrange(len(document) + 1)
            document = document[:at] + document[other : other + dice.randint(1, 400)] + document[at:]
        else:
            document = document[:at] + bytes([dice.randrange(256)]) + document[at + 1 :]
    return document


@pytest.mark.parametrize("name", READERS)
def test_whatever_the_bytes_are_there_is_an_answer_or_a_fault_of_the_source(name: str) -> None:
    documents, read = READERS[name]
    dice = random.Random(f"mutants of {name}")
    ended = 0
    for _ in range(MUTANTS):
        document = mutated(dice.choice(documents), dice)
        with suppress(SourceFault):
            read(document)
        ended += 1
    assert ended == MUTANTS
