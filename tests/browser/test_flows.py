"""What the desk does all day, in a real browser; each step leaves a picture."""

from __future__ import annotations

import json

import pyotp

from syndicator.model.bulletin import BulletinState
from syndicator.model.user import Role
from tests.browser.conftest import Open
from tests.browser.house import PASSWORD, House
from tests.browser.pages import CASE
from tests.browser.windows import Window
from tests.feeds import LONG, Told, distinct, rss
from tests.outside import Answer

HOME = (
    "<html><head><title>Humas Polres Aceh Barat</title>"
    '<link rel="alternate" type="application/rss+xml" href="/aceh/feed/"></head><body>Selamat datang</body></html>'
)


def posts(house: House, bulletin: int) -> list[tuple[str, str]]:
    """Return what the receiver of webhooks got of a bulletin: kind and title."""
    told = [json.loads(asked.body) for asked in house.world.requests_to("/hook")]
    return [(one["type"], one["data"].get("title", "")) for one in told if one["data"]["id"] == bulletin]


def feed_of(house: House, window: Window) -> str:
    return window.page.request.get(f"{house.address}/feeds/all.atom").text()


def sure(window: Window) -> None:
    """Say yes to the question that a button asks first."""
    window.page.click("dialog[open] [data-yes]")


def test_a_person_logs_in_with_a_second_factor(house: House, open_window: Open) -> None:
    window = open_window()
    window.go("/desk/held")
    assert "/desk/login?back=" in window.page.url
    give_password(house, window, "a wrong password")
    assert window.page.inner_text("main [role=alert]")
    window.picture("refused")
    give_password(house, window, PASSWORD)
    window.page.wait_for_url("**/desk/held")
    window.go("/desk/account")
    window.picture("account")
    window.page.click("main form[action='/desk/account/factor/begin'] button")
    code = pyotp.TOTP(window.page.inner_text("code.typed").replace(" ", ""))
    window.picture("a second factor")
    window.page.fill("main [name=code]", code.at(house.clock()))
    window.page.click("main form:has([name=code]) button")
    window.page.wait_for_selector("main h1")
    window.picture("codes for a rainy day")
    window.page.click("form[action='/desk/logout'] button")
    window.page.wait_for_url("**/desk/login*")
    give_password(house, window, PASSWORD)
    window.page.wait_for_url("**/desk/login/code*")
    window.picture("asked for a code")
    house.pass_time(minutes=2)
    window.page.fill("main [name=code]", code.at(house.clock()))
    window.page.click("main button[type=submit]")
    window.page.wait_for_url("**/desk")
    assert window.errors == []


def give_password(house: House, window: Window, password: str) -> None:
    window.page.fill("[name=login]", house.person(Role.READER))
    window.page.fill("[name=password]", password)
    window.page.click("main button[type=submit]")


def test_a_release_is_seen_arriving(house: House, open_window: Open) -> None:
    house.tell("/siaran/", [distinct(300)])
    window = open_window()
    with window.page.expect_response("**/desk/live?*"):
        window.log_in(Role.EDITOR)
    reading = window.page.inner_text("[data-rows]")
    house.tell("/siaran/", [distinct(300), distinct(301), Told(302, "Pelaku ditangkap", CASE)])
    window.page.wait_for_selector("[data-live]:not([hidden]) [data-new]:not([hidden])")
    assert window.page.inner_text("[data-rows]") == reading, "nothing moves under who reads"
    window.picture("two arrived")
    window.page.click("[data-live] a")
    window.page.wait_for_selector("text=Kegiatan nomor 301")
    window.page.keyboard.press("j")
    window.picture("shown")
    window.page.keyboard.press("Enter")
    window.page.wait_for_url("**/desk/bulletins/*")
    assert window.errors == []


def test_a_held_release_is_masked_and_released(house: House, open_window: Open) -> None:
    house.tell("/kasus/", [Told(310, "Pelaku pencabulan ditangkap", CASE.replace("KRW", "ZTV"))])
    told = house.bulletin("ZTV")
    reader, desk = open_window(), open_window()
    assert told.state is BulletinState.HELD
    assert reader.go(told.path) == 404
    desk.log_in(Role.EDITOR)
    desk.go("/desk/held")
    desk.picture("held")
    desk.page.click(f"form[action='/desk/bulletins/{told.id}/mask'] button")
    desk.page.wait_for_selector("main [role=status]:not([hidden])")
    desk.picture("released")
    assert reader.go(told.path) == 200
    assert "Rahmat Sutanto" not in reader.says()
    assert "ZTV" not in reader.says()
    reader.picture("what the public reads")


def test_two_stories_are_merged_with_two_keys(house: House, open_window: Open) -> None:
    one, other = distinct(320), Told(321, "Apel pagi di lapangan", f"Apel pagi dipimpin Kapolres. {LONG[::-1]}")
    house.tell("/gabung/", [one, other])
    desk = open_window()
    desk.log_in(Role.EDITOR)
    for title in ("Kegiatan nomor 320", "Apel pagi di lapangan"):
        desk.page.focus(f"a:text-is('{title}')")
        desk.page.keyboard.press("m")
    desk.picture("asked")
    sure(desk)
    desk.page.wait_for_selector("main [role=status]:not([hidden])")
    desk.go(f"/desk/stories/{house.bulletin('Kegiatan nomor 320').story_id}")
    desk.picture("merged")
    assert {"Kegiatan nomor 320", "Apel pagi di lapangan"} <= set(desk.page.locator(".what").all_inner_texts())


def test_a_corrected_title_reaches_the_webhook_as_a_revision(house: House, open_window: Open) -> None:
    house.tell("/ralat/", [distinct(330)])
    house.send()
    told = house.bulletin("Kegiatan nomor 330")
    reader, desk = open_window(), open_window()
    desk.log_in(Role.EDITOR)
    desk.go(f"/desk/bulletins/{told.id}/edit")
    desk.picture("edit")
    desk.page.fill("[name=title]", "Kegiatan yang diralat meja")
    desk.page.click("form[action$='/edit'] button[type=submit]")
    desk.page.wait_for_selector("main [role=status]:not([hidden])")
    desk.picture("edited")
    house.send()
    assert [title for _, title in posts(house, told.id)] == ["Kegiatan nomor 330", "Kegiatan yang diralat meja"]
    assert posts(house, told.id)[1][0] == "bulletin.revised"
    reader.go(house.bulletin("Kegiatan yang diralat meja").path)
    assert reader.page.inner_text("h1") == "Kegiatan yang diralat meja"
    reader.picture("corrected")


def test_what_is_withdrawn_is_gone_from_page_and_feed(house: House, open_window: Open) -> None:
    house.tell("/tarik/", [distinct(340), distinct(341)])
    house.send()
    told = house.bulletin("Kegiatan nomor 340")
    reader, desk = open_window(), open_window()
    assert reader.go(told.path) == 200
    assert "Kegiatan nomor 340" in feed_of(house, reader)
    reader.picture("the bulletin")
    desk.log_in(Role.EDITOR)
    desk.go(f"/desk/bulletins/{told.id}")
    desk.picture("its trace")
    desk.page.click("details:has(form[action$='/withdraw']) summary")
    desk.page.fill("form[action$='/withdraw'] [name=reason]", "Salah tanggal.")
    desk.page.click("form[action$='/withdraw'] button")
    desk.page.wait_for_selector("main [role=status]:not([hidden])")
    desk.picture("withdrawn")
    answer = reader.page.reload()
    assert answer is not None
    assert answer.status == 410
    assert "Salah tanggal." in reader.says()
    reader.picture("gone")
    assert "Kegiatan nomor 340" not in feed_of(house, reader)
    assert "Kegiatan nomor 341" in feed_of(house, reader)
    house.send()
    assert posts(house, told.id)[-1][0] == "bulletin.withdrawn"


def test_a_source_is_added_by_its_home_page(house: House, open_window: Open) -> None:
    house.world.answers["/aceh/"] = Answer(body=HOME.encode(), headers={"Content-Type": "text/html"})
    house.world.answers["/aceh/feed/"] = Answer(body=rss([distinct(350)], f"{house.world.url}/aceh"))
    desk = open_window()
    desk.log_in(Role.CHIEF)
    desk.go("/desk/sources")
    desk.picture("sources")
    desk.go("/desk/sources/add")
    desk.page.fill("[name=address]", f"{house.world.url}/aceh/")
    desk.page.click("form[action='/desk/sources/add'] button[type=submit]")
    desk.page.wait_for_selector("form[action='/desk/sources']")
    desk.picture("found")
    desk.page.click("form[action='/desk/sources'] button[type=submit]")
    desk.page.wait_for_url("**/desk/sources/*done=source-added")
    desk.picture("added")
    source = int(desk.page.url.partition("?")[0].rpartition("/")[2])
    house.aside(lambda: house.service.intake.poll([source], even_if_not_due=True))
    assert house.bulletin("Kegiatan nomor 350").state is BulletinState.HELD, "it waits until somebody believes it"
