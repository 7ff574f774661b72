"""How accounts stand is remembered, and told where a person has to act; on both databases."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from syndicator.deliver.channel import Condition
from syndicator.errors import NotFound, Unavailable
from syndicator.probing import Probing
from syndicator.probing import probing as room
from syndicator.probing.asking import conditions_of
from syndicator.storage import channels
from syndicator.storage.channels import Standing
from syndicator.storage.session import Database
from tests.conftest import MovableClock
from tests.unit.probing.pretend import CONFIG, PretendChannel

Make = Callable[..., Probing]


@pytest.fixture
def made(database: Database, clock: MovableClock) -> Make:
    def make(**some: PretendChannel) -> Probing:
        with database.write() as connection:
            channels.ensure(connection, dict.fromkeys(some, "webhook"), clock())
        for name, channel in some.items():
            channel.config = replace(channel.config, name=name)
        return Probing(database=database, channels=some, base_url="https://portal.test", clock=clock)

    return make


def standing(database: Database, name: str) -> Standing:
    with database.read() as connection:
        return next(one for one in channels.listing(connection) if one.name == name)


def told(database: Database) -> list[tuple[str, str]]:
    with database.read() as connection:
        return [(row.kind, row.reason) for row in connection.execute(text("SELECT * FROM events ORDER BY seq"))]


def test_what_a_service_says_is_remembered(made: Make, database: Database, clock: MovableClock) -> None:
    ends_at = clock() + timedelta(days=40)
    probing = made(a=PretendChannel(condition=Condition(account="@humas", expires_at=ends_at)))
    assert standing(database, "a").checked_at is None
    assert probing.check("a").account == "@humas"
    found = standing(database, "a")
    assert (found.checked_at, found.token_expires_at, found.condition) == (clock(), ends_at, None)
    assert told(database) == []


def test_a_fault_is_remembered_until_it_is_mended(made: Make, database: Database, clock: MovableClock) -> None:
    channel = PretendChannel(condition=Condition(fault="the token is refused – get a new one"))
    probing = made(a=channel)
    probing.check_all()
    assert standing(database, "a").condition == "the token is refused – get a new one"
    assert told(database) == [("channel.faulty", "a: the token is refused – get a new one")]
    channel.condition = Condition(account="@humas")
    clock.advance(timedelta(hours=6))
    probing.check_all()
    assert standing(database, "a").condition is None


def test_a_fault_is_told_once_a_day_however_often_it_is_seen(
    made: Make, database: Database, clock: MovableClock
) -> None:
    channel = PretendChannel()
    probing = made(a=channel, b=PretendChannel(condition=Condition(fault="locked")))
    for fault in ("refused", None, "refused", "gone"):
        channel.condition = Condition(fault=fault)
        probing.check_all()
        clock.advance(timedelta(hours=6))
    assert told(database) == [("channel.faulty", "a: refused"), ("channel.faulty", "b: locked")]
    clock.advance(timedelta(minutes=1))
    probing.check_all()
    assert [reason for _, reason in told(database)[2:]] == ["a: gone", "b: locked"]


def test_a_day_full_of_other_events_does_not_hide_what_was_told(
    made: Make, database: Database, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("syndicator.storage.events.A_SLICE", 3)
    probing = made(a=PretendChannel(condition=Condition(fault="refused")))
    for number in range(5):
        made(**{f"other{number}": PretendChannel(condition=Condition(fault="x"))}).check_all()
        probing.check_all()
        clock.advance(timedelta(hours=1))
    assert [reason for _, reason in told(database)].count("a: refused") == 1


@pytest.mark.parametrize(("days", "words"), [(7, "ends at 2026-03-09 08:00 UTC"), (-1, "ended at 2026-03-01")])
def test_a_token_that_ends_soon_is_told_in_time(
    made: Make, database: Database, clock: MovableClock, days: int, words: str
) -> None:
    ends_at = clock() + timedelta(days=days)
    probing = made(a=PretendChannel(condition=Condition(expires_at=ends_at)))
    probing.check_all()
    ((kind, reason),) = told(database)
    assert kind == "channel.token"
    assert words in reason


def test_a_token_that_lasts_is_not_told(made: Make, database: Database, clock: MovableClock) -> None:
    ends_at = clock() + timedelta(days=7, seconds=1)
    made(a=PretendChannel(condition=Condition(expires_at=ends_at))).check_all()
    assert told(database) == []


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Unavailable("Redis does not answer", "start it"), "Redis does not answer – start it"),
        (KeyError("rahasia"), "our own fault: KeyError – the log has more"),
    ],
)
def test_a_check_that_fails_is_a_condition_and_stops_no_other(
    made: Make, database: Database, fault: Exception, words: str
) -> None:
    probing = made(a=PretendChannel(condition=fault), b=PretendChannel())
    found = probing.check_all()
    assert (found["a"].fault, found["b"].fault) == (words, None)
    assert standing(database, "b").checked_at is not None


def test_accounts_are_asked_at_once_and_a_late_one_holds_up_nobody() -> None:
    freed, together = threading.Event(), threading.Barrier(3, timeout=5)

    def late() -> Condition:
        freed.wait(5)
        return Condition()

    def meeting() -> Condition:
        together.wait()
        return Condition(account="@humas")

    some = {str(number): PretendChannel(condition=meeting) for number in range(3)}
    begun = time.monotonic()
    found = conditions_of({**some, "late": PretendChannel(condition=late)}, timedelta(seconds=0.5))
    assert time.monotonic() - begun < 2
    freed.set()
    assert [found[name].account for name in some] == ["@humas"] * 3
    assert str(found["late"].fault).startswith("no answer within 0.5 s")


def test_a_channel_on_dry_run_needs_no_account(made: Make, database: Database) -> None:
    channel = PretendChannel(config=replace(CONFIG, dry_run=True), condition=Condition(fault="no such account"))
    probing = made(a=channel)
    assert probing.check_all() == {}
    assert standing(database, "a").checked_at is None
    assert probing.check("a").fault == "no such account", "a person may ask all the same"


def test_looking_changes_nothing(made: Make, database: Database) -> None:
    assert made(a=PretendChannel(condition=Condition(fault="refused"))).look()["a"].fault == "refused"
    assert standing(database, "a").checked_at is None
    assert told(database) == []


def test_a_trial_leaves_no_trace_in_the_database(made: Make, database: Database) -> None:
    channel = PretendChannel()
    probing = made(a=channel)
    before = everything(database)
    assert all(step.well for step in probing.test("a"))
    assert channel.asked
    assert everything(database) == before


def everything(database: Database) -> dict[str, list[str]]:
    names = ("bulletins", "deliveries", "attempts", "events", "channels", "stories", "grants")
    with database.read() as connection:
        return {name: [repr(row) for row in connection.execute(text(f"SELECT * FROM {name}"))] for name in names}


def test_a_channel_that_is_not_enabled_is_not_found_at_once(made: Make) -> None:
    probing = made()
    for ask in (probing.check, probing.test):
        with pytest.raises(NotFound, match="no channel 'hook' is enabled"):
            ask("hook")


def test_a_round_is_shorter_than_a_task_may_be() -> None:
    assert timedelta(seconds=60) > room.WITHIN
