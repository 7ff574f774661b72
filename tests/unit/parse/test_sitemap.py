"""Sitemaps of every form, newest first and bounded."""

from __future__ import annotations

import gzip
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone

import pytest

from syndicator.errors import SourceFault
from syndicator.parse.named import Named
from syndicator.parse.sitemap import Sitemap, read_sitemap

ADDRESS = "https://humas.test/sitemap.xml"
SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
WIB = timezone(timedelta(hours=7))


def read(document: str | bytes, content_type: str = "application/xml") -> Sitemap:
    body = document if isinstance(document, bytes) else document.encode()
    return read_sitemap(body, content_type=content_type, address=ADDRESS)


def urlset(*urls: str, space: str = SPACE) -> str:
    inside = "".join(f"<url>{url}</url>" for url in urls)
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset {space}>{inside}</urlset>'


def index(*sitemaps: str) -> str:
    inside = "".join(f"<sitemap>{one}</sitemap>" for one in sitemaps)
    return f'<?xml version="1.0" encoding="UTF-8"?><sitemapindex {SPACE}>{inside}</sitemapindex>'


def loc(path: str, lastmod: str = "") -> str:
    return f"<loc>https://humas.test{path}</loc>" + (f"<lastmod>{lastmod}</lastmod>" if lastmod else "")


def paths(sitemap: Sitemap) -> list[str]:
    return [page.address.removeprefix("https://humas.test") for page in sitemap.pages]


def further(sitemap: Sitemap) -> list[str]:
    return [address.removeprefix("https://humas.test/") for address in sitemap.further]


def test_pages_come_newest_first_and_those_without_a_date_last() -> None:
    told = read(
        urlset(loc("/a", "2026-03-01"), loc("/b"), loc("/c", "2026-03-02T01:00:00+07:00"), loc("/d", "2026-02"))
    )
    assert paths(told) == ["/c", "/a", "/d", "/b"]


def test_a_day_in_an_address_stands_in_for_a_date() -> None:
    assert paths(read(urlset(loc("/2026/03/01/a/"), loc("/2026/03/05/b/"), loc("/x")))) == [
        *("/2026/03/05/b/", "/2026/03/01/a/", "/x"),
    ]


@pytest.mark.parametrize(
    ("told", "moment"),
    [
        ("2026-03-02T14:05:06.123+07:00", datetime(2026, 3, 2, 14, 5, 6, tzinfo=WIB)),
        ("2026-03-02T07:05Z", datetime(2026, 3, 2, 7, 5, tzinfo=UTC)),
        ("2026-03-02", datetime(2026, 3, 2, tzinfo=UTC).replace(tzinfo=None)),
        ("2026-03", datetime(2026, 3, 1, tzinfo=UTC).replace(tzinfo=None)),
        ("2026", datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)),
        (" 2026-03-02T07:05:00Z\n", datetime(2026, 3, 2, 7, 5, tzinfo=UTC)),
        ("0000-00-00", None),
        ("2026-13", None),
        ("kemarin", None),
    ],
)
def test_dates_are_read_in_every_form_of_the_note(told: str, moment: datetime | None) -> None:
    (page,) = read(urlset(loc("/a", told))).pages
    assert page.modified_at == moment


def test_a_sitemap_of_news_tells_titles_dates_and_pictures() -> None:
    space = (
        f'{SPACE} xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
        'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
    )
    news = (
        "<news:news><news:publication><news:name>Humas</news:name></news:publication><news:publication_date>"
        "2026-03-02T14:00:00+07:00</news:publication_date>"
        "<news:title><![CDATA[Polisi & Warga]]></news:title></news:news>"
        "<image:image><image:loc>/foto.jpg</image:loc><image:title>Foto</image:title></image:image>"
        "<image:image><image:loc>javascript:alert(1)</image:loc></image:image>"
    )
    assert read(urlset(loc("/a", "2026-03-03") + news, space=space)).pages == (
        Named(
            address="https://humas.test/a",
            title="Polisi & Warga",
            published_at=datetime(2026, 3, 2, 14, tzinfo=WIB),
            modified_at=datetime(2026, 3, 3, tzinfo=UTC).replace(tzinfo=None),
            images=("https://humas.test/foto.jpg",),
        ),
    )


@pytest.mark.parametrize(
    "space",
    ["", 'xmlns="https://www.sitemaps.org/schemas/sitemap/0.9"', 'xmlns="http://www.google.com/schemas/sitemap/0.84"'],
)
def test_whatever_namespace_a_sitemap_has_it_is_read(space: str) -> None:
    assert paths(read(urlset(loc("/a"), space=space))) == ["/a"]
    assert paths(read('<s:urlset xmlns:s="urn:x"><s:url><s:loc>/a</s:loc></s:url></s:urlset>')) == ["/a"]


def test_an_index_names_further_sitemaps_newest_first_and_those_of_categories_last() -> None:
    told = read(
        index(
            loc("/category-sitemap.xml", "2026-03-09"),
            loc("/post-sitemap.xml", "2026-03-01"),
            loc("/post-sitemap2.xml", "2026-03-05"),
            loc("/author-sitemap.xml", "2026-03-09"),
        )
    )
    assert told.pages == ()
    assert further(told) == ["post-sitemap2.xml", "post-sitemap.xml", "category-sitemap.xml", "author-sitemap.xml"]


def test_an_index_without_dates_is_read_by_names_and_numbers() -> None:
    names = ("taxonomies-category-1", "posts-page-1", "posts-post-1", "posts-post-2", "users-1", "news")
    assert further(read(index(*(loc(f"/wp-sitemap-{name}.xml") for name in names)))) == [
        *("wp-sitemap-news.xml", "wp-sitemap-posts-post-2.xml", "wp-sitemap-posts-post-1.xml"),
        *("wp-sitemap-posts-page-1.xml", "wp-sitemap-taxonomies-category-1.xml", "wp-sitemap-users-1.xml"),
    ]


def test_what_is_not_of_the_site_is_left_out() -> None:
    told = read(
        urlset(
            "<loc>https://lain.test/a</loc>",
            "<loc>ftp://humas.test/a</loc>",
            "<loc>http://[oops</loc>",
            "<loc>/relatif</loc>",
            "<loc>https://www.humas.test/b#x</loc>",
            "<loc>https://cabang.humas.test/c</loc>",
            "<loc></loc>",
            f"<loc>https://humas.test/{'x' * 3000}</loc>",
            "",
        )
    )
    assert [page.address for page in told.pages] == [
        *("https://humas.test/relatif", "https://www.humas.test/b", "https://cabang.humas.test/c"),
    ]


def test_a_page_is_named_once() -> None:
    assert paths(read(urlset(loc("/a"), loc("/a")))) == ["/a"]


def test_a_packed_sitemap_is_unpacked_whatever_its_type_says() -> None:
    assert paths(read(gzip.compress(urlset(loc("/a")).encode()), "application/xml")) == ["/a"]
    assert paths(read(gzip.compress(b"https://humas.test/a\n"), "application/x-gzip")) == ["/a"]


@pytest.mark.parametrize("begin", ["", "\ufeff"])
def test_a_plain_list_of_addresses_is_a_sitemap(begin: str) -> None:
    assert paths(read(f"{begin}https://humas.test/a\r\n\r\nhttps://humas.test/b\nhttps://lain.test/c\n")) == [
        "/a",
        "/b",
    ]


def test_what_is_broken_in_the_middle_is_read_as_far_as_it_goes() -> None:
    assert paths(read(f"<urlset {SPACE}><url>{loc('/a')}</url><url><loc>https://humas.test/?a=1&b=2</loc></url>")) == [
        *("/a", "/?a=1&b=2"),
    ]


@pytest.mark.parametrize(
    "reference", ["&#xD800;", "&#55296;", "&#0;", "&#xFFFF;", "&#x110000;", f"&#{'9' * 900};", "&#x;"]
)
def test_references_to_no_character_are_left_out(reference: str) -> None:
    assert paths(read(urlset(f"<loc>https://humas.test/a{reference}</loc>", loc("/b"))))[-1] == "/b"
    assert paths(read(urlset(loc("/a&#x41;")))) == ["/aA"]


def test_no_more_than_the_newest_five_thousand_are_returned() -> None:
    told = read(urlset(*(loc(f"/{number}", f"{2000 + number % 20}-01-01") for number in range(6_000))))
    assert len(told.pages) == 5_000
    assert told.pages[0].modified_at is not None
    assert told.pages[0].modified_at.year == 2019


@pytest.mark.parametrize(
    ("body", "cause"),
    [
        (b"", "is not one"),
        (b"halo", "is not one"),
        (b"https://humas.test/a\nhalo", "is not one"),
        (b"<html><body>x</body></html>", "begins with <html>"),
        (b'<?xml version="1.0"?><rss version="2.0"><channel/></rss>', "begins with <rss>"),
        (b"\x1f\x8bhalo", "packed sitemap is broken"),
        (gzip.compress(b"\x00" * 60_000_000, 1), "larger than any"),
        (b"<urlset>" + b"<a>" * 1_300_000, "larger than any"),
    ],
    ids=["nothing", "words", "words among addresses", "a page", "a feed", "a broken packet", "a bomb", "too many tags"],
)
def test_what_is_no_sitemap_is_the_source_s_fault(body: bytes, cause: str) -> None:
    with pytest.raises(SourceFault, match=cause) as fault:
        read(body)
    assert fault.value.kind == "format"
    assert fault.value.mend


LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
BARE = "<urlset><url><loc>https://humas.test/{}</loc></url></urlset>"
HOSTILE = {
    "entities in entities": f'<!DOCTYPE x [<!ENTITY a0 "ha">{LAUGHS}]>' + BARE.format("&a9;"),
    "pages in pages": f"<urlset {SPACE}>" + "<url>" * 500_000,
    "attributes": f"<urlset {SPACE} " + " ".join(f"a{n}='1'" for n in range(500_000)) + ">",
    "namespaces": f"<urlset {SPACE} " + " ".join(f"xmlns:a{n}='urn:{n}'" for n in range(200_000)) + "><url/></urlset>",
    "addresses in one page": f"<urlset {SPACE}><url>" + loc("/a") * 200_000,
    "a file of ours": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + BARE.format("&a;"),
}


@pytest.mark.parametrize("shape", HOSTILE)
def test_hostile_shapes_are_read_or_refused_in_bounded_time(shape: str) -> None:
    began = time.process_time()
    with suppress(SourceFault):
        assert len(read(HOSTILE[shape]).pages) <= 1
    assert time.process_time() - began < 10
