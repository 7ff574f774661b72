"""Archives of feeds (RFC 5005 section 4): whoever follows them has everything, and no page changes what it holds."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import lxml.etree
import pytest

from syndicator.bootstrap.service import Service
from syndicator.model.bulletin import BulletinState
from syndicator.portal.months import Month
from tests.conftest import MovableClock
from tests.feedrules import ATOM
from tests.unit.portal.browser import Browser
from tests.unit.portal.press import Press, Release

HISTORY = "http://purl.org/syndication/history/1.0"
TIGHT = timedelta(minutes=1)


def read(client: Browser, path: str) -> tuple[list[str], dict[str, str]]:
    """Guids of an Atom document, and its links."""
    answer = client.get(path.removeprefix("http://portal.test"))
    assert answer.status_code == 200, path
    root = lxml.etree.fromstring(answer.content)
    links = {str(link.get("rel")): str(link.get("href")) for link in root.findall(f"{{{ATOM}}}link")}
    assert (root.find(f"{{{HISTORY}}}archive") is not None) == ("archive=" in path)
    return [str(one.text) for one in root.findall(f"{{{ATOM}}}entry/{{{ATOM}}}id")], links


def chain(client: Browser, path: str = "/feeds/all.atom") -> dict[str, list[str]]:
    """The feed and its archives, the newest first."""
    found: dict[str, list[str]] = {}
    step: str | None = path
    while step:
        found[step], links = read(client, step)
        step = links.get("prev-archive")
    return found


def publish(press: Press, clock: MovableClock, count: int, every: timedelta = TIGHT) -> list[str]:
    guids = []
    for _ in range(count):
        clock.advance(every)
        guids.append(press.publish(Release(title=f"Siaran {len(guids)}")).story_uid.urn)
    return guids


def test_feed_and_archives_together_hold_everything(client: Browser, press: Press, clock: MovableClock) -> None:
    clock.now = datetime(2026, 1, 30, tzinfo=UTC)
    told = publish(press, clock, 60, timedelta(hours=1))
    told += publish(press, clock, 115)
    found = chain(client)
    addresses = [address.partition("?")[2] for address in found]
    assert addresses == ["", "archive=2026-02&page=2", "archive=2026-02", "archive=2026-01"]
    assert [len(guids) for guids in found.values()] == [50, 50, 50, 47]
    assert {guid for guids in found.values() for guid in guids} == set(told)


def test_each_archive_leads_to_its_neighbours_and_to_the_feed(
    client: Browser, press: Press, clock: MovableClock
) -> None:
    clock.now = datetime(2026, 1, 30, tzinfo=UTC)
    publish(press, clock, 60, timedelta(hours=1))
    publish(press, clock, 115)
    base = "http://portal.test/feeds/all.atom"
    _, links = read(client, "/feeds/all.atom?archive=2026-02")
    assert links["self"] == f"{base}?archive=2026-02"
    assert links["current"] == base
    assert links["prev-archive"] == f"{base}?archive=2026-01"
    assert links["next-archive"] == f"{base}?archive=2026-02&page=2"
    _, links = read(client, "/feeds/all.atom?archive=2026-01")
    assert links["next-archive"] == f"{base}?archive=2026-02"
    assert "prev-archive" not in links
    _, links = read(client, "/feeds/all.atom?archive=2026-02&page=2")
    assert "next-archive" not in links
    told = json.loads(client.get("/feeds/all.json?archive=2026-02").content)
    assert told["next_url"] == "http://portal.test/feeds/all.json?archive=2026-01"
    assert b"fh:archive" in client.get("/feeds/all.rss?archive=2026-02").content


def test_an_archive_stays_as_it_is_while_the_month_goes_on_and_ends(
    client: Browser, press: Press, clock: MovableClock
) -> None:
    publish(press, clock, 50)
    assert client.get("/feeds/all.atom?archive=2026-03").status_code == 404, "what was told just now may not be all"
    clock.advance(timedelta(minutes=10, seconds=1))
    first = client.get("/feeds/all.atom?archive=2026-03")
    publish(press, clock, 5)
    clock.advance(timedelta(minutes=10))
    assert client.get("/feeds/all.atom?archive=2026-03").content == first.content
    assert client.get("/feeds/all.atom?archive=2026-03&page=2").status_code == 404
    clock.now = datetime(2026, 4, 1, 0, 10, tzinfo=UTC)
    assert client.get("/feeds/all.atom?archive=2026-03&page=2").status_code == 200
    last = client.get("/feeds/all.atom?archive=2026-03")
    told = [lxml.etree.fromstring(one.content).findall(f"{{{ATOM}}}entry") for one in (first, last)]
    assert len(told[0]) == 50
    assert [*map(lxml.etree.tostring, told[0])] == [*map(lxml.etree.tostring, told[1])]


def test_a_withdrawal_leaves_its_archive_and_moves_nothing_between_pages(
    client: Browser, press: Press, service: Service, clock: MovableClock
) -> None:
    told = publish(press, clock, 100)
    clock.advance(timedelta(minutes=10))
    before = chain(client)
    service.editing.withdraw(3, actor="siti")
    after = chain(client)
    assert after.keys() == before.keys()
    oldest = list(after)[-1]
    assert set(before[oldest]) - set(after[oldest]) == {told[2]}
    assert [before[one] for one in before if one != oldest][1:] == [after[one] for one in after if one != oldest][1:]


def test_what_was_never_released_is_in_no_archive_and_counts_for_none(
    client: Browser, press: Press, clock: MovableClock
) -> None:
    for _ in range(60):
        press.publish(Release(title="Rahasia", state=BulletinState.HELD))
    told = publish(press, clock, 3)
    clock.now = datetime(2026, 4, 2, tzinfo=UTC)
    found = chain(client)
    assert list(found.values()) == [told[::-1], told[::-1]]
    assert client.get("/feeds/all.atom?archive=2026-03&page=2").status_code == 404


def test_a_search_has_no_archives_and_tells_of_nothing_that_left(
    client: Browser, press: Press, service: Service, clock: MovableClock
) -> None:
    kept = press.publish(Release(title="Rapat koordinasi"))
    gone = press.publish(Release(title="Rapat rahasia"))
    service.editing.withdraw(gone.id, actor="siti")
    clock.now = datetime(2026, 4, 2, tzinfo=UTC)
    guids, links = read(client, "/feeds/search.atom?q=rapat")
    assert guids == [kept.story_uid.urn]
    assert "prev-archive" not in links
    assert client.get("/feeds/search.atom?q=rapat&archive=2026-03").status_code == 404
    answer = client.get("/feeds/search.atom?q=rahasia")
    assert gone.story_uid.urn not in answer.text
    assert "last-modified" not in answer.headers
    assert answer.text == client.get("/feeds/search.atom?q=rahasia").text


@pytest.mark.parametrize(
    "query",
    [
        "archive=2026-04",
        "archive=2026-13",
        "archive=2026-3",
        "archive=",
        "archive=2026-03&page=0",
        "archive=2026-03&page=9",
        "page=x",
        "page=",
        "page=1001",
        "page=-1",
        "page=٢",
    ],
)
def test_what_cannot_be_is_not_found(client: Browser, press: Press, clock: MovableClock, query: str) -> None:
    press.publish(Release())
    clock.advance(timedelta(days=31))
    assert client.get("/feeds/all.rss?archive=2026-03").status_code == 200
    assert client.get(f"/feeds/all.rss?{query}").status_code == 404


def test_months_begin_and_end_in_utc() -> None:
    assert Month.of(datetime.fromisoformat("2026-01-01T06:59:59+07:00")) == Month(2025, 12)
    assert Month(2025, 12).ends_at == Month(2026, 1).begins_at == datetime(2026, 1, 1, tzinfo=UTC)
    assert str(Month(2026, 3)) == "2026-03"
    assert Month.read("2026-03") == Month(2026, 3)
