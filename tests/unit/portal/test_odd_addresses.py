"""Addresses that nobody writes by hand: numbers that only look like one, and days at the edges of the calendar."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from syndicator.bootstrap.service import Service
from syndicator.model.bulletin import BulletinState
from syndicator.model.token import Scope
from syndicator.model.user import Role
from tests.unit.portal.browser import Browser
from tests.unit.portal.conftest import PASSWORD, Premises
from tests.unit.portal.press import Press, Release

Desk = Callable[[Role], Browser]


@pytest.mark.parametrize("kind", ["bulletins", "sources", "stories"])
def test_a_number_in_other_signs_leads_nobody_past_the_door(
    kind: str, premises: Premises, service: Service, press: Press
) -> None:
    foreign = press.publish(Release(publisher="polresta-balikpapan", state=BulletinState.HELD))
    number = {"bulletins": foreign.id, "sources": foreign.source_id, "stories": foreign.story_id}[kind]
    for unit, status in (("polda-aceh", 403), (None, 200)):
        login = unit or "unbound"
        service.accounts.add(login, PASSWORD, Role.CHIEF, unit=unit)
        with Browser(premises.app) as browser:
            browser.post("/desk/login", login=login, password=PASSWORD)
            assert browser.get(f"/desk/{kind}/{number}").status_code == status
            for odd in (f"+{number}", f"{number}.0", f"%20{number}", f"{number}%20", f"-{number}", "x", "9" * 5_000):
                assert browser.get(f"/desk/{kind}/{odd}").status_code == 404, (login, odd)


def test_the_edges_of_the_calendar_are_asked_for_in_vain(desk: Desk, press: Press, service: Service) -> None:
    bulletin = press.publish(Release(channels=("hook",)))
    admin = desk(Role.ADMIN)
    for path in ("/desk/exports?from=0001-01-01", "/desk/exports/bulletins.csv?to=9999-12-31"):
        assert admin.get(path).status_code == 404, path
    for path in ("/desk/audit?since=0001-01-01", "/desk/audit?until=9999-12-31"):
        assert admin.get(path).status_code == 200, path
    page = f"/desk/bulletins/{bulletin.id}/schedule"
    csrf = str(admin.page(page).xpath("string(//input[@name='csrf']/@value)"))
    assert admin.post(page, csrf=csrf, at="0001-01-01T00:00", zone="WIB").status_code == 422
    scopes = [Scope.BULLETINS_READ, Scope.DELIVERIES_READ]
    bearer = f"Bearer {service.access.add('reader', scopes, actor='admin').secret}"
    for told in ("since=0001-01-01T00:00:00%2B07:00", "until=9999-12-31T23:59:59-07:00"):
        for path in ("bulletins", "deliveries"):
            assert admin.get(f"/api/v1/{path}?{told}", authorization=bearer).status_code == 400, (path, told)
