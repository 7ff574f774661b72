from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import feedparser
import httpx
import lxml.etree
import pytest

from syndicator.bootstrap.service import Service
from syndicator.model.bulletin import BulletinState
from tests.conftest import MovableClock
from tests.unit.portal.browser import Browser
from tests.unit.portal.press import Press, Release

FORMS = ("rss", "atom", "json")
FEEDS = ("/feeds/all", "/feeds/topics/tppo", "/feeds/units/polresta-balikpapan", "/feeds/units/polda-kalimantan-timur")


def entries(answer: httpx.Response) -> list[tuple[str, str]]:
    """Guid and title of each entry, in order, of whatever format."""
    if "json" in answer.headers["content-type"]:
        return [(one["id"], one["title"]) for one in json.loads(answer.content)["items"]]
    parsed = feedparser.parse(answer.content)
    assert not parsed.bozo, parsed.get("bozo_exception")
    return [(one.id, shown(one.title_detail)) for one in parsed.entries]


def shown(title: Any) -> str:
    """What a reader shows of a title: Atom says whether it is HTML."""
    return unescape(title.value) if title.type == "text/html" else str(title.value)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("feed", FEEDS)
def test_every_feed_carries_guid_and_title(client: Browser, press: Press, feed: str, form: str) -> None:
    title = "Rapat <b>&</b> \"koordinasi\" 'TPPO' 🚓"
    bulletin = press.publish(Release(title=title))
    answer = client.get(f"{feed}.{form}")
    assert answer.status_code == 200
    [(guid, told)] = entries(answer)
    assert guid == bulletin.story_uid.urn
    assert told == title


def test_rss_carries_date_content_unit_and_topic(client: Browser, press: Press) -> None:
    bulletin = press.publish(Release(published_at=datetime(2025, 6, 4, 2, 0, tzinfo=UTC)))
    [entry] = feedparser.parse(client.get("/feeds/all.rss").content).entries
    assert entry.published_parsed[:5] == (2025, 6, 4, 2, 0)
    assert entry.link == f"http://portal.test{bulletin.path}"
    assert "seluruh instansi terkait" in entry.content[0].value
    assert entry.author == "Polresta Balikpapan"
    assert [tag.term for tag in entry.tags] == ["Perdagangan orang & PMI ilegal", "Polresta Balikpapan"]


def test_a_feed_names_itself_and_its_page_in_indonesian(client: Browser, press: Press) -> None:
    press.publish(Release())
    answer = client.get("/feeds/units/polda-kalimantan-timur.rss", accept_language="en")
    feed = feedparser.parse(answer.content).feed
    assert feed.title == "Polda Kalimantan Timur – Siaran Pers Kepolisian Daerah"
    assert feed.language == "id"
    assert feed.link == "http://portal.test/units/polda-kalimantan-timur"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("state", [BulletinState.HELD, BulletinState.REJECTED, BulletinState.WITHDRAWN])
def test_no_feed_carries_what_is_not_released(client: Browser, press: Press, state: BulletinState, form: str) -> None:
    press.publish(Release(title="Terbuka"))
    press.publish(Release(title="Rahasia sekali", text="Rahasia sekali", state=state))
    for feed in FEEDS:
        answer = client.get(f"{feed}.{form}")
        assert "Rahasia" not in answer.text
        assert "Terbuka" in answer.text


@pytest.mark.parametrize("form", FORMS)
def test_pages_of_fifty_lead_through_everything(client: Browser, press: Press, clock: MovableClock, form: str) -> None:
    for number in range(120):
        clock.advance(timedelta(seconds=1))
        press.publish(Release(title=f"Siaran {number}"))
    found = [entries(client.get(f"/feeds/all.{form}?page={page}")) for page in (1, 2, 3)]
    assert [len(page) for page in found] == [50, 50, 20]
    assert len({guid for page in found for guid, _ in page}) == 120
    assert found[0][0][1] == "Siaran 119"
    assert f"/feeds/all.{form}?page=2" in client.get(f"/feeds/all.{form}").text
    assert client.get(f"/feeds/all.{form}?page=4").status_code == 404


@pytest.mark.parametrize("form", FORMS)
def test_the_same_bytes_are_sent_once(client: Browser, press: Press, clock: MovableClock, form: str) -> None:
    press.publish(Release())
    clock.advance(timedelta(seconds=5))  # a date counts once its second is over
    first = client.get(f"/feeds/all.{form}")
    etag = first.headers["etag"]
    assert etag.startswith('"')
    assert first.headers["cache-control"] == "public, max-age=15, stale-while-revalidate=60"
    for headers in (
        {"if_none_match": etag},
        {"if_none_match": f'"other", W/{etag}'},
        {"if_modified_since": first.headers["last-modified"]},
    ):
        again = client.get(f"/feeds/all.{form}", **headers)
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    clock.advance(timedelta(seconds=5))
    press.publish(Release(title="Baru"))
    assert client.get(f"/feeds/all.{form}", if_none_match=etag).status_code == 200
    assert client.get(f"/feeds/all.{form}", if_modified_since=first.headers["last-modified"]).status_code == 200


def test_a_tag_that_differs_wins_over_a_date_that_fits(client: Browser, press: Press) -> None:
    press.publish(Release())
    date = client.get("/feeds/all.rss").headers["last-modified"]
    assert client.get("/feeds/all.rss", if_none_match='"other"', if_modified_since=date).status_code == 200


def test_a_withdrawal_is_seen_by_clients_that_only_send_dates(
    client: Browser, press: Press, service: Service, clock: MovableClock
) -> None:
    press.publish(Release(title="Tetap"))
    clock.advance(timedelta(minutes=5))
    taken_back = press.publish(Release(title="Ditarik"))
    date = client.get("/feeds/all.rss").headers["last-modified"]
    clock.advance(timedelta(minutes=5))
    service.editing.withdraw(taken_back.id, actor="admin")
    answer = client.get("/feeds/all.rss", if_modified_since=date)
    assert answer.status_code == 200
    assert [title for _, title in entries(answer)] == ["Tetap"]


@pytest.mark.parametrize("form", FORMS)
def test_head_tells_the_same_without_the_body(client: Browser, press: Press, form: str) -> None:
    press.publish(Release())
    whole, head = client.get(f"/feeds/all.{form}"), client.ask("HEAD", f"/feeds/all.{form}")
    assert head.content == b""
    for name in ("etag", "content-length", "content-type", "last-modified"):
        assert head.headers[name] == whole.headers[name]


@pytest.mark.parametrize("form", FORMS)
def test_an_empty_feed_is_a_feed_and_stays_the_same_all_day(client: Browser, clock: MovableClock, form: str) -> None:
    first = client.get(f"/feeds/topics/korupsi.{form}")
    assert (first.status_code, entries(first)) == (200, [])
    clock.advance(timedelta(hours=3))
    assert client.get(f"/feeds/topics/korupsi.{form}").headers["etag"] == first.headers["etag"]


@pytest.mark.parametrize(
    "path",
    [
        "/feeds/topics/nothing.rss",
        "/feeds/units/nowhere.atom",
        "/feeds/all.xml",
        "/feeds/all",
        "/feeds/all.rss?page=0",
        "/feeds/topics/tppo.rss.rss",
    ],
)
def test_feeds_that_cannot_be_are_not_found(client: Browser, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_revision_keeps_its_guid(client: Browser, press: Press, clock: MovableClock) -> None:
    bulletin = press.publish(Release())
    clock.advance(timedelta(minutes=5))
    press.correct(bulletin, Release(title="Judul yang diralat"))
    assert entries(client.get("/feeds/all.rss")) == [(bulletin.story_uid.urn, "Judul yang diralat")]


def test_a_copy_is_not_in_the_feeds(client: Browser, press: Press) -> None:
    first = press.publish(Release(title="Yang pertama"))
    press.publish(Release(title="Salinannya", story=first.story_uid, host="polda-kaltim.example"))
    assert [title for _, title in entries(client.get("/feeds/all.rss"))] == ["Yang pertama"]


def test_directory_and_outlines_list_every_feed_that_holds_anything(client: Browser, press: Press) -> None:
    press.publish(Release())
    press.publish(Release(unit="polda-aceh", topics=("narkoba",), state=BulletinState.HELD))
    addresses = [
        "/feeds/all.rss",
        "/feeds/topics/tppo.rss",
        "/feeds/units/mabes-polri.rss",
        "/feeds/units/polda-kalimantan-timur.rss",
        "/feeds/units/polresta-balikpapan.rss",
    ]
    page = client.page("/feeds")
    assert [link.get("href") for link in page.xpath("//main//a") if link.get("href").endswith(".rss")] == addresses[:-1]
    outlines = client.get("/feeds.opml")
    assert outlines.headers["content-type"].startswith("text/x-opml")
    listed = lxml.etree.fromstring(outlines.content).xpath("//@xmlUrl")
    assert listed == [f"http://portal.test{address}" for address in addresses]
