"""What the desk hears of stories as they arrive: held ones, too, but nothing of others' commands."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import lxml.html

from syndicator.accounts import IDLE
from syndicator.bootstrap.service import Service
from syndicator.model.bulletin import BulletinState
from syndicator.model.user import Role
from tests.conftest import MovableClock
from tests.unit.portal.browser import Browser
from tests.unit.portal.conftest import PASSWORD
from tests.unit.portal.press import Press, Release

Desk = Callable[[Role], Browser]


def heard(browser: Browser, query: str = "after=0") -> list[tuple[str, int, str, bool]]:
    """Return what there is: the event, the story, its state, and whether a list that is narrowed so holds it."""
    answer = browser.get(f"/desk/live?{query}")
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert "access-control-allow-origin" not in answer.headers
    told = []
    for block in answer.text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line and not line.startswith(":"))
        if "data" in fields:
            one = json.loads(fields["data"])
            told.append((fields["event"], one["story"], one["state"], one["fits"]))
    return told


def test_the_desk_hears_of_held_arrivals_and_of_what_becomes_of_them(
    desk: Desk, press: Press, service: Service
) -> None:
    seen = press.publish(Release(title="Terbit", topics=("siber",)))
    held = press.publish(Release(title="Rahasia", state=BulletinState.HELD))
    reader = desk(Role.READER)
    assert heard(reader) == [("arrived", seen.story_id, "released", True), ("arrived", held.story_id, "held", True)]
    fits = [(story, fitting) for _, story, _, fitting in heard(reader, "after=0&state=held")]
    assert fits == [(seen.story_id, False), (held.story_id, True)]
    assert "Rahasia" not in reader.get("/desk/live?after=0").text
    place = reader.get("/desk/live").text.split("id: ")[-1].strip()
    service.editing.release(held.id, actor="sari")
    assert heard(reader, f"after={place}") == [("changed", held.story_id, "released", True)]
    resumed = reader.get("/desk/live", last_event_id=place)
    assert "event: changed" in resumed.text
    assert "event: arrived" not in resumed.text


def test_who_is_bound_hears_of_their_own_and_who_is_not_logged_in_of_nothing(
    desk: Desk, press: Press, service: Service, client: Browser
) -> None:
    press.publish(Release(title="Balikpapan"))
    own = press.publish(Release(title="Gresik", unit="polres-gresik"))
    reader = desk(Role.READER)
    service.accounts.bind("reader", "polda-jawa-timur", actor="test")
    assert reader.get("/desk/live").status_code == 303, "whoever is bound anew logs in again"
    reader.post("/desk/login", login="reader", password=PASSWORD)
    assert [story for _, story, _, _ in heard(reader)] == [own.story_id]
    assert client.get("/desk/live").status_code == 303


def test_the_inbox_says_from_where_on_it_hears_and_what_it_needs_for_it(desk: Desk, press: Press) -> None:
    press.publish(Release(title="Terbit"))
    page = desk(Role.READER).page("/desk?state=released")
    [bar] = page.xpath("//*[@data-live]")
    assert (bar.get("data-live"), int(bar.get("data-after")) >= 0, bar.get("hidden")) == ("/desk/live", True, "")
    assert bar.xpath("./a/@href") == ["/desk?state=released"]
    [told] = page.xpath("//noscript")
    assert "Muat ulang halaman" in lxml.html.tostring(told, encoding="unicode")


def test_an_inbox_that_only_stands_open_keeps_nobody_logged_in(desk: Desk, clock: MovableClock) -> None:
    reader = desk(Role.READER)
    asked = 0
    while reader.get("/desk/live?after=0").status_code == 200:
        clock.advance(timedelta(minutes=20))
        asked += 1
        assert asked < 20
    assert timedelta(minutes=20) * asked == IDLE
    assert reader.get("/desk").status_code == 303
