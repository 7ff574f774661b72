"""Every route of the desk with every role, with nobody, and with bound people, against the table in the docs."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import pytest

from syndicator.bootstrap.service import Service
from syndicator.model.bulletin import BulletinState
from syndicator.model.user import Role
from syndicator.portal.desk.access import FOR_ALL, ROLES
from tests.unit.portal import access_table
from tests.unit.portal.access_table import NOBODY, Row
from tests.unit.portal.browser import Browser
from tests.unit.portal.conftest import PASSWORD, Premises
from tests.unit.portal.press import Press, Release

ROLE_TOO_LOW = "Peran Anda tidak mengizinkannya"
NOT_THEIRS = "Ini milik satuan yang bukan bagian Anda"
STALE = "Formulir ini sudah usang"
ENDLESS = "/desk/live"
PARAMETERS = {"name": "hook", "user_id": "1"}


@dataclass(frozen=True)
class Visitor:
    """Somebody who tries all routes; `unit` is what they are bound to, `sees` whether that is the bulletin's."""

    role: Role | None
    unit: str | None = None
    sees: bool = True


VISITORS = (
    Visitor(None),
    *(Visitor(role) for role in Role),
    Visitor(Role.CHIEF, "polda-aceh", sees=False),
    Visitor(Role.CHIEF, "polda-kalimantan-timur"),
)


@pytest.fixture
def numbers(press: Press, service: Service) -> dict[str, str]:
    """A bulletin with its story, delivery and source, all of one unit."""
    bulletin = press.publish(Release(publisher="polresta-balikpapan", channels=("hook",)))
    [delivery] = service.tracing.trace(bulletin.id).deliveries
    told = {"bulletin_id": bulletin.id, "story_id": bulletin.story_id, "delivery_id": delivery.id}
    return PARAMETERS | {name: str(number) for name, number in (told | {"source_id": bulletin.source_id}).items()}


def expected(row: Row, visitor: Visitor) -> str:
    """Return what the table says that a visitor meets."""
    if row.least == NOBODY:
        return "open"
    if visitor.role is None:
        return "login"
    if not visitor.role.reaches(Role(row.least)) or (visitor.unit and row.bound == "no"):
        return ROLE_TOO_LOW
    if row.bound == "their units" and not visitor.sees:
        return NOT_THEIRS
    return STALE if row.method == "POST" else "open"


def met(browser: Browser, row: Row, path: str) -> str:
    """Return what a visitor meets; a form without its token is refused by nobody but whom the door let in."""
    answer = browser.ask(row.method, path)
    if answer.status_code == 303 and answer.headers["location"].startswith("/desk/login?back="):
        return "login"
    if answer.status_code == 403:
        return next(one for one in (NOT_THEIRS, STALE, ROLE_TOO_LOW) if one in answer.text)
    assert answer.status_code < 500, row
    return "open"


def test_the_table_in_the_docs_is_the_table_of_the_door(premises: Premises) -> None:
    by_provider = [line for line in access_table.stored() if "/desk/login/elsewhere" in line]
    assert len(by_provider) == 2, "the routes of a provider come up where one is configured"
    stored = [line for line in access_table.stored() if line not in by_provider]
    assert stored == access_table.table(premises.app), "print it with: python -m tests.unit.portal.access_table"
    named = {row.name for row in access_table.rows(premises.app) if row.least != NOBODY}
    assert named == ROLES.keys()
    assert ROLES.keys() >= FOR_ALL


def test_each_visitor_gets_in_exactly_where_the_table_lets_them(
    premises: Premises, service: Service, numbers: dict[str, str]
) -> None:
    listed = [row for row in access_table.rows(premises.app) if row.path != "/desk/logout" or row.method != "POST"]
    assert len(listed) > 40
    wrong = []
    for number, visitor in enumerate(VISITORS):
        with Browser(premises.app) as browser:
            if visitor.role is not None:
                service.accounts.add(f"visitor-{number}", PASSWORD, visitor.role, unit=visitor.unit)
                browser.post("/desk/login", login=f"visitor-{number}", password=PASSWORD)
            for row in listed:
                if row.path == ENDLESS and expected(row, visitor) == "open":
                    continue
                path = re.sub(r"{(\w+)}", lambda found: numbers[found[1]], row.path)
                if (answer := met(browser, row, path)) != expected(row, visitor):
                    wrong.append((visitor, row.name, answer, expected(row, visitor)))
    assert wrong == []


def test_lists_and_counts_hold_what_is_theirs_and_what_has_no_unit_is_for_the_unbound(
    premises: Premises, press: Press, service: Service
) -> None:
    held = {"state": BulletinState.HELD, "channels": ("hook",)}
    press.publish(Release(title="Milik Balikpapan", **held))  # type: ignore[arg-type]
    press.publish(Release(title="Milik Aceh", unit="polres-aceh-barat", host="aceh.example", **held))  # type: ignore[arg-type]
    nameless = press.publish(Release(title="Tanpa Satuan", unit=None, host="x.example", **held))  # type: ignore[arg-type]
    for unit, seen in (
        ("polda-aceh", {"Aceh"}),
        ("polres-aceh-barat", {"Aceh"}),
        (None, {"Aceh", "Balikpapan", "Satuan"}),
    ):
        login = unit or "unbound"
        service.accounts.add(login, PASSWORD, Role.EDITOR, unit=unit)
        with Browser(premises.app) as browser:
            browser.post("/desk/login", login=login, password=PASSWORD)
            for path in ("/desk", "/desk/held", "/desk/deliveries"):
                text = browser.page(path).text_content()
                told = {
                    word
                    for word in ("Aceh", "Balikpapan", "Satuan")
                    if f"Milik {word}" in text or f"Tanpa {word}" in text
                }
                assert told == seen, (path, login)
            counted = browser.page("/desk/channels").xpath("string(//a[@href='/desk/held']/span)")
            assert counted == str(len(seen)), login
            answer = browser.get(f"/desk/bulletins/{nameless.id}")
            assert answer.status_code == (403 if unit else 200), login
    service.accounts.add("lost", PASSWORD, Role.EDITOR, unit="polda-aceh")
    with service.database.write() as connection:
        connection.exec_driver_sql("UPDATE users SET unit = 'polda-yang-bubar' WHERE login = 'lost'")
    with Browser(premises.app) as browser:
        browser.post("/desk/login", login="lost", password=PASSWORD)
        assert "Milik" not in browser.page("/desk/deliveries").text_content()
        assert browser.get("/desk/bulletins/1").status_code == 403


def test_a_story_is_seen_by_whom_one_bulletin_concerns_and_decided_by_whom_all_do(
    premises: Premises, press: Press, service: Service
) -> None:
    story = press.stored(press.publish(Release(title="Bersama")).uid)
    aceh = Release(title="Salinan", story=story.story_uid, unit="polres-aceh-barat", host="aceh.example")
    copy = press.publish(aceh)
    maros = {"unit": "polres-maros", "publisher": "polres-maros", "host": "maros.example"}
    held = replace(aceh, title="Korban disebut", state=BulletinState.HELD, **maros)  # type: ignore[arg-type]
    press.publish(held)
    for unit, decides in (("polda-aceh", False), ("mabes-polri", True)):
        service.accounts.add(unit, PASSWORD, Role.EDITOR, unit=unit)
        with Browser(premises.app) as browser:
            browser.post("/desk/login", login=unit, password=PASSWORD)
            for path in (f"/desk/stories/{story.story_id}", f"/desk/bulletins/{copy.id}"):
                text = browser.page(path).text_content()
                assert ("Bersama" in text, "Korban disebut" in text) == (True, decides), (unit, path)
            of_stories = [row for row in access_table.rows(premises.app) if "{story_id}" in row.path]
            assert {row.method for row in of_stories} == {"GET", "POST"}
            for row in of_stories:
                path = row.path.replace("{story_id}", str(story.story_id))
                wanted = NOT_THEIRS if row.method == "POST" and not decides else expected(row, Visitor(Role.EDITOR))
                assert met(browser, row, path) == wanted, (unit, row.name)
