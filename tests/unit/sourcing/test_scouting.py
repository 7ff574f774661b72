"""What is best read of a site, and how few questions it takes to know."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

import pytest

from syndicator.errors import SourceFault
from syndicator.model.document import Document, Failed, FetchRequest, FetchResult
from syndicator.model.source import SourceConfig, SourceKind
from syndicator.parse.lists import ListReader
from syndicator.parse.reader import FeedReader
from syndicator.sourcing.scouting import MOST_REQUESTS, Checked, Scout
from tests.feeds import distinct, rss

API = "wp-json/wp/v2/posts"
HOME = "https://humas.test/"
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
TITLE = "Polres Contoh Tangkap Dua Pengedar Sabu"
FEED = '<link rel="alternate" type="application/rss+xml" href="/feed/">'
INTERFACE = '<link rel="https://api.w.org/" href="https://humas.test/wp-json/">'
WORDPRESS = '<meta name="generator" content="WordPress 6.8">'
LIST = "".join(f'<h2><a href="/berita/baca/{n}">{TITLE} di Wilayah {n}</a></h2>' for n in range(5))
WHOLE = rss([distinct(n) for n in range(3)])
SUMMARIES = rss([distinct(n) for n in range(3)]).replace(b"content:encoded", b"content:left-out")
POST = {"id": 1, "link": HOME, "title": {"rendered": TITLE}, "content": {"rendered": "<p>Isi.</p>"}}
POSTS = json.dumps([POST]).encode()
ATOM = (
    b'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>x</title><entry><title>a</title>'
    b'<id>1</id><content type="html">' + b"Isi lengkap rilis. " * 100 + b"</content></entry></feed>"
)
URLSET = b"<urlset><url><loc>https://humas.test/a</loc></url></urlset>"
NEWS = (
    b'<urlset xmlns:news="urn:news"><url><loc>https://humas.test/a</loc><news:news><news:title>Rilis</news:title>'
    b"</news:news></url></urlset>"
)
INDEX = b"<sitemapindex><sitemap><loc>https://humas.test/a.xml</loc></sitemap></sitemapindex>"


def page(head: str = "", body: str = "Halo") -> bytes:
    return f"<!doctype html><html><head><title>Humas</title>{head}</head><body>{body}</body></html>".encode()


class Web:
    """A site: what stands at its addresses, and what was asked."""

    def __init__(self, at: dict[str, bytes]) -> None:
        self.at = {HOME + path: body for path, body in at.items()}
        self.asked: list[str] = []
        self.moved: dict[str, str] = {}
        self.is_busy = False

    def fetch_all(self, requests: Sequence[FetchRequest], *, until: datetime | None = None) -> list[FetchResult]:
        return [] if self.is_busy else [self._answer(request) for request in requests]

    def _answer(self, request: FetchRequest) -> FetchResult:
        self.asked.append(request.address)
        body = self.at.get(request.address)
        told: dict[str, Any] = {"request": request, "fetched_at": NOW, "took": timedelta(milliseconds=20)}
        if body is None:
            return Failed(status=404, fault=SourceFault("status", "the server answered 404 Not Found"), **told)
        return Document(
            address=request.address,
            moved_to=self.moved.get(request.address),
            status=200,
            body=body,
            body_hash=sha256(body).hexdigest(),
            content_type="text/html",
            etag=None,
            last_modified=None,
            fresh_for=None,
            **told,
        )


@pytest.fixture
def reader() -> Iterator[FeedReader]:
    made = FeedReader()
    yield made
    made.close()


def scout(web: Web, reader: FeedReader) -> Scout:
    return Scout(web, ListReader(reader), lambda: NOW)  # type: ignore[arg-type]


def look(web: Web, reader: FeedReader, path: str = "") -> Checked:
    return scout(web, reader).check(SourceConfig(address=HOME + path))


def best(checked: Checked) -> tuple[SourceKind, str]:
    assert checked.best is not None
    return checked.best.config.kind, checked.best.config.address.removeprefix(HOME)


@pytest.mark.parametrize(
    ("path", "body", "kind"),
    [
        ("feed/", WHOLE, SourceKind.FEED),
        ("feeds/posts/default", ATOM, SourceKind.BLOGGER),
        (API, POSTS, SourceKind.WORDPRESS),
        ("sitemap.xml", URLSET, SourceKind.SITEMAP),
        ("sitemap.txt", b"https://humas.test/a\n", SourceKind.SITEMAP),
        ("feed.json", b'{"version": "https://jsonfeed.org/version/1.1", "items": []}', SourceKind.FEED),
    ],
)
def test_an_address_that_is_a_source_is_taken_as_it_is(
    path: str, body: bytes, kind: SourceKind, reader: FeedReader
) -> None:
    web = Web({path: body})
    assert best(look(web, reader, path)) == (kind, path)
    assert web.asked == [HOME + path]


MAPS = {"news-sitemap.xml": NEWS, "sitemap.xml": URLSET}
CLEAN = {"": page(FEED + INTERFACE + WORDPRESS), "feed/": WHOLE, API: POSTS}


@pytest.mark.parametrize(
    ("site", "found"),
    [
        (CLEAN, (SourceKind.FEED, "feed/")),
        (CLEAN | {"feed/": SUMMARIES}, (SourceKind.WORDPRESS, API)),
        (
            {"": page(FEED + WORDPRESS), "feed/": SUMMARIES, API: POSTS},
            (SourceKind.WORDPRESS, API),
        ),
        ({"": page(FEED + WORDPRESS), "feed/": SUMMARIES}, (SourceKind.FEED, "feed/")),
        ({"": page(FEED), "feed/": SUMMARIES, "sitemap.xml": NEWS}, (SourceKind.FEED, "feed/")),
        ({"": page(), "rss.xml": WHOLE}, (SourceKind.FEED, "rss.xml")),
        ({"": page(), "feeds/posts/default": ATOM}, (SourceKind.BLOGGER, "feeds/posts/default")),
        (
            {"": page(body=LIST), "robots.txt": b"Sitemap: /peta.xml", "peta.xml": URLSET},
            (SourceKind.SITEMAP, "peta.xml"),
        ),
        (
            {"": page(WORDPRESS, LIST), "news-sitemap.xml": NEWS, "sitemap.xml": URLSET},
            (SourceKind.SITEMAP, "news-sitemap.xml"),
        ),
        (
            {"": page(WORDPRESS), "wp-sitemap.xml": INDEX, "a.xml": URLSET},
            (SourceKind.SITEMAP, "wp-sitemap.xml"),
        ),
        ({"": page(body=LIST)}, (SourceKind.PAGE, "")),
        ({"": page(FEED, LIST), "feed/": page()}, (SourceKind.PAGE, "")),
        ({"": page(FEED, LIST), "feed/": rss([])}, (SourceKind.PAGE, "")),
        ({"": page(FEED), "feed/": rss([])}, (SourceKind.FEED, "feed/")),
    ],
    ids=[
        *("feed with full text", "interface before summaries", "interface guessed on WordPress", "closed interface"),
        *("summaries before a sitemap", "guessed feed", "guessed Blogger", "sitemap named by robots.txt"),
        *("sitemap of news", "index of sitemaps", "list", "a page in place of a feed", "an empty feed", "nothing else"),
    ],
)
def test_the_best_of_what_a_site_has_is_found(
    site: dict[str, bytes], found: tuple[SourceKind, str], reader: FeedReader
) -> None:
    web = Web(site)
    assert best(look(web, reader)) == found
    assert len(web.asked) <= MOST_REQUESTS + 1


def test_a_good_feed_ends_the_search(reader: FeedReader) -> None:
    web = Web(CLEAN)
    look(web, reader)
    assert web.asked == [HOME, f"{HOME}feed/"]


def test_a_site_that_has_nothing_is_asked_twelve_times_at_most_and_no_address_twice(reader: FeedReader) -> None:
    web = Web({"": page(FEED + INTERFACE)})
    checked = look(web, reader)
    assert checked.best is None
    assert len(web.asked) <= MOST_REQUESTS
    assert len(set(web.asked)) == len(web.asked)
    assert all(one.fault for one in checked.tried)
    assert {urlsplit(address).hostname for address in web.asked} == {"humas.test"}


def test_everything_that_was_asked_is_told_with_its_fault(reader: FeedReader) -> None:
    checked = look(Web({"": page(FEED), "feed/": page()}), reader)
    told = {one.config.address: one.fault.cause for one in checked.tried if one.fault}
    assert "an HTML page" in told[f"{HOME}feed/"]
    assert "404" in told[f"{HOME}robots.txt"]


def test_where_a_permanent_redirect_leads_is_kept(reader: FeedReader) -> None:
    web = Web({"feed": WHOLE})
    web.moved[f"{HOME}feed"] = f"{HOME}feed/"
    assert best(look(web, reader, "feed")) == (SourceKind.FEED, "feed/")


def test_the_hub_of_the_page_counts_where_the_feed_names_none(reader: FeedReader) -> None:
    checked = look(Web({"": page(FEED + '<link rel="hub" href="https://hub.test/">'), "feed/": WHOLE}), reader)
    assert checked.hub == "https://hub.test/"


def test_an_address_without_a_document_is_the_source_s_fault(reader: FeedReader) -> None:
    with pytest.raises(SourceFault, match="404"):
        look(Web({}), reader)


def test_a_host_that_wants_to_be_left_alone_is(reader: FeedReader) -> None:
    web = Web({"": page()})
    web.is_busy = True
    with pytest.raises(SourceFault, match="left alone"):
        look(web, reader)


@pytest.mark.parametrize("selector", ["h2 a", None])
def test_what_a_person_says_of_an_address_is_all_that_is_tried(selector: str | None, reader: FeedReader) -> None:
    web = Web({"": page(FEED, LIST), "feed/": WHOLE})
    checked = scout(web, reader).check_as(SourceConfig(address=HOME, kind=SourceKind.PAGE, selector=selector))
    assert best(checked) == (SourceKind.PAGE, "")
    assert web.asked == [HOME]
    wrong = scout(web, reader).check_as(SourceConfig(address=f"{HOME}feed/", kind=SourceKind.SITEMAP))
    assert wrong.best is None
    assert wrong.tried[0].fault is not None


def test_a_look_that_takes_too_long_ends_with_what_it_has(reader: FeedReader) -> None:
    web, ends_at = Web({"": page()}), NOW + timedelta(seconds=10)
    late = Scout(web, ListReader(reader), lambda: ends_at if len(web.asked) > 2 else NOW, until=ends_at)  # type: ignore[arg-type]
    checked = late.check(SourceConfig(address=HOME))
    assert (checked.best, checked.cut_short, len(web.asked)) == (None, True, 3)
    web.is_busy = True
    with pytest.raises(SourceFault, match="too slowly"):
        late.check(SourceConfig(address=HOME))
