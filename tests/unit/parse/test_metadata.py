"""What a page says of its article, and which of its many words counts."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from syndicator.parse.markup import page_tree
from syndicator.parse.metadata import Metadata, read_metadata

ADDRESS = "https://humas.test/rilis/satu/"
TITLE = "Polres Contoh Tangkap Dua Pengedar Sabu"


def told(head: str, body: str = "<p>Isi</p>", address: str = ADDRESS) -> Metadata:
    return read_metadata(page_tree(f"<html><head>{head}</head><body>{body}</body></html>".encode()), address)


def ld(inside: str) -> str:
    return f"<script type='application/ld+json'>{inside}</script>"


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (f"<title>{TITLE} - Humas</title>", f"<h1>Humas</h1><h2>{TITLE}</h2>"),
        (f"<title>{TITLE} | Portal Humas Polda</title>", "<p>x</p>"),
        (f"<title>Humas</title><meta property='og:title' content='{TITLE} - Humas'>", ""),
        (f"<meta property='og:site_name' content='Humas'><meta property='og:title' content='{TITLE} Humas'>", ""),
        (ld(f'{{"@type": "NewsArticle", "headline": "{TITLE}"}}'), f"<h2>{TITLE}</h2>"),
        (ld(f'{{"@graph": [{{"@type": "WebSite"}}, {{"@type": ["Article"], "headline": ["{TITLE}"]}}]}}'), ""),
        ("<title>Detail</title>", f"<h1>{TITLE}</h1>"),
        ("", f"<h3>{TITLE}</h3>"),
    ],
)
def test_the_title_is_the_article_s_and_not_the_site_s(head: str, body: str) -> None:
    assert told(head, body).title == TITLE


@pytest.mark.parametrize(
    ("head", "body", "author"),
    [
        (ld('{"@type": "Article", "author": {"name": "Siti"}}'), "", "Siti"),
        (ld('{"@type": "Article", "author": [{"name": "Siti"}, "Budi", {"name": "Siti"}]}'), "", "Siti, Budi"),
        ("<meta name='author' content='Humas Polda'>", "", "Humas Polda"),
        ("", "<span class='author'>Oleh: Siti</span>", "Siti"),
        ("", "<span class='post-author'>Diposting oleh Siti</span>", "Siti"),
        ("", "<a rel='author'>Penulis: Siti Oleh</a>", "Siti Oleh"),
        ("", f"<div class='author'>{'x' * 100}</div>", None),
        ("", "", None),
    ],
)
def test_the_author_is_a_name(head: str, body: str, author: str | None) -> None:
    assert told(head, body).author == author


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (ld('{"@type": "Article", "datePublished": "2026-06-04T10:00:00+08:00"}'), ""),
        ("<meta property='article:published_time' content='2026-06-04T02:00:00Z'>", ""),
        ("<meta name='dcterms.date' content='2026-06-04T02:00:00Z'>", "<time datetime='2020-01-01'>"),
        ("", "<time class='entry-date' datetime='2026-06-04T02:00:00+00:00'>kemarin</time>"),
        ("", "<time datetime='kemarin'></time><abbr itemprop='datePublished' title='2026-06-04T02:00:00Z'>x</abbr>"),
        ("", "<div class='post-date'>Kamis, 4 Juni 2026 10.00 WITA</div>"),
    ],
)
def test_the_date_of_publication_is_found(head: str, body: str) -> None:
    assert told(head, body).published_at == datetime(2026, 6, 4, 2, tzinfo=UTC)


def test_a_day_in_the_address_is_better_than_none() -> None:
    assert told("", address="https://humas.test/2026/06/04/x/").published_at == datetime(
        2026, 6, 4, tzinfo=UTC
    ).replace(tzinfo=None)


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("https://humas.test/rilis/dua/", "https://humas.test/rilis/dua/"),
        ("https://www.humas.test/rilis/dua/", "https://www.humas.test/rilis/dua/"),
        ("/rilis/dua/", "https://humas.test/rilis/dua/"),
        ("https://lain.test/rilis/dua/", ADDRESS),
        ("https://humas.test/", ADDRESS),
        ("http://[oops", ADDRESS),
        ("", ADDRESS),
    ],
)
def test_a_page_s_own_word_for_its_address_counts_on_the_same_host(link: str, address: str) -> None:
    assert told(f"<link rel='canonical' href='{link}'>").address == address


@pytest.mark.parametrize(
    ("head", "guid"),
    [
        ("<link rel='shortlink' href='https://humas.test/?p=12'>", "https://humas.test/?p=12"),
        ("<link rel='shortlink' href='https://lain.test/?p=12'>", None),
        ("<link rel='shortlink' href='https://humas.test/?p=x'>", None),
        (
            "<meta itemprop='blogId' content='1'><meta itemprop='postId' content='2'>",
            "tag:blogger.com,1999:blog-1.post-2",
        ),
        ("<meta itemprop='blogId' content='1'>", None),
    ],
)
def test_the_guid_is_the_one_of_the_site_s_feed(head: str, guid: str | None) -> None:
    assert told(head).guid == guid


def test_pictures_come_best_first_and_once_and_emblems_are_none() -> None:
    head = "".join(
        f"<meta property='og:image' content='{address}'>"
        for address in ("/a.jpg", "https://humas.test/logo.png", "data:image/png;base64,x", "https://humas.test/a.jpg")
    )
    json = '{"@type": "Article", "image": [{"url": "https://humas.test/b.jpg"}, "https://humas.test/c.jpg"]}'
    assert told(head + ld(json)).images == tuple(f"https://humas.test/{name}.jpg" for name in "abc")


def test_categories_are_told_once() -> None:
    head = "".join(f"<meta property='article:tag' content='{name}'>" for name in ("Narkoba", "Polres", "Narkoba"))
    assert told(head + ld('{"@type": "Article", "articleSection": "Kriminal"}')).categories == (
        *("Narkoba", "Polres", "Kriminal"),
    )


@pytest.mark.parametrize(
    "json", ["", "{", "[" * 5000, "null", "3", '"x"', '{"@type": 3}', '{"@type": "Article", "author": 7, "image": {}}']
)
def test_strange_json_says_nothing_and_breaks_nothing(json: str) -> None:
    found = told(ld(json) + f"<title>{TITLE}</title>")
    assert (found.title, found.author, found.images) == (TITLE, None, ())
