"""Who did what, and the tokens of programs: what is shown of them, and what never is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from syndicator.bootstrap.service import Service
from syndicator.model.bulletin import BulletinState
from syndicator.model.channel import ChannelState
from syndicator.model.event import Event, EventKind
from syndicator.model.token import Scope
from syndicator.model.user import Role
from syndicator.portal.desk import audit
from syndicator.storage import events
from tests.conftest import MovableClock
from tests.unit.portal.browser import Browser
from tests.unit.portal.press import Press, Release
from tests.unit.portal.test_desk_users import shown, wrong

Desk = Callable[[Role], Browser]
HOSTILE = "<script>alert(1)</script>"


def kinds(browser: Browser, asked: str = "") -> list[tuple[str, str]]:
    """Return who did what, as the page tells it, the newest first."""
    rows = browser.page(f"/desk/audit?lang=en{asked}").xpath("//tbody/tr")
    return [(row.xpath("string(td[2])").strip(), row.xpath("string(td[3])").strip()) for row in rows]


def test_what_people_did_is_told_by_person_kind_and_day_page_by_page(
    desk: Desk, press: Press, service: Service, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    bulletin = press.publish(Release(state=BulletinState.HELD, channels=("hook",)))
    service.editing.release(bulletin.id, actor="siti")
    clock.advance(timedelta(days=1))
    service.editing.withdraw(bulletin.id, actor="budi", reason=HOSTILE)
    with service.database.write() as connection:
        secret = {"channel": "kait", "request": "Bearer s3cret", "user": HOSTILE}
        told = Event(kind=EventKind.CHANNEL_PAUSED, at=clock(), actor="budi", details=secret)
        nobody = Event(kind=EventKind.CHANNEL_FAULTY, at=clock(), reason="by itself")
        events.append(connection, [told, nobody])
    chief = desk(Role.CHIEF)
    assert ("siti", "Released") in kinds(chief)
    assert kinds(chief, "&person=budi&kind=bulletin") == [("budi", "Withdrawn")]
    assert kinds(chief, "&kind=bulletin.withdrawn") == [("budi", "Withdrawn")]
    assert {who for who, _ in kinds(chief, "&since=2026-03-03")} == {"budi", "chief", "syndicator"}
    assert ("siti", "Released") in kinds(chief, "&until=2026-03-02")
    assert {who for who, _ in kinds(chief, "&since=2026-03-02&until=2026-03-02")} == {"siti"}
    assert kinds(chief, "&since=gestern&person=nobody&kind=%25") == []
    page = chief.get("/desk/audit")
    assert "by itself" not in page.text, "what nobody did is told elsewhere"
    assert "s3cret" not in page.text
    assert HOSTILE not in page.text
    monkeypatch.setattr(audit, "EVENTS_A_PAGE", 2)
    walked, path = [], "/desk/audit"
    while path:
        found = chief.page(path)
        walked += found.xpath("//tbody/tr/td[1]/time/@datetime")
        path = found.xpath("string(//a[@rel='next']/@href)")
    assert len(walked) > 4
    assert walked == sorted(walked, reverse=True)


def test_pausing_a_channel_is_told_with_who_did_it(desk: Desk, service: Service) -> None:
    chief = desk(Role.CHIEF)
    with service.database.write() as connection:
        connection.exec_driver_sql(
            "INSERT INTO channels (name, kind, state, changed_at, faults) VALUES ('kait', 'webhook', 'active', 0, 0)"
        )
    service.editing.set_channel("kait", ChannelState.PAUSED, actor="siti", reason="libur")
    service.editing.set_channel("kait", ChannelState.ACTIVE, actor="siti")
    assert kinds(chief, "&kind=channel") == [("siti", "Channel sent to again"), ("siti", "Channel paused")]
    assert "kait" in chief.page("/desk/audit?kind=channel").text_content()


def test_a_token_is_made_shown_once_and_revoked(desk: Desk, service: Service, clock: MovableClock) -> None:
    admin = desk(Role.ADMIN)
    form = {"name": HOSTILE, "scopes": "bulletins:read", "days": "30"}
    [secret] = shown(admin.press("/desk/tokens", "/desk/tokens", **form).text)
    known = service.access.identify(secret)
    assert known is not None
    assert (known.scopes, known.expires_at) == ({Scope.BULLETINS_READ}, clock() + timedelta(days=30))
    page = admin.get("/desk/tokens").text
    assert secret not in page
    assert HOSTILE not in page
    assert "bulletins:read" in page
    for changed in ({"name": HOSTILE}, {"name": "b", "scopes": "bulletins:write"}, {"name": " "}):
        refused = admin.press("/desk/tokens", "/desk/tokens", **(form | changed))
        assert (refused.status_code, wrong(refused.text) != "") == (409, True), changed
    assert admin.press("/desk/tokens", "/desk/tokens", **(form | {"name": "c", "scopes": "all"})).status_code == 422
    assert admin.press("/desk/tokens", "/tokens/revoke").headers["location"] == "/desk/tokens?done=token-revoked"
    assert service.access.identify(secret) is None
    told = kinds(admin, "&kind=token")
    assert told == [("admin", "Token revoked"), ("admin", "Token made")]
    assert secret not in admin.get("/desk/audit").text
