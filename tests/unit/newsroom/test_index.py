"""The index: lists of sources, the truth, the log and the clock's button."""

from __future__ import annotations

import json
import tomllib

from lxml import etree

from syndicator.newsroom.app import NewsroomApp
from syndicator.newsroom.clock import Clock
from syndicator.newsroom.newsroom import Newsroom

from .conftest import Opener, Reader


def test_sources_are_listed_as_toml_and_opml(client: Reader, newsroom: Newsroom) -> None:
    rows = tomllib.loads(client.get("/sources.toml").text)["source"]
    assert [row["address"] for row in rows] == [site.feed for site in newsroom.sites]
    assert rows[0] == {
        "address": newsroom.sites[0].feed,
        "unit": newsroom.sites[0].unit.name,
        "kind": "feed",
        "trusted": True,
        "every": "10s",
        "language": "id",
    }
    outlines = etree.fromstring(client.get("/sources.opml").content).iter("outline")
    assert [outline.get("xmlUrl") for outline in outlines] == [site.feed for site in newsroom.sites]


def test_the_listing_links_every_site(client: Reader, newsroom: Newsroom) -> None:
    links = etree.HTML(client.get("/").content).xpath("//li/a[1]/@href")
    assert links == [f"{site.base}/" for site in newsroom.sites]


def test_the_truth_names_every_publication(client: Reader, newsroom: Newsroom) -> None:
    client.post("/advance", params={"seconds": "1800"})
    told = client.get("/truth.json").json()
    shown = [row for release in told["releases"] for row in release["publications"]]
    assert len(shown) == sum(len(site.posts) for site in newsroom.sites)
    assert any(row["is_copy"] for row in shown)
    assert any(len(release["publications"]) > 1 for release in told["releases"])
    by_slug = {site.slug: site for site in newsroom.sites}
    for row in shown[:50]:
        assert row["address"].startswith(by_slug[row["site"]].base)
    first = told["releases"][0]
    assert set(first) == {"id", "kind", "topic", "topics", "unit", "sensitive", "publications"}
    assert first["publications"][0]["is_copy"] is False


def test_the_truth_tells_revisions_and_deletions(open_newsroom: Opener) -> None:
    app = open_newsroom(updates=1.0, deletions=0.5, copies=0.0, rate=0.0)
    client = Reader(app)
    client.post("/advance", params={"seconds": "9000"})
    told = client.get("/truth.json").json()
    rows = [release["publications"][0] for release in told["releases"]]
    assert any(row["revision"] == 2 for row in rows)
    assert any(row["deleted"] for row in rows)
    assert any(not row["deleted"] for row in rows)


def test_the_truth_by_lines_tells_what_each_publication_says_in_the_end(open_newsroom: Opener) -> None:
    app = open_newsroom(updates=1.0, deletions=0.5, copies=0.5, rate=0.0, haste=20.0)
    client = Reader(app)
    client.post("/advance", params={"seconds": "400"})
    rows = [json.loads(line) for line in client.get("/truth.jsonl").text.splitlines()]
    assert len(rows) == sum(len(site.posts) for site in app.newsroom.sites)
    assert all(row["deleted"] is (row["deleted_at"] is not None) for row in rows)
    assert sum(row["deleted"] for row in rows if not row["is_copy"]) > 20, "within two hours by twenty"
    assert all(len(row["updated_at"]) + 1 == row["revision"] for row in rows)
    live = next(row for row in rows if row["revision"] == 2 and not row["deleted"])
    assert live["lines"][1][:20] in client.get(live["address"]).text


def test_a_clock_that_stands_lets_nothing_happen_until_it_goes_on(open_newsroom: Opener) -> None:
    seconds = [0.0]
    clock = Clock(lambda: seconds[0])
    seconds[0] = 5.0
    clock.stop()
    seconds[0] = 65.0
    assert clock.offset() == 5.0
    clock.advance(2.0)
    clock.go_on()
    seconds[0] = 66.0
    assert clock.offset() == 8.0
    client = Reader(open_newsroom())
    assert [client.post(path).json()["status"] for path in ("/stop", "/go-on")] == ["ok", "ok"]


def test_the_clock_can_be_pushed_forward_and_not_back(client: Reader) -> None:
    assert client.post("/advance", params={"seconds": "90"}).json() == {
        "status": "ok",
        "offset_seconds": 90.0,
    }
    assert client.get("/healthz").json()["offset_seconds"] == 90.0
    for wrong in ("-5", "soon", "nan", ""):
        assert client.post("/advance", params={"seconds": wrong}).status_code == 400
    assert client.get("/advance").status_code == 405


def test_the_log_counts_by_site_and_outcome(client: Reader, newsroom: Newsroom) -> None:
    site = newsroom.sites[0]
    tag = client.get(site.feed).headers["etag"]
    client.get(site.feed, headers={"if-none-match": tag})
    assert client.get("/log.json").json()[site.slug] == {"requests": 2, "200": 1, "304": 1}


def test_sites_are_found_by_their_own_address(open_newsroom: Opener) -> None:
    app: NewsroomApp = open_newsroom(hosts="many")
    site = app.newsroom.sites[2]
    assert site.base == "http://127.81.0.3:8700"
    client = Reader(app)
    assert client.get(site.feed).status_code == 200
    assert client.get("http://127.81.9.9:8700/feed/").status_code == 404
    assert client.get("/healthz").json()["status"] == "ok"


def test_a_question_about_the_head_alone_gets_no_body(client: Reader, newsroom: Newsroom) -> None:
    site = newsroom.sites[0]
    response = client.head(site.feed)
    assert response.content == b""
    assert int(response.headers["content-length"]) > 1_000
    assert client.post(site.feed).status_code == 405
