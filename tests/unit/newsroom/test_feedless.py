"""Sites without a feed: what they publish stays the same, and is found by sitemap or home page."""

from __future__ import annotations

import tomllib

from syndicator.newsroom.sites import Site
from syndicator.parse.listing import read_listing
from syndicator.parse.pages import read_page
from syndicator.parse.sitemap import read_sitemap
from syndicator.parse.wordpress import posts_address, read_posts
from tests.unit.newsroom.conftest import Opener, Reader


def test_without_the_option_every_site_has_a_feed(open_newsroom: Opener) -> None:
    assert {site.way for site in open_newsroom().newsroom.sites} == {"feed"}


def test_the_stream_is_the_same_with_and_without_feeds(open_newsroom: Opener) -> None:
    with_feeds, without = (open_newsroom(feedless=share).newsroom for share in (0.0, 0.5))
    for one, other in zip(with_feeds.sites, without.sites, strict=True):
        assert [(post.path, post.at) for post in one.posts] == [(post.path, post.at) for post in other.posts]


def test_the_same_seed_takes_the_feeds_from_the_same_sites(open_newsroom: Opener) -> None:
    ways = [[site.way for site in open_newsroom(feedless=0.5, units=40).newsroom.sites] for _ in range(2)]
    assert ways[0] == ways[1]
    assert set(ways[0]) == {"feed", "sitemap", "page"}


def feedless(open_newsroom: Opener) -> tuple[Reader, list[Site]]:
    app = open_newsroom(feedless=1.0, units=20)
    return Reader(app), [site for site in app.newsroom.sites if site.software == "wordpress"]


def test_a_site_without_a_feed_has_no_feed_and_no_interface(open_newsroom: Opener) -> None:
    client, sites = feedless(open_newsroom)
    for path in ("/feed/", "/feed", "/?feed=rss2", "/feed/atom/", "/wp-json/", "/wp-json/wp/v2/posts"):
        assert client.get(sites[0].base + path).status_code == 404
    home = client.get(f"{sites[0].base}/").text
    assert "rss+xml" not in home
    assert "api.w.org" not in home


def test_its_sitemap_and_its_home_page_name_what_it_published(open_newsroom: Opener) -> None:
    client, sites = feedless(open_newsroom)
    for site in sites:
        posts = [site.address(post) for post in site.newest(0, 10)]
        home = client.get(f"{site.base}/").content
        index = read_sitemap(client.get(f"{site.base}/wp-sitemap.xml").content, content_type="", address=site.base)
        named = read_sitemap(client.get(index.further[0]).content, content_type="", address=site.base)
        assert {page.address for page in named.pages} >= set(posts)
        if len(posts) > 1:
            listed = read_listing(home, content_type="text/html", address=f"{site.base}/", selector=None)
            assert [page.address for page in listed] == posts


def test_its_articles_are_read_with_title_and_moment(open_newsroom: Opener) -> None:
    client, sites = feedless(open_newsroom)
    for site in sites:
        for post in site.newest(0, 1):
            answer = client.get(site.address(post))
            entry = read_page(answer.content, content_type=answer.headers["content-type"], address=site.address(post))
            assert entry is not None
            assert entry.title == site.read(post).wording.title
            assert entry.published_at == site.true_moment(post.at)


def test_the_lists_of_sources_name_them_by_their_kind(open_newsroom: Opener) -> None:
    client, _ = feedless(open_newsroom)
    tables = tomllib.loads(client.get("/sources.toml").text)["source"]
    assert {table["kind"] for table in tables} == {"feed", "sitemap", "page"}
    feeds = [table["address"] for table in tables if table["kind"] == "feed"]
    assert client.get("/sources.opml").text.count("xmlUrl") == len(feeds)


def test_posts_are_embedded_where_that_is_asked(client: Reader, wordpress_site: Site) -> None:
    address = posts_address(wordpress_site.base)
    entries = read_posts(client.get(address).content, content_type="application/json", address=address).entries
    assert {entry.address for entry in entries} <= {wordpress_site.address(post) for post in wordpress_site.live}
    assert all(entry.author and entry.categories and entry.images and entry.is_whole for entry in entries)
