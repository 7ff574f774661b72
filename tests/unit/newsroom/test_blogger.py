"""Sites that run on Blogger, seen from outside."""

from __future__ import annotations

import feedparser
from lxml import etree

from syndicator.newsroom.sites import Site

from .conftest import Reader

SEARCH = "{http://a9.com/-/spec/opensearchrss/1.0/}"


def test_the_feed_is_written_as_blogger_writes_it(client: Reader, blogger_site: Site) -> None:
    response = client.get(blogger_site.feed)
    root = etree.fromstring(response.content)
    read = feedparser.parse(response.content)
    assert not read.bozo
    assert root.findtext(f"{SEARCH}totalResults") == str(len(blogger_site.live))
    assert read.entries[0].id.startswith("tag:blogger.com,1999:blog-")
    assert ".post-" in read.entries[0].id
    assert {link.rel for link in read.entries[0].links} >= {"alternate", "self", "edit", "replies"}
    assert "<p>" in read.entries[0].content[0].value


def test_results_are_counted_from_one(client: Reader, blogger_site: Site) -> None:
    everything = feedparser.parse(client.get(blogger_site.feed).content)
    part = feedparser.parse(client.get(blogger_site.feed, params={"start-index": "3", "max-results": "2"}).content)
    assert [entry.id for entry in part.entries] == [entry.id for entry in everything.entries[2:4]]
    assert any(link.rel == "next" for link in part.feed.links)


def test_past_the_end_the_feed_is_empty(client: Reader, blogger_site: Site) -> None:
    past = client.get(blogger_site.feed, params={"start-index": "900"})
    assert past.status_code == 200
    assert feedparser.parse(past.content).entries == []


def test_an_unchanged_feed_answers_304_and_a_changed_one_does_not(client: Reader, blogger_site: Site) -> None:
    first = client.get(blogger_site.feed)
    headers = {"if-none-match": first.headers["etag"]}
    assert client.get(blogger_site.feed, headers=headers).status_code == 304
    since = {"if-modified-since": first.headers["last-modified"]}
    assert client.get(blogger_site.feed, headers=since).status_code == 304
    blogger_site.delete(blogger_site.live[0], 0.0)
    assert client.get(blogger_site.feed, headers=headers).status_code == 200


def test_articles_home_robots_and_sitemap_answer(client: Reader, blogger_site: Site) -> None:
    post = blogger_site.live[0]
    assert blogger_site.address(post).endswith(".html")
    for path in (post.path, "/", "/robots.txt", "/sitemap.xml"):
        assert client.get(blogger_site.base + path).status_code == 200
    assert client.get(f"{blogger_site.base}/2020/01/tidak-ada.html").status_code == 404
