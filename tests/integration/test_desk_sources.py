"""A source by its home page: looked at, added in quarantine, held, believed; over real databases and a site outside."""

from __future__ import annotations

from collections.abc import Iterator

import lxml.html
import pytest
from fastapi import FastAPI

from syndicator.bootstrap.service import Service
from syndicator.model.bulletin import BulletinState
from syndicator.model.source import NEW_SOURCE, SourceConfig, SourceKind, SourceState
from syndicator.model.user import Role
from syndicator.portal.app import create_app
from syndicator.portal.desk.checking import MOST_CHECKS
from syndicator.storage import reading
from tests.feeds import Told, distinct, rss
from tests.outside import Answer, Outside
from tests.unit.portal.browser import Browser

PASSWORD = "a password for tests"
FORM = "/desk/sources/add"
HOME = (
    "<html><head><title>Humas Polres Aceh Barat</title>"
    '<link rel="alternate" type="application/rss+xml" href="/feed/"></head><body>Selamat datang</body></html>'
)


@pytest.fixture
def app(wired: Service, world: Outside) -> FastAPI:
    world.answers["/"] = Answer(body=HOME.encode(), headers={"Content-Type": "text/html"})
    world.answers["/feed/"] = Answer(body=rss([distinct(n) for n in range(3)], world.url))
    return create_app(wired)


@pytest.fixture
def chief(wired: Service, app: FastAPI) -> Iterator[Browser]:
    wired.accounts.add("siti", PASSWORD, Role.CHIEF)
    with Browser(app) as browser:
        assert browser.post("/desk/login", login="siti", password=PASSWORD).status_code == 303
        yield browser


def check(browser: Browser, address: str, **more: str) -> lxml.html.HtmlElement:
    answer = browser.press(FORM, FORM, address=address, **more)
    assert answer.status_code == 200, answer.text
    return lxml.html.fromstring(answer.text)


def words(page: lxml.html.HtmlElement) -> str:
    return " ".join(page.text_content().split())


def test_a_home_page_becomes_a_source_whose_releases_wait_until_it_is_believed(
    chief: Browser, wired: Service, world: Outside
) -> None:
    page = check(chief, f"{world.url}/")
    told = words(page)
    for said in (f"umpan: {world.url}/feed/", "Humas Contoh", "Kegiatan nomor 2", "Satuannya hanya dugaan"):
        assert said in told
    assert wired.sourcing.all() == [], "a look stores nothing"
    form = next(one for one in page.forms if one.action == "/desk/sources")
    fields = dict(form.fields)
    assert (fields["unit"], fields["intake"]) == ("Polres Aceh Barat", "quarantine")
    added = chief.post("/desk/sources", **{name: str(value) for name, value in fields.items()})
    assert added.headers["location"] == "/desk/sources/1?done=source-added"
    assert "Ini sudah menjadi sumber: #1" in words(check(chief, f"{world.url}/"))
    again = chief.post("/desk/sources", **{name: str(value) for name, value in fields.items()})
    assert again.status_code == 409
    wired.intake.poll([1])
    source, held = wired.sourcing.get(1), wired.tracing.bulletins()
    assert (source.state, source.config.unit) == (SourceState.QUARANTINED, "polres-aceh-barat")
    assert {one.state for one in held} == {BulletinState.HELD}
    with wired.database.read() as connection:
        assert set(reading.held_because(connection, [one.id for one in held]).values()) == {NEW_SOURCE}
    page = chief.page("/desk/sources/1")
    assert len(page.xpath("//svg[contains(@class, 'wide')]/rect")) == 1
    assert "Kegiatan nomor 0" in words(page)
    assert chief.press("/desk/sources/1", "/resume").status_code == 303
    world.answers["/feed/"] = Answer(body=rss([distinct(n) for n in range(4)], world.url))
    wired.intake.poll([1])
    states = {one.content.title: one.state for one in wired.tracing.bulletins()}
    assert states.pop("Kegiatan nomor 3") is BulletinState.RELEASED
    assert set(states.values()) == {BulletinState.HELD}, "what waits stays until it is released"


def test_a_new_source_that_sells_gambling_is_quarantined_for_that(wired: Service, world: Outside) -> None:
    offer = "Daftar sekarang, bonus new member dan deposit pulsa. " * 5
    spam = [Told(n, f"Situs slot gacor maxwin {n}", offer + str(n)) for n in range(6)]
    world.answers["/feed/"] = Answer(body=rss(spam, world.url))
    config = SourceConfig(address=f"{world.url}/feed/")
    source_id = wired.sourcing.add(config, actor="siti", quarantined=True)
    wired.intake.poll([source_id])
    source = wired.sourcing.get(source_id)
    assert source.state is SourceState.QUARANTINED
    assert source.reason != NEW_SOURCE, "who ends the quarantine has to know"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_site_without_a_feed_is_read_as_a_person_says(chief: Browser, world: Outside) -> None:
    told = "".join(f'<h2><a href="/b/{n}">Polres Contoh Tangkap Pengedar {n}</a></h2>' for n in range(3))
    world.answers = {"/berita": Answer(body=told.encode(), headers={"Content-Type": "text/html"})}
    page = check(chief, f"{world.url}/berita", selector="h2 a")
    assert "halaman daftar" in words(page)
    fields = dict(next(one for one in page.forms if one.action == "/desk/sources").fields)
    assert (fields["kind"], fields["selector"]) == (SourceKind.PAGE, "h2 a")
    world.answers = {"/": Answer(body=b"<html>Halo</html>", headers={"Content-Type": "text/html"})}
    assert "Tidak ada yang dapat dibaca" in words(check(chief, f"{world.url}/"))


INSIDE = (
    "http://10.0.0.1/",
    "169.254.169.254/latest/meta-data/",
    "http://[::ffff:192.168.1.1]/",
    "http://2130706433.test:22/",
    "http://0.0.0.0/",
    "gopher://example.test/",
)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_not_public_is_not_asked_and_nobody_looks_without_end(
    chief: Browser, world: Outside, wired: Service
) -> None:
    world.answers["/"] = Answer(302, headers={"Location": "http://10.0.0.1/"})
    for address in (f"{world.url}/", *INSIDE):
        answer = chief.press(FORM, FORM, address=address)
        assert answer.status_code in {200, 409}, address
        page = lxml.html.fromstring(answer.text)
        assert not [one for one in page.forms if one.action == "/desk/sources"], address
    assert {asked.path for asked in world.asked} == {"/robots.txt", "/"}
    assert wired.sourcing.all() == []
    statuses = [chief.press(FORM, FORM, address="http://10.0.0.1/").status_code for _ in range(MOST_CHECKS)]
    assert statuses == [200] * (MOST_CHECKS - 7) + [429] * 7
