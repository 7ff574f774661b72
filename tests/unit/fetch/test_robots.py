"""robots.txt: asked once a day, obeyed, and no reason to fail where it cannot be had."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import redis

from syndicator.fetch.guard import AddressGuard
from syndicator.fetch.http import Fetcher, FetchLimits
from syndicator.fetch.politeness import RedisSlots
from syndicator.fetch.robots import RobotsBook
from syndicator.model.moment import utc_now
from tests.outside import Answer, Outside
from tests.unit.fetch.sources import LOOPBACK, NOWHERE, FreeSlots, document, failed, fetch, source

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


def asking(book: RobotsBook) -> Fetcher:
    return Fetcher(
        AddressGuard(LOOPBACK),
        FreeSlots(),
        book,
        user_agent="Syndicator/test",
        clock=utc_now,
        limits=FetchLimits(read=timedelta(seconds=1)),
    )


@pytest.mark.parametrize(
    ("rules", "allowed"),
    [
        ("User-agent: *\nDisallow: /wp-admin/", True),
        ("User-agent: *\nDisallow: /", False),
        ("User-agent: *\nDisallow: /feed", False),
        ("User-agent: Syndicator\nDisallow: /", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: Syndicator\nAllow: /", True),
        ("User-agent: *\nDisallow: /*?s=", True),
        ("", True),
        ("<html>not rules</html>", True),
    ],
)
def test_the_rules_of_a_site_are_obeyed(world: Outside, rules: str, *, allowed: bool) -> None:
    world.answers |= {"/robots.txt": Answer(body=rules.encode()), "/feed/": Answer(body=b"<rss/>")}
    results = fetch(asking(RobotsBook(NOWHERE)), [source(f"{world.url}/feed/")])
    if allowed:
        assert document(results).body == b"<rss/>"
    else:
        fault = failed(results).fault
        assert fault.kind == "refused"
        assert "robots.txt" in str(fault)
        assert world.requests_to("/feed/") == []


@pytest.mark.parametrize(
    "answer",
    [Answer(404), Answer(500), Answer(429), Answer(reset=True), Answer(delay_s=1.5), Answer(body=b"x" * 600_000)],
)
def test_rules_that_cannot_be_had_forbid_nothing(world: Outside, answer: Answer) -> None:
    world.answers |= {"/robots.txt": answer, "/feed/": Answer(body=b"<rss/>")}
    assert document(fetch(asking(RobotsBook(NOWHERE)), [source(f"{world.url}/feed/")])).status == 200


@pytest.mark.parametrize("status", [429, 503])
def test_a_host_that_is_busy_when_it_is_asked_for_them_is_left_alone(
    world: Outside, redis_url: str, status: int
) -> None:
    busy = Answer(status, headers={"Retry-After": "30"})
    world.answers |= {"/robots.txt": busy, "/feed/": Answer(body=b"<rss/>")}
    client = redis.Redis.from_url(redis_url)
    fetcher = Fetcher(
        AddressGuard(LOOPBACK), RedisSlots(client), RobotsBook(client), user_agent="Syndicator/test", clock=utc_now
    )
    assert fetch(fetcher, [source(f"{world.url}/feed/")]) == [], "its turn comes in a later batch"
    assert world.requests_to("/feed/") == []


def test_they_are_asked_once_and_remembered_by_all_workers(world: Outside, redis_url: str) -> None:
    world.answers |= {"/robots.txt": Answer(body=b"User-agent: *\nDisallow: /x"), "/feed/": Answer(body=b"<rss/>")}
    for _ in range(3):
        fetch(asking(RobotsBook(redis.Redis.from_url(redis_url))), [source(f"{world.url}/feed/")])
    assert len(world.requests_to("/robots.txt")) == 1


def test_they_are_asked_again_when_they_are_old() -> None:
    book = RobotsBook(NOWHERE)
    book.keep("https://a.test", b"User-agent: *\nDisallow: /", NOW, timedelta(hours=1))
    assert book.find("https://a.test", NOW) is not None
    assert book.find("https://a.test", NOW + timedelta(days=2)) is None
