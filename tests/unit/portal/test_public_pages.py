from __future__ import annotations

from datetime import UTC, datetime, timedelta

import lxml.html
import pytest

from syndicator.model.bulletin import BulletinState
from syndicator.model.verdict import Urgency
from tests.conftest import MovableClock
from tests.unit.portal.browser import Browser
from tests.unit.portal.press import Press, Release


def titles(page: lxml.html.HtmlElement) -> list[str]:
    return [one.text_content().strip() for one in page.find_class("headline")]


def test_an_empty_portal_says_so_in_indonesian(client: Browser) -> None:
    page = client.page("/")
    assert page.get("lang") == "id"
    assert "Belum ada siaran pers" in page.text_content()


def test_front_page_shows_newest_first_with_unit_topic_and_command(
    client: Browser, press: Press, clock: MovableClock
) -> None:
    press.publish(Release(title="Yang lama"))
    clock.advance(timedelta(minutes=5))
    press.publish(Release(title="Yang baru", unit="polres-aceh-barat", topics=("narkoba",)))
    page = client.page("/")
    assert titles(page) == ["Yang baru", "Yang lama"]
    links = {link.get("href"): link.text_content() for link in page.iter("a")}
    assert links["/units/polres-aceh-barat"] == "Polres Aceh Barat"
    assert links["/topics/narkoba"] == "Narkotika & obat terlarang"
    assert links["/units/polda-aceh"] == "Polda Aceh"


def test_urgent_stands_on_top_for_a_day_and_only_once(client: Browser, press: Press, clock: MovableClock) -> None:
    press.publish(Release(title="Mendesak sekali", urgency=Urgency.URGENT))
    for number in range(25):
        clock.advance(timedelta(minutes=1))
        press.publish(Release(title=f"Biasa {number}"))
    assert titles(client.page("/")).count("Mendesak sekali") == 1
    assert titles(client.page("/"))[0] == "Mendesak sekali"
    clock.advance(timedelta(hours=24))
    assert titles(client.page("/"))[0] == "Biasa 24"


def test_pages_lead_through_everything_and_end(client: Browser, press: Press) -> None:
    for number in range(45):
        press.publish(Release(title=f"Siaran {number}"))
    path: str | None = "/"
    seen: list[str] = []
    while path:
        page = client.page(path)
        seen += titles(page)
        path = next((link.get("href") for link in page.iter("a") if link.get("rel") == "next"), None)
    assert sorted(seen) == sorted(f"Siaran {number}" for number in range(45))
    assert client.get("/?page=4").status_code == 404


@pytest.mark.parametrize(
    "path", ["/?page=0", "/?page=-1", "/?page=x", "/?page=99999999999999999999", "/topics/tppo?page=2"]
)
def test_a_page_that_cannot_be_is_not_found(client: Browser, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "path", ["/topics/nothing", "/units/nowhere", "/units/Polda%20Aceh", "/nothing", "/static/portal.css"]
)
def test_unknown_addresses_have_a_page_of_their_own(client: Browser, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "Tidak ada apa-apa di sini" in answer.text


def test_a_topic_shows_its_own_only(client: Browser, press: Press) -> None:
    press.publish(Release(title="Tentang TPPO", topics=("tppo", "kelembagaan")))
    press.publish(Release(title="Tentang sabu", topics=("narkoba",)))
    assert titles(client.page("/topics/tppo")) == ["Tentang TPPO"]
    assert titles(client.page("/topics/kelembagaan")) == ["Tentang TPPO"]
    assert "Belum ada siaran pers di sini" in client.page("/topics/korupsi").text_content()


def test_a_command_shows_all_below_it_and_the_way_up_and_down(client: Browser, press: Press) -> None:
    press.publish(Release(title="Dari Balikpapan", unit="polresta-balikpapan"))
    press.publish(Release(title="Dari Polda", unit="polda-kalimantan-timur"))
    press.publish(Release(title="Dari Aceh", unit="polda-aceh"))
    polda = client.page("/units/polda-kalimantan-timur")
    assert titles(polda) == ["Dari Polda", "Dari Balikpapan"]
    assert "/units/mabes-polri" in [link.get("href") for link in polda.find_class("crumbs")[0].iter("a")]
    assert "/units/polresta-balikpapan" in [link.get("href") for link in polda.iter("a")]
    assert titles(client.page("/units/polresta-balikpapan")) == ["Dari Balikpapan"]
    assert len(titles(client.page("/units/mabes-polri"))) == 3


def test_a_polres_shows_the_polsek_that_publish_and_no_others(client: Browser, press: Press) -> None:
    press.publish(Release(unit="polsek-lawang", title="Polsek Lawang berpatroli"))
    page = client.page("/units/polres-malang")
    linked = {link.get("href") for link in page.iter("a")}
    assert titles(page) == titles(client.page("/units/polsek-lawang")) == ["Polsek Lawang berpatroli"]
    assert "/units/polsek-lawang" in linked
    assert "/units/polsek-singosari" not in linked
    outlines = client.get("/feeds.opml").text
    assert "/feeds/units/polsek-lawang.rss" in outlines
    assert "polsek-singosari" not in outlines


def test_moments_are_told_in_the_zone_of_the_unit(client: Browser, press: Press) -> None:
    at = datetime(2025, 6, 4, 2, 0, tzinfo=UTC)
    bulletin = press.publish(Release(published_at=at))
    assert "4 Juni 2025 pukul 10.00 WITA" in client.page(bulletin.path).text_content()
    assert "4 Jun 2025 10.00 WITA" in client.page("/").text_content()
    western = press.publish(Release(published_at=at, unit=None))
    assert "4 Juni 2025 pukul 09.00 WIB" in client.page(western.path).text_content()


def test_what_is_fresh_is_told_by_its_age(client: Browser, press: Press, clock: MovableClock) -> None:
    press.publish(Release())
    clock.advance(timedelta(hours=2, minutes=10))
    assert "2 jam yang lalu" in client.page("/").text_content()


@pytest.mark.parametrize("state", [BulletinState.HELD, BulletinState.REJECTED, BulletinState.WITHDRAWN])
def test_what_is_not_released_stands_nowhere(client: Browser, press: Press, state: BulletinState) -> None:
    press.publish(Release(title="Terbuka"))
    press.publish(
        Release(title="Rahasia sekali", state=state, urgency=Urgency.URGENT, topics=("ppa",), unit="polres-berau")
    )
    for path in (
        "/",
        "/topics/ppa",
        "/units/polres-berau",
        "/units/polda-kalimantan-timur",
        "/units/mabes-polri",
        "/feeds",
    ):
        assert "Rahasia" not in client.get(path).text
    assert "/topics/ppa" not in client.get("/").text


def test_about_tells_what_the_portal_is_and_robots_keep_out_of_the_desk(client: Browser) -> None:
    assert "Dari mana siaran pers ini berasal" in client.page("/about").text_content()
    assert "Disallow: /desk" in client.get("/robots.txt").text


def test_a_front_page_weighs_little(client: Browser, press: Press) -> None:
    for number in range(20):
        press.publish(Release(title=f"Siaran {number} " + "panjang " * 20, text="kata " * 300))
    page = client.get("/")
    sheets = [
        link.get("href") for link in lxml.html.fromstring(page.text).iter("link") if link.get("rel") == "stylesheet"
    ]
    assert len(page.content) + sum(len(client.get(str(sheet)).content) for sheet in sheets) < 100_000


def test_the_tree_of_units_counts_what_each_command_and_unit_holds(client: Browser, press: Press) -> None:
    for unit in ("polresta-balikpapan", "polresta-balikpapan", "polda-kalimantan-timur", "polsek-lawang"):
        press.publish(Release(unit=unit))
    press.publish(Release(unit="polres-berau", state=BulletinState.HELD))
    page = client.page("/units")
    counts = {
        one.xpath("string(summary/span[@class='tree-name'])"): one.xpath("string(summary/span[@class='count'])")
        for one in page.xpath("//ul[@class='tree']//details")
    }
    assert len(counts) >= 36
    assert {name: count for name, count in counts.items() if count != "0"} == {
        "Polda Jawa Timur": "1",
        "Polda Kalimantan Timur": "3",
    }
    [unit] = page.xpath("//li[a[@href='/units/polresta-balikpapan']]")
    assert unit.xpath("string(span)") == "2"
    assert page.xpath("//li[a[@href='/units/polres-berau']]/span") == []
    assert page.xpath("//header//a[@href='/units'][@aria-current='page']")
