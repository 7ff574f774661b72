"""People of the desk: added, bound, disabled; their passwords, second factors and logins."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import lxml.html
import pyotp
import pytest

from syndicator.accounts import IDLE, MOST_TRIES
from syndicator.bootstrap.service import Service
from syndicator.errors import Refused
from syndicator.model.user import Role
from syndicator.portal.app import create_app
from tests.conftest import MovableClock
from tests.unit.portal.browser import Browser
from tests.unit.portal.conftest import PASSWORD, Premises

Desk = Callable[[Role], Browser]
FACTOR = "/desk/account/factor"


@pytest.fixture
def other(premises: Premises) -> Iterator[Browser]:
    """A browser of somebody else's."""
    with Browser(premises.app) as browser:
        yield browser


def shown(answer: str) -> list[str]:
    """Return what a page shows once."""
    return [one.text_content() for one in lxml.html.fromstring(answer).xpath("//ul[@class='secret']//code")]


def wrong(answer: str) -> str:
    return lxml.html.fromstring(answer).xpath("string(//p[@class='wrong'])").strip()


def test_an_admin_adds_a_bound_person_who_first_has_to_choose_a_password(desk: Desk, other: Browser) -> None:
    admin = desk(Role.ADMIN)
    added = admin.press("/desk/users", "/desk/users", login=" Siti ", role="editor", unit="Polda Aceh")
    assert added.headers["cache-control"] == "no-store"
    [password] = shown(added.text)
    assert password not in admin.get("/desk/users").text
    assert "Polda Aceh" in admin.page("/desk/users").text_content()
    assert other.post("/desk/login", login="siti", password=password).headers["location"] == "/desk"
    for closed in ("/desk", "/desk/held", "/desk/users"):
        assert other.get(closed).headers["location"] == "/desk/account"
    form = "/desk/account", "/account/password"
    too_short = other.press(*form, old=password, new="short", again="short")
    assert (too_short.status_code, "terlalu pendek" in wrong(too_short.text)) == (409, True)
    assert "tidak sama" in wrong(other.press(*form, old=password, new=PASSWORD, again="x").text)
    assert "lama salah" in wrong(other.press(*form, old="x", new=PASSWORD, again=PASSWORD).text)
    assert other.press(*form, old=password, new=PASSWORD, again=PASSWORD).status_code == 303
    assert other.get("/desk/deliveries").status_code == 200
    assert other.get("/desk/users").status_code == 403
    for login, unit in (("siti", ""), ("Budi Santoso", ""), ("budi", "Polda Nowhere")):
        refused = admin.press("/desk/users", "/desk/users", login=login, role="reader", unit=unit)
        assert (refused.status_code, wrong(refused.text) != "") == (409, True), login


def test_the_old_password_of_a_desk_left_open_cannot_be_guessed(desk: Desk, clock: MovableClock) -> None:
    editor, form = desk(Role.EDITOR), ("/desk/account", "/account/password")
    for number in range(MOST_TRIES):
        guessed = editor.press(*form, old=f"guess {number}", new="another password", again="another password")
        assert guessed.status_code == 409
    right = {"old": PASSWORD, "new": "another password", "again": "another password"}
    stopped = editor.press(*form, **right)
    assert (stopped.status_code, "Tunggu lima belas menit" in wrong(stopped.text)) == (429, True)
    clock.advance(timedelta(minutes=15))
    assert editor.press(*form, **right).status_code == 303


def test_what_is_taken_from_a_person_ends_their_logins_and_is_told(desk: Desk, service: Service) -> None:
    admin, editor = desk(Role.ADMIN), desk(Role.EDITOR)
    one = next(user for user in service.accounts.all() if user.login == "editor")
    page = f"/desk/users/{one.id}"
    for action, form in (
        ("/role", {"role": "chief"}),
        ("/unit", {"unit": "polda-aceh"}),
        ("/unit", {"unit": ""}),
        ("/logins", {}),
        ("/disable", {}),
    ):
        assert admin.press(page, action, **form).headers["location"].endswith("?done=user-changed"), action
        assert editor.get("/desk").status_code == 303, action
        again = editor.post("/desk/login", login="editor", password=PASSWORD)
        assert again.status_code == (401 if action == "/disable" else 303)
    admin.press(page, "/enable")
    [password] = shown(admin.press(page, "/password").text)
    assert editor.post("/desk/login", login="editor", password=PASSWORD).status_code == 401
    assert editor.post("/desk/login", login="editor", password=password).status_code == 303
    audit = admin.page("/desk/audit?person=admin").text_content()
    for word in ("Peran diubah", "Dibatasi pada satu komando", "Pengguna dinonaktifkan", "Kata sandi diubah"):
        assert word in audit, word
    assert "Ditolak masuk" in admin.page("/desk/audit?person=editor&kind=login").text_content()
    assert password not in admin.get("/desk/audit").text


def test_there_is_always_an_admin_and_none_is_bound(desk: Desk, service: Service) -> None:
    admin = desk(Role.ADMIN)
    for action, form in (("/role", {"role": "reader"}), ("/disable", {}), ("/unit", {"unit": "polda-aceh"})):
        assert admin.press("/desk/users/1", action, **form).status_code == 409, action
    service.accounts.add("second", PASSWORD, Role.ADMIN)
    service.accounts.disable("second", actor="test")
    with pytest.raises(Refused, match="the last admin"):
        service.accounts.set_role("admin", Role.CHIEF)
    service.accounts.enable("second", actor="test")
    service.accounts.set_role("admin", Role.CHIEF)
    service.accounts.bind("admin", "polda-aceh", actor="test")
    with pytest.raises(Refused, match="bound to no command"):
        service.accounts.set_role("admin", Role.ADMIN)
    assert admin.ask("POST", "/desk/users/99/role", role="reader").status_code == 303


def set_up(browser: Browser, clock: MovableClock) -> tuple[pyotp.TOTP, list[str]]:
    """Set up a second factor as a person does; return what the app holds, and the recovery codes."""
    assert browser.press("/desk/account", "/factor/begin").headers["location"] == FACTOR
    page = browser.page(FACTOR)
    totp = pyotp.TOTP("".join(page.xpath("string(//code[@class='typed'])").split()))
    picture = browser.get(f"{FACTOR}.svg")
    assert (picture.headers["content-type"], picture.headers["cache-control"]) == ("image/svg+xml", "no-store")
    assert "style=" not in picture.text
    wrong_code = browser.press(FACTOR, FACTOR, code="000000")
    assert (wrong_code.status_code, "Kode salah" in wrong(wrong_code.text)) == (409, True)
    confirmed = browser.press(FACTOR, FACTOR, code=totp.at(clock.now))
    codes = shown(confirmed.text)
    assert len(set(codes)) == 10
    assert browser.get(FACTOR).status_code == 303, "the secret is shown no more"
    assert browser.get(f"{FACTOR}.svg").status_code == 404
    return totp, codes


def test_a_code_is_asked_for_after_the_password_and_taken_once(
    desk: Desk, other: Browser, service: Service, clock: MovableClock
) -> None:
    editor = desk(Role.EDITOR)
    totp, codes = set_up(editor, clock)
    secret = totp.secret

    def password() -> None:
        answer = other.post("/desk/login", login="editor", password=PASSWORD, back="/desk/held")
        assert answer.headers["location"] == "/desk/login/code?back=%2Fdesk%2Fheld"
        assert other.get("/desk").headers["location"].startswith("/desk/login?"), "a password alone opens nothing"

    def code(told: str) -> tuple[int, str | None]:
        answer = other.press("/desk/login/code?back=/desk/held", "/desk/login/code", code=told)
        return answer.status_code, answer.headers.get("location")

    password()
    half = other.cookies["desk"]
    assert code(totp.at(clock.now))[0] == 401, "the code that confirmed it was used"
    clock.advance(timedelta(seconds=30))
    assert code(totp.at(clock.now - timedelta(seconds=120)))[0] == 401
    assert code(totp.at(clock.now + timedelta(seconds=30))) == (303, "/desk/held"), "clocks differ"
    assert other.cookies["desk"] != half, "the token is another one after each step"
    assert other.get("/desk/held").status_code == 200
    password()
    assert code(totp.at(clock.now))[0] == 401, "older than the one that was taken"
    assert code(codes[0].lower().replace("-", " ")) == (303, "/desk/held")
    password()
    assert code(codes[0])[0] == 401, "a recovery code opens once"
    assert other.post("/desk/login/code", code=codes[1]).status_code == 403, "no token of the form"
    clock.advance(timedelta(minutes=6))
    assert code_is_due(other) is False, "a code is waited for five minutes"
    password()
    for _ in range(MOST_TRIES):
        code("123456")
    assert code(codes[1])[0] == 429
    with service.database.read() as connection:
        stored = str(connection.connection.driver_connection.execute("SELECT factor_sealed FROM users").fetchall())  # type: ignore[union-attr]
    assert secret not in stored
    assert "Tersisa 9 kode" in editor.page("/desk/account").text_content()


def code_is_due(browser: Browser) -> bool:
    return browser.get("/desk/login/code").status_code == 200


def test_a_factor_is_ended_by_a_code_or_by_an_admin_and_codes_are_made_anew(
    desk: Desk, service: Service, clock: MovableClock
) -> None:
    editor, admin = desk(Role.EDITOR), desk(Role.ADMIN)
    totp, codes = set_up(editor, clock)
    assert editor.press("/desk/account", "/factor/end", code="000000").status_code == 409
    clock.advance(timedelta(seconds=30))
    renewed = shown(editor.press("/desk/account", "/factor/codes", code=totp.at(clock.now)).text)
    assert not set(renewed) & set(codes)
    assert editor.press("/desk/account", "/factor/end", code=codes[0]).status_code == 409
    assert editor.press("/desk/account", "/factor/end", code=renewed[0]).status_code == 303
    set_up(editor, clock)
    admin.press("/desk/users/1", "/users/1/factor")
    assert editor.post("/desk/login", login="editor", password=PASSWORD).headers["location"] == "/desk"
    assert service.accounts.person(1).factor_since is None


def test_logins_are_listed_ended_and_end_when_nobody_uses_them(desk: Desk, other: Browser, clock: MovableClock) -> None:
    reader = desk(Role.READER)
    other.ask("POST", "/desk/login", {"user-agent": "Telepon"}, login="reader", password=PASSWORD)
    page = reader.page("/desk/account")
    assert "Telepon" in page.text_content()
    assert "Telepon" in other.page("/desk/account").text_content()
    keys = page.xpath("//input[@name='key']/@value")
    assert len(keys) == 1, "one's own login is not ended here"
    reader.post("/desk/account/logins", csrf=page.xpath("//input[@name='csrf']/@value")[0], key=keys[0])
    assert other.get("/desk").status_code == 303
    for _ in range(3):
        clock.advance(IDLE - timedelta(minutes=1))
        assert reader.get("/desk/deliveries").status_code == 200
    clock.advance(IDLE)
    assert reader.get("/desk").status_code == 303


def test_a_role_that_needs_a_second_factor_opens_nothing_before_it_is_set_up(
    service: Service, clock: MovableClock
) -> None:
    for role in (Role.READER, Role.EDITOR):
        service.accounts.add(role.value, PASSWORD, role)
    strict = replace(service, logins=replace(service.logins, factor_from=Role.EDITOR))
    with Browser(create_app(strict)) as browser:
        browser.post("/desk/login", login="reader", password=PASSWORD)
        assert browser.get("/desk/deliveries").status_code == 200
        browser.post("/desk/login", login="editor", password=PASSWORD)
        assert browser.get("/desk/deliveries").headers["location"] == "/desk/account"
        assert "memerlukan faktor kedua" in browser.page("/desk/account").text_content()
        set_up(browser, clock)
        assert browser.get("/desk/deliveries").status_code == 200
