"""Faults: drawn alike for equal questions, all of them seen, and hostile sites that are what they say."""

from __future__ import annotations

import gzip
from collections import Counter

import pytest

from syndicator.newsroom import hostile
from syndicator.newsroom.answers import Answer, Question
from syndicator.newsroom.app import NewsroomApp
from syndicator.newsroom.faults import FAULTS, REFUSALS, Fault, fault_for, slowness_s, spoilt

from .conftest import Opener, Reader


@pytest.fixture
def hostile_app(open_newsroom: Opener) -> NewsroomApp:
    return open_newsroom(units=3, faults="hostile")


def test_a_quiet_newsroom_has_no_faults() -> None:
    assert {fault_for("none", seed=1, site="polda-bali", request=number) for number in range(999)} == {None}


def test_the_same_request_number_meets_the_same_fault() -> None:
    first, second = (
        [fault_for("some", seed=4, site="polda-bali", request=number) for number in range(500)] for _ in range(2)
    )
    assert first == second


def test_every_fault_occurs_at_the_share_announced() -> None:
    drawn = Counter(fault_for("some", seed=1, site="polda-bali", request=number) for number in range(20_000))
    assert set(drawn) == {None, *FAULTS}
    assert 1 - drawn[None] / 20_000 == pytest.approx(0.08, abs=0.01)


@pytest.mark.parametrize("fault", list(REFUSALS))
def test_a_refusal_takes_the_place_of_the_answer(fault: Fault) -> None:
    refused = spoilt(Answer(200, "text/xml; charset=UTF-8", b"<rss/>"), fault, Question("/feed/"))
    status, retry_after = REFUSALS[fault]
    assert refused.status == status
    assert b"<rss/>" not in refused.body
    assert ("retry-after" in dict(refused.headers)) == bool(retry_after)


def test_a_stale_304_comes_only_to_conditional_requests() -> None:
    answer = Answer(200, "text/xml; charset=UTF-8", b"<rss/>")
    assert spoilt(answer, Fault.STALE, Question("/feed/")).status == 200
    assert spoilt(answer, Fault.STALE, Question("/feed/", headers={"if-none-match": '"a"'})).status == 304


def test_a_wrong_charset_is_named_and_not_used() -> None:
    answer = spoilt(Answer(200, "text/xml; charset=UTF-8", b"<rss/>"), Fault.WRONG_CHARSET, Question("/feed/"))
    assert answer.content_type == "text/xml; charset=UTF-16"
    assert answer.body == b"<rss/>"


def test_slowness_lasts_two_to_five_seconds() -> None:
    waits = [slowness_s(Fault.SLOW, number) for number in range(100)]
    assert min(waits) >= 2.0
    assert max(waits) <= 5.0
    assert slowness_s(None, 3) == 0.0


def test_faults_show_in_the_answers_and_in_the_log(open_newsroom: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("syndicator.newsroom.app.slowness_s", lambda _fault, _number: 0.0)
    app = open_newsroom(units=2, faults="some")
    statuses: Counter[int] = Counter()
    client = Reader(app)
    for _ in range(400):
        statuses[client.get(app.newsroom.sites[0].feed).status_code] += 1
    log = client.get("/log.json").json()[app.newsroom.sites[0].slug]
    assert {200, 429, 500, 503} <= set(statuses)
    assert sum(count for outcome, count in log.items() if outcome.startswith("fault")) > 10


def test_hostile_sites_are_listed_beside_the_others(hostile_app: NewsroomApp) -> None:
    client = Reader(hostile_app)
    listed = client.get("/sources.toml").text
    told = client.get("/truth.json").json()["hostile"]
    assert all(site.feed in listed for site in hostile_app.newsroom.hostile)
    assert [row["site"] for row in told] == list(hostile.ANSWERS)


@pytest.mark.parametrize(
    ("slug", "mark"),
    [
        ("hostile-not-a-feed", b'{"status"'),
        ("hostile-entity-bomb", b"<!ENTITY lol9"),
        ("hostile-deep-nesting", b"<b><b><b>"),
        ("hostile-control-characters", b"\x08\x0b"),
        ("hostile-same-guid", b">berita</guid>"),
        ("hostile-sql-dates", b"<pubDate>2026-06-0"),
        ("hostile-lapsed-domain", b"slot gacor"),
    ],
)
def test_a_hostile_site_has_its_bad_habit(hostile_app: NewsroomApp, slug: str, mark: bytes) -> None:
    client = Reader(hostile_app)
    assert mark in client.get(f"/{slug}/feed/").content


def test_hostile_sizes_and_redirects(hostile_app: NewsroomApp) -> None:
    sites = {site.slug: site for site in hostile_app.newsroom.hostile}
    assert len(hostile.answer(sites["hostile-huge-body"], "/feed/").body) > 20 * 1024 * 1024 - 5
    assert hostile.answer(sites["hostile-empty-body"], "/feed/").body == b""
    assert dict(hostile.answer(sites["hostile-private-redirect"], "/").headers)["location"].startswith("http://10.")
    loop = sites["hostile-redirect-loop"]
    first = dict(hostile.answer(loop, "/feed/").headers)["location"]
    second = dict(hostile.answer(loop, "/feed/a").headers)["location"]
    assert {first, second} == {f"{loop.base}/feed/a", f"{loop.base}/feed/b"}


def test_the_bomb_is_small_on_the_wire_and_large_behind_it(
    hostile_app: NewsroomApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hostile, "BOMB_MEBIBYTES", 4)
    hostile._bomb.cache_clear()
    bomb = hostile.answer(next(s for s in hostile_app.newsroom.hostile if "bomb" in s.slug), "/feed/")
    hostile._bomb.cache_clear()
    assert dict(bomb.headers)["content-encoding"] == "gzip"
    assert len(bomb.body) < 40_000
    assert len(gzip.decompress(bomb.body)) == 4 * 1024 * 1024
