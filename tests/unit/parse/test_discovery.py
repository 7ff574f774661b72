"""Where a site may be read, from its page, its robots.txt, and the habits of its software."""

from __future__ import annotations

import pytest

from syndicator.errors import SourceFault
from syndicator.model.source import SourceKind
from syndicator.parse.discovery import Home, guesses, read_home, robots_address, sitemaps_of
from tests.unit.parse import themes

HOME = "https://humas.test/"


def read(head: str) -> Home:
    return read_home(f"<html><head>{head}</head><body>x</body></html>".encode(), content_type="", address=HOME)


def offered(head: str) -> list[tuple[SourceKind, str]]:
    return [(offer.kind, offer.address) for offer in read(head).offers]


def alternate(href: str, kind: str = "application/rss+xml", title: str = "") -> str:
    return f'<link rel="alternate" type="{kind}" href="{href}" title="{title}">'


@pytest.mark.parametrize(
    "kind",
    ["application/rss+xml", "application/atom+xml; charset=utf-8", "application/feed+json", "Text/XML"],
)
def test_the_feeds_that_a_page_names_are_offers(kind: str) -> None:
    (offer,) = read(alternate("/feed/", kind, "Humas &raquo; Feed")).offers
    assert (offer.kind, offer.address, offer.title) == (SourceKind.FEED, "https://humas.test/feed/", "Humas » Feed")
    assert offer.how


@pytest.mark.parametrize(
    "link",
    [
        alternate("/comments/feed/"),
        alternate("/rilis/feed/", title="Humas » Rilis Umpan Komentar"),
        alternate("/rilis/feed/", title="Humas » Rilis Comments Feed"),
        alternate("/feeds/99/comments/default", "application/atom+xml"),
        alternate("/en/", "text/html"),
        alternate("/wp-json/oembed/1.0/embed?url=x", "application/json+oembed"),
        '<link rel="service.post" type="application/atom+xml" href="https://www.blogger.com/feeds/7/posts/default">',
        '<link rel="stylesheet" type="text/css" href="/a.css">',
        alternate(""),
        alternate("javascript:alert(1)"),
        alternate("http://[oops"),
    ],
)
def test_feeds_of_comments_and_links_to_other_things_are_none(link: str) -> None:
    assert offered(link) == []


def test_the_interface_of_wordpress_is_an_offer_in_both_its_forms() -> None:
    assert offered('<link rel="https://api.w.org/" href="https://humas.test/wp-json/">') == [
        (SourceKind.WORDPRESS, "https://humas.test/wp-json/wp/v2/posts")
    ]
    assert offered('<link rel="https://api.w.org/" href="https://humas.test/index.php?rest_route=/">') == [
        (SourceKind.WORDPRESS, "https://humas.test/index.php?rest_route=/wp/v2/posts")
    ]


def test_the_feed_of_blogger_is_known_by_its_address() -> None:
    assert offered(alternate("https://humas.test/feeds/posts/default", "application/atom+xml")) == [
        (SourceKind.BLOGGER, "https://humas.test/feeds/posts/default")
    ]


def test_hub_sitemap_and_generator_are_told() -> None:
    home = read(
        '<title>Humas</title><link rel="hub" href="https://hub.test/"><link rel="sitemap" href="/peta.xml">'
        '<meta name="generator" content="Elementor 3.1"><meta name="Generator" content="WordPress 6.8">'
    )
    assert (home.title, home.hub, home.generator) == ("Humas", "https://hub.test/", "WordPress 6.8")
    assert [(offer.kind, offer.address) for offer in home.offers] == [
        (SourceKind.SITEMAP, "https://humas.test/peta.xml")
    ]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("block_theme", [(SourceKind.FEED, "https://humas.test/feed/")]),
        ("blogspot", [(SourceKind.BLOGGER, "https://humas.test/feeds/posts/default")]),
        ("tables", []),
    ],
)
def test_pages_of_our_own_offer_what_they_name(name: str, found: list[tuple[SourceKind, str]]) -> None:
    home = read_home(themes.page(name), content_type="", address=HOME)
    assert [(offer.kind, offer.address) for offer in home.offers] == found


def test_an_offer_comes_once_and_there_are_not_endless_ones() -> None:
    assert len(read("".join(alternate(f"/feed/{number % 40}") for number in range(400))).offers) == 20


def test_an_empty_page_is_the_source_s_fault() -> None:
    with pytest.raises(SourceFault, match="empty"):
        read_home(b"", content_type="", address=HOME)


def test_robots_txt_names_sitemaps_of_its_own_site() -> None:
    robots = b"User-agent: *\nSITEMAP : https://humas.test/a.xml\r\nSitemap: /b.xml\nsitemap: https://lain.test/c.xml\n"
    assert [offer.address for offer in sitemaps_of(robots, f"{HOME}robots.txt")] == [
        *("https://humas.test/a.xml", "https://humas.test/b.xml"),
    ]
    assert sitemaps_of(b"\xff\xfe\x00" * 100, HOME) == ()
    assert robots_address("https://humas.test/a/b?c") == "https://humas.test/robots.txt"


@pytest.mark.parametrize(
    ("address", "generator", "first"),
    [
        (HOME, "WordPress 6.8.3", "https://humas.test/feed/"),
        (HOME, "blogger", "https://humas.test/feeds/posts/default"),
        (HOME, None, "https://humas.test/feed/"),
        ("https://humas.test/situs/", None, "https://humas.test/situs/feed/"),
        ("https://humas.test/situs", None, "https://humas.test/situs/feed/"),
        ("https://humas.test/index.php?x=1", None, "https://humas.test/feed/"),
        ("https://humas.test/2026/06/04/rilis/", None, "https://humas.test/feed/"),
    ],
)
def test_usual_addresses_count_from_the_site_s_home(address: str, generator: str | None, first: str) -> None:
    guessed = guesses(address, generator)
    assert guessed[0].address == first
    assert len(guessed) <= 12
    assert len({offer.address for offer in guessed}) == len(guessed)


def test_a_guess_is_of_the_kind_that_its_address_is() -> None:
    kinds = {offer.address.removeprefix(HOME): offer.kind for offer in guesses(HOME, None)}
    assert kinds["feed/"] is SourceKind.FEED
    assert kinds["wp-json/wp/v2/posts"] is SourceKind.WORDPRESS
    assert kinds["feeds/posts/default"] is SourceKind.BLOGGER
    assert kinds["sitemap-news.xml"] is SourceKind.SITEMAP
