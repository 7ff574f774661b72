"""Sites that run WordPress, seen from outside."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime

import feedparser
import pytest
from lxml import etree

from syndicator.newsroom.answers import Question, http_date
from syndicator.newsroom.sites import Site
from syndicator.newsroom.wordpress import answer

from .conftest import Opener, Reader

CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def ask(site: Site, path: str, **headers: str) -> tuple[int, bytes]:
    asked = Question(path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    found = answer(site, asked)
    return found.status, found.body


def test_rss_is_written_as_wordpress_writes_it(client: Reader, wordpress_site: Site) -> None:
    response = client.get(wordpress_site.feed)
    channel = etree.fromstring(response.content).find("channel")
    assert channel is not None
    items = channel.findall("item")
    assert response.headers["content-type"] == "application/rss+xml; charset=UTF-8"
    assert str(channel.findtext("generator")).startswith("https://wordpress.org/?v=")
    assert len(items) == 10
    guid = items[0].find("guid")
    assert guid is not None
    assert guid.get("isPermaLink") == "false"
    assert str(guid.text).startswith(f"{wordpress_site.base}/?p=")
    assert str(items[0].findtext("pubDate")).endswith("+0000")
    assert "[&#8230;]" in str(items[0].findtext("description"))
    assert "<p>" in str(items[0].findtext(CONTENT))


def test_every_feed_is_well_formed_and_read_without_complaint(open_newsroom: Opener) -> None:
    for site in open_newsroom(units=60).newsroom.sites:
        if site.software != "wordpress":
            continue
        for path in ("/feed/", "/feed/atom/"):
            body = ask(site, path)[1]
            etree.fromstring(body)
            read = feedparser.parse(body)
            assert not read.bozo
            assert len(read.entries) == 10
            assert all(entry.link and entry.id and entry.published_parsed for entry in read.entries)


def test_titles_survive_the_feed(wordpress_site: Site) -> None:
    read = feedparser.parse(ask(wordpress_site, "/feed/")[1])
    shown = [entry.title.replace("–", "-") for entry in read.entries]
    wanted = [wordpress_site.read(post).wording.title for post in wordpress_site.newest(0, 10)]
    assert shown == [title.replace("–", "-") for title in wanted]


def test_pages_of_the_feed_follow_each_other_and_end_with_404(client: Reader, wordpress_site: Site) -> None:
    first = feedparser.parse(client.get(wordpress_site.feed).content)
    second = feedparser.parse(client.get(f"{wordpress_site.feed}?paged=2").content)
    assert 0 < len(second.entries) <= 4
    assert not {entry.id for entry in first.entries} & {entry.id for entry in second.entries}
    assert client.get(f"{wordpress_site.feed}?paged=3").status_code == 404


def test_atom_tells_the_modified_date_and_rss_does_not(open_newsroom: Opener) -> None:
    newsroom = open_newsroom(units=40, updates=1.0, copies=0.0, deletions=0.0, rate=0.0).newsroom
    newsroom.clock.advance(7_200)
    newsroom.catch_up()
    site = next(site for site in newsroom.sites if site.software == "wordpress")
    entry = feedparser.parse(ask(site, "/feed/atom/")[1]).entries[0]
    assert entry.updated_parsed > entry.published_parsed


@pytest.mark.parametrize(
    ("tag", "age", "status"),
    [
        ("right", None, 304),
        ("wrong", None, 200),
        (None, 0, 304),
        (None, -1, 304),
        (None, 1, 200),
        ("right", 0, 304),
        ("right", 1, 200),
        ("wrong", 0, 200),
        (None, None, 200),
    ],
)
def test_conditional_requests_follow_wordpress_rule(
    wordpress_site: Site, tag: str | None, age: int | None, status: int
) -> None:
    fresh = answer(wordpress_site, Question("/feed/"))
    assert fresh.modified is not None
    headers = {}
    if tag:
        headers["if-none-match"] = fresh.etag if tag == "right" else '"else"'
    if age is not None:
        headers["if-modified-since"] = http_date(fresh.modified - timedelta(days=age))
    found = answer(wordpress_site, Question("/feed/", headers=headers))
    assert found.status == status
    assert bool(found.body) == (status == 200)


def test_validators_follow_the_last_modified_post(wordpress_site: Site) -> None:
    before = answer(wordpress_site, Question("/feed/"))
    wordpress_site.delete(wordpress_site.live[0], 0.0)
    assert answer(wordpress_site, Question("/feed/")).etag == before.etag
    wordpress_site.update(next(post for post in wordpress_site.live if not post.copied), 50.0)
    after = answer(wordpress_site, Question("/feed/"))
    assert after.etag != before.etag
    assert before.modified is not None
    assert after.modified is not None
    assert after.modified > before.modified


def test_home_links_to_the_feed_and_to_articles_that_answer(client: Reader, wordpress_site: Site) -> None:
    home = etree.HTML(client.get(f"{wordpress_site.base}/").content)
    alternates = home.xpath("//link[@rel='alternate']/@href")
    articles = home.xpath("//article//a/@href")
    assert wordpress_site.feed in alternates
    assert len(articles) == 10
    page = client.get(articles[0])
    assert page.status_code == 200
    assert wordpress_site.read(wordpress_site.live[-1]).wording.paragraphs[-1][:40] in page.text.replace("&#8220;", "“")


def test_the_short_address_leads_to_the_article(client: Reader, wordpress_site: Site) -> None:
    post = wordpress_site.live[-1]
    response = client.get(wordpress_site.guid(post))
    assert response.status_code == 301
    assert response.headers["location"] == wordpress_site.address(post)


def test_pictures_are_png_files(client: Reader, wordpress_site: Site) -> None:
    response = client.get(f"{wordpress_site.base}/wp-content/uploads/2026/06/giat.png")
    assert response.headers["content-type"] == "image/png"
    assert response.content.startswith(b"\x89PNG")


def test_the_sitemap_lists_every_post(client: Reader, wordpress_site: Site) -> None:
    index = etree.fromstring(client.get(f"{wordpress_site.base}/wp-sitemap.xml").content)
    posts = etree.fromstring(client.get(str(index.findtext(f".//{SITEMAP}loc"))).content)
    found = {str(place.text) for place in posts.iter(f"{SITEMAP}loc")}
    assert found == {wordpress_site.address(post) for post in wordpress_site.live}
    assert "wp-sitemap.xml" in client.get(f"{wordpress_site.base}/robots.txt").text


def test_rest_tells_totals_pages_and_refuses_too_much(client: Reader, wordpress_site: Site) -> None:
    root = f"{wordpress_site.base}/wp-json/wp/v2/posts"
    response = client.get(root, params={"per_page": 4, "page": 2})
    assert len(response.json()) == 4
    assert response.headers["x-wp-total"] == str(len(wordpress_site.live))
    assert client.get(root, params={"page": 99}).json()["code"] == "rest_post_invalid_page_number"
    assert client.get(root, params={"per_page": 101}).status_code == 400
    assert client.get(root, params={"modified_after": "gestern"}).json()["code"] == "rest_invalid_param"


def test_rest_finds_what_was_edited_since(client: Reader, wordpress_site: Site) -> None:
    post = next(post for post in wordpress_site.live if not post.copied)
    wordpress_site.update(post, 100.0)
    root = f"{wordpress_site.base}/wp-json/wp/v2/posts"
    since = wordpress_site.stated_moment(50.0).isoformat()
    rows = client.get(root, params={"modified_after": since, "_fields": "id,modified_gmt"}).json()
    assert [row["id"] for row in rows] == [post.number]
    assert set(rows[0]) == {"id", "modified_gmt"}


def test_rest_tells_a_deletion_outright(client: Reader, wordpress_site: Site) -> None:
    post = wordpress_site.live[0]
    root = f"{wordpress_site.base}/wp-json/wp/v2/posts"
    assert client.get(f"{root}/{post.number}").json()["link"] == wordpress_site.address(post)
    wordpress_site.delete(post, 0.0)
    assert client.get(f"{root}/{post.number}").status_code == 404
    assert client.get(wordpress_site.address(post)).status_code == 404


def test_a_closed_rest_interface_answers_401(open_newsroom: Opener) -> None:
    sites = open_newsroom(units=60).newsroom.sites
    closed = next(site for site in sites if site.software == "wordpress" and not site.style.rest_open)
    assert ask(closed, "/wp-json/wp/v2/posts")[0] == 401


def test_a_site_with_a_wrong_clock_states_local_time_as_utc(open_newsroom: Opener) -> None:
    sites = open_newsroom(units=60).newsroom.sites
    wrong = next(site for site in sites if site.software == "wordpress" and site.style.local_clock)
    post = wrong.live[-1]
    shifted = wrong.true_moment(post.at) + timedelta(seconds=wrong.unit.tz.utcoffset(None).total_seconds())
    assert format_datetime(shifted).encode() in ask(wrong, "/feed/")[1]
