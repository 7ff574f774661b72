from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from argon2 import PasswordHasher, Type, extract_parameters

from syndicator.accounts import LOGIN_LASTS, MOST_TRIES
from syndicator.bootstrap.service import Service
from syndicator.model.user import Role
from syndicator.portal.app import create_app
from syndicator.storage import users
from tests.conftest import MovableClock
from tests.unit.portal.browser import Browser
from tests.unit.portal.conftest import PASSWORD

Desk = Callable[[Role], Browser]


def test_the_first_login_opens_the_desk(client: Browser, service: Service) -> None:
    password = service.accounts.add_first()
    assert password is not None
    answer = client.press("/desk/login", "/desk/login", login="admin", password=password)
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk")
    page = client.page("/desk")
    assert "admin" in page.text_content()
    assert "Kotak masuk" in page.text_content()


def test_the_cookie_is_for_the_desk_only_and_for_no_script(client: Browser, service: Service) -> None:
    service.accounts.add("editor", PASSWORD, Role.EDITOR)
    cookie = client.post("/desk/login", login="editor", password=PASSWORD).headers["set-cookie"]
    assert {"HttpOnly", "Path=/desk", "SameSite=lax"} <= set(cookie.split("; "))
    assert "Secure" not in cookie


def test_over_https_the_cookie_is_this_very_host_s_and_secure(service: Service) -> None:
    service.accounts.add("editor", PASSWORD, Role.EDITOR)
    environment = service.settings.environment.model_copy(update={"base_url": "https://portal.test"})
    behind_tls = replace(service, settings=replace(service.settings, environment=environment))
    with Browser(create_app(behind_tls)) as browser:
        cookie = browser.post("/desk/login", login="editor", password=PASSWORD).headers["set-cookie"]
    assert cookie.startswith("__Host-desk=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


@pytest.mark.parametrize(
    ("login", "password"), [("editor", "wrong password"), ("nobody", PASSWORD), ("", ""), ("x" * 199, "y" * 199)]
)
def test_a_wrong_login_is_told_without_telling_which_half(service: Service, login: str, password: str) -> None:
    service.accounts.add("editor", PASSWORD, Role.EDITOR)
    with Browser(create_app(service)) as browser:
        answer = browser.post("/desk/login", login=login, password=password)
    assert answer.status_code == 401
    assert "Nama masuk dan kata sandi tidak cocok." in answer.text
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("path", ["/desk", "/desk/held", "/desk/bulletins/1", "/desk?state=held"])
def test_who_is_not_logged_in_is_led_to_the_form_and_back(client: Browser, service: Service, path: str) -> None:
    service.accounts.add("editor", PASSWORD, Role.EDITOR)
    answer = client.get(path)
    assert answer.status_code == 303
    form = answer.headers["location"]
    assert form.startswith("/desk/login?back=")
    assert client.press(form, "/desk/login", login="editor", password=PASSWORD).headers["location"] == path


@pytest.mark.parametrize(
    "back",
    ["https://evil.example/desk", "//evil.example/desk", "/\\evil.example", "/desk\\..", "/deskx", "javascript:1", "/"],
)
def test_nobody_is_led_out_of_the_desk(client: Browser, service: Service, back: str) -> None:
    service.accounts.add("editor", PASSWORD, Role.EDITOR)
    answer = client.post("/desk/login", login="editor", password=PASSWORD, back=back)
    assert answer.headers["location"] == "/desk"


def test_logging_out_ends_the_login_itself(desk: Desk) -> None:
    browser = desk(Role.READER)
    cookie = browser.cookies["desk"]
    assert browser.press("/desk", "/logout").headers["location"] == "/desk/login"
    browser.cookies.set("desk", cookie, domain="portal.test", path="/desk")
    assert browser.get("/desk").status_code == 303


def test_a_login_ends_by_itself(desk: Desk, clock: MovableClock) -> None:
    browser = desk(Role.READER)
    clock.advance(LOGIN_LASTS)
    assert browser.get("/desk").status_code == 303


def test_a_login_of_a_changed_role_ends(desk: Desk, service: Service) -> None:
    browser = desk(Role.CHIEF)
    service.accounts.set_role("chief", Role.READER)
    assert browser.get("/desk").status_code == 303


def test_another_site_cannot_log_anybody_in(client: Browser, service: Service) -> None:
    service.accounts.add("editor", PASSWORD, Role.EDITOR)
    answer = client.ask("POST", "/desk/login", {"sec-fetch-site": "cross-site"}, login="editor", password=PASSWORD)
    assert answer.status_code == 403


def test_guessing_is_stopped_with_a_clear_word_and_begins_anew_later(service: Service, clock: MovableClock) -> None:
    service.accounts.add("editor", PASSWORD, Role.EDITOR)
    with Browser(create_app(service)) as browser, Browser(create_app(service)) as another_process:
        for number in range(MOST_TRIES):
            asked = another_process if number % 2 else browser
            assert asked.post("/desk/login", login="editor", password="guess").status_code == 401
        stopped = browser.post("/desk/login", login="Editor", password=PASSWORD)
        assert stopped.status_code == 429
        assert "Tunggu lima belas menit" in stopped.text
        assert browser.post("/desk/login", login="another", password="guess").status_code == 401
        clock.advance(timedelta(minutes=15))
        assert browser.post("/desk/login", login="editor", password=PASSWORD).status_code == 303


def test_passwords_are_hashed_at_full_cost_and_what_was_hashed_for_less_is_hashed_anew_at_login(
    client: Browser, service: Service, costly_hasher: PasswordHasher, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.accounts.add("editor", PASSWORD, Role.EDITOR)
    monkeypatch.setattr("syndicator.accounts.passwords._HASHER", costly_hasher)
    assert client.post("/desk/login", login="editor", password=PASSWORD).status_code == 303
    with service.database.read() as connection:
        user = users.find(connection, "editor")
    assert user is not None
    kept = extract_parameters(user.password_hash)
    assert (kept.type, kept.memory_cost, kept.time_cost) == (Type.ID, 65_536, 3), "as RFC 9106 has it, section 4"
    assert client.post("/desk/login", login="editor", password=PASSWORD).status_code == 303
