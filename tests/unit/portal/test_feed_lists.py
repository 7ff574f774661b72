"""Feeds of operations and of one's own words, the directory with its codes, and the maps of the site."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

import lxml.etree
import pytest

from syndicator.model.bulletin import BulletinState
from syndicator.portal import sitemaps
from syndicator.portal.directory import qr_code
from tests.conftest import MovableClock
from tests.feedschemas import NEWS, SITEMAP, opml_faults, sitemap_faults
from tests.unit.portal.browser import Browser
from tests.unit.portal.press import Press, Release
from tests.unit.portal.test_feeds import FORMS, entries


@pytest.mark.parametrize("form", FORMS)
def test_an_operation_has_a_feed_of_what_tells_of_it(client: Browser, press: Press, form: str) -> None:
    told = press.publish(Release(title="Operasi Ketupat dimulai", operations=("ketupat",)))
    press.publish(Release(title='Tentang "slug": "ketupat"', operations=("lilin",)))
    press.publish(Release(title="Patroli"))
    answer = client.get(f"/feeds/operations/ketupat.{form}")
    assert entries(answer) == [(told.story_uid.urn, "Operasi Ketupat dimulai")]
    assert "Operasi Ketupat – Siaran Pers" in answer.text
    assert client.get(f"/feeds/operations/nothing.{form}").status_code == 404


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("motor", ["Pencurian Motor", "Motor Hilang"]),
        ("PENCURIAN  motor", ["Pencurian Motor"]),
        ("penjagaan", ["Motor Hilang"]),
        ("100%", ["Naik 100%"]),
        ("_", []),
        ("&", []),
        ("sepeda", []),
    ],
)
def test_a_search_has_a_feed_of_what_carries_all_its_words(
    client: Browser, press: Press, clock: MovableClock, form: str, words: str, found: list[str]
) -> None:
    for title in ("Naik & <Turun>", "Naik 100%", "Motor Hilang", "Pencurian Motor"):
        clock.advance(timedelta(seconds=1))
        press.publish(Release(title=title, text="Penjagaan." if title == "Motor Hilang" else "Patroli."))
    press.publish(Release(title="Motor Rahasia", state=BulletinState.HELD))
    answer = client.get(f"/feeds/search.{form}?q={quote(words)}")
    assert [title for _, title in entries(answer)] == found


def test_a_search_pages_under_its_own_address(client: Browser, press: Press) -> None:
    for _ in range(51):
        press.publish(Release(title="Rapat & koordinasi"))
    first = lxml.etree.fromstring(client.get("/feeds/search.atom?utm_source=x&q=rapat+%26").content)
    links = {link.get("rel"): link.get("href") for link in first.findall("{http://www.w3.org/2005/Atom}link")}
    assert links["self"] == "http://portal.test/feeds/search.atom?q=rapat%20%26"
    assert links["next"] == "http://portal.test/feeds/search.atom?q=rapat%20%26&page=2"
    assert len(entries(client.get(links["next"].removeprefix("http://portal.test")))) == 1


@pytest.mark.parametrize("query", ["", "q=", "q=%20", "q=%00", "q=" + "a" * 101, "q=" + "+".join("abcdefghi")])
def test_a_search_for_nothing_or_too_much_is_not_found(client: Browser, press: Press, query: str) -> None:
    press.publish(Release())
    assert client.get(f"/feeds/search.rss?{query}").status_code == 404


def test_the_directory_shows_addresses_to_copy_and_codes(client: Browser, press: Press) -> None:
    press.publish(Release(operations=("ketupat",)))
    page = client.page("/feeds")
    copied = page.xpath("//main//input[@readonly]/@value")
    for name in ("all.rss", "all.atom", "all.json", "topics/tppo.rss", "operations/ketupat.rss"):
        assert f"http://portal.test/feeds/{name}" in copied
    assert all(label.text_content().strip() for label in page.xpath("//label"))
    codes = page.xpath("//main//img/@src")
    assert len(codes) == 4 + len(page.xpath("//ul[@class='feed-list']/li")) - 3
    for code in codes:
        answer = client.get(str(code))
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/svg+xml")
        address = f"http://portal.test{str(code).replace('/qr', '').replace('.svg', '.rss')}"
        assert answer.content == qr_code(address)
        assert client.get(address.removeprefix("http://portal.test")).status_code == 200


@pytest.mark.parametrize("name", ["nothing", "topics/nothing", "search", "all.rss", "units/all", "http://x.test/"])
def test_no_code_leads_anywhere_else(client: Browser, name: str) -> None:
    assert client.get(f"/feeds/qr/{name}.svg").status_code == 404


def test_the_list_of_feeds_is_grouped_and_names_their_pages(client: Browser, press: Press) -> None:
    press.publish(Release(operations=("ketupat",)))
    document = client.get("/feeds.opml").content
    assert opml_faults(document) == []
    root = lxml.etree.fromstring(document)
    assert root.xpath("body/outline/@text")[1:3] == ["Topik", "Operasi"]
    assert root.xpath("//outline[@text='Operasi Ketupat']/@xmlUrl") == [
        "http://portal.test/feeds/operations/ketupat.rss"
    ]
    assert root.xpath("//outline[@text='Polresta Balikpapan']/@htmlUrl") == [
        "http://portal.test/units/polresta-balikpapan"
    ]


def locations(document: bytes) -> list[str]:
    assert sitemap_faults(document) == []
    return [str(one.text) for one in lxml.etree.fromstring(document).iter(f"{{{SITEMAP}}}loc")]


def test_the_map_of_the_site_names_every_page_that_shows_anything(client: Browser, press: Press) -> None:
    shown = press.publish(Release(title="Rapat & koordinasi"))
    press.publish(Release(title="Rahasia", unit="polda-aceh", topics=("narkoba",), state=BulletinState.HELD))
    paths = ["/", "/about", "/feeds", "/topics/tppo"]
    paths += ["/units/mabes-polri", "/units/polda-kalimantan-timur", "/units/polresta-balikpapan", shown.path]
    assert sorted(locations(client.get("/sitemap.xml").content)) == sorted(f"http://portal.test{one}" for one in paths)
    for path in paths:
        assert client.get(path).status_code == 200


def test_a_map_that_would_be_too_large_is_a_list_of_maps(
    client: Browser, press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemaps, "PLACES_A_MAP", 2)
    shown = [press.publish(Release(title=f"Siaran {number}")).path for number in range(5)]
    parts = locations(client.get("/sitemap.xml").content)
    assert parts == [f"http://portal.test/sitemap.xml?page={number}" for number in (1, 2, 3)]
    named = [
        address for part in parts for address in locations(client.get(part.removeprefix("http://portal.test")).content)
    ]
    assert [one for one in named if "/b/" in one] == [f"http://portal.test{path}" for path in shown]
    assert len(set(named)) == len(named)
    assert client.get("/sitemap.xml?page=4").status_code == 404


def test_the_map_of_news_holds_two_days(client: Browser, press: Press, clock: MovableClock) -> None:
    assert locations(client.get("/sitemap-news.xml").content) == ["http://portal.test/"]
    press.publish(Release(title="Lama"))
    clock.advance(timedelta(hours=47))
    new = press.publish(Release(title="Baru & <penting>"))
    document = client.get("/sitemap-news.xml").content
    assert len(locations(document)) == 2
    assert locations(document)[0] == f"http://portal.test{new.path}"
    root = lxml.etree.fromstring(document)
    assert [one.text for one in root.iter(f"{{{NEWS}}}title")] == ["Baru & <penting>", "Lama"]
    clock.advance(timedelta(hours=2))
    assert [
        one.text for one in lxml.etree.fromstring(client.get("/sitemap-news.xml").content).iter(f"{{{NEWS}}}title")
    ] == ["Baru & <penting>"]


def test_crawlers_are_told_where_the_maps_are(client: Browser) -> None:
    told = client.get("/robots.txt").text.splitlines()
    assert "Sitemap: http://portal.test/sitemap.xml" in told
    assert "Sitemap: http://portal.test/sitemap-news.xml" in told


def test_every_feed_tells_of_itself_and_of_the_hub_in_its_header(client: Browser, press: Press) -> None:
    press.publish(Release())
    for form in FORMS:
        answer = client.get(f"/feeds/topics/tppo.{form}")
        assert answer.headers["link"] == (
            f'<http://portal.test/feeds/topics/tppo.{form}>; rel="self", <http://portal.test/hub>; rel="hub"'
        )
        assert "http://portal.test/hub" in answer.text


@pytest.mark.parametrize("path", ["/", "/topics/tppo", "/units/polresta-balikpapan", "/about", "/feeds", "/b/1"])
def test_every_page_names_the_feeds_that_fit_it(client: Browser, press: Press, path: str) -> None:
    bulletin = press.publish(Release())
    page = client.page(bulletin.path if path == "/b/1" else path)
    named = [str(one) for one in page.xpath("//link[@rel='alternate' and @type!='text/html']/@href")]
    fitting = path if path.startswith(("/topics", "/units")) else "/all"
    if path == "/b/1":
        fitting = "/units/polresta-balikpapan"
    assert named[:3] == [f"/feeds{fitting}.{form}" for form in FORMS]
    for address in named:
        assert client.get(address).status_code == 200
