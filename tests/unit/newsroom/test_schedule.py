"""The stream of events: equal for equal seeds, with the backlog and the shares that were asked for."""

from __future__ import annotations

from collections import Counter
from itertools import islice

import pytest

from syndicator.newsroom.options import UNITS_FILE
from syndicator.newsroom.schedule import Action, Event, Schedule, Shares
from syndicator.newsroom.units import choose_units, read_units

UNITS = read_units(UNITS_FILE)


def stream(
    count: int, *, units: int = 40, seed: int = 1, rate: float = 0.2, shares: Shares | None = None
) -> list[Event]:
    chosen = choose_units(UNITS, units, seed)
    return list(islice(Schedule(chosen, seed=seed, rate=rate, shares=shares or Shares()), count))


def test_the_same_seed_gives_the_same_stream() -> None:
    assert stream(3_000) == stream(3_000)


@pytest.mark.parametrize("other", [{"seed": 2}, {"rate": 0.3}, {"units": 41}])
def test_another_seed_rate_or_size_gives_another_stream(other: dict[str, float]) -> None:
    assert stream(3_000) != stream(3_000, **other)  # type: ignore[arg-type]


def test_events_come_in_order_of_time() -> None:
    times = [event.at for event in stream(5_000)]
    assert times == sorted(times)


@pytest.mark.parametrize("units", [1, 5, 40, 200])
def test_every_site_starts_with_ten_to_fourteen_posts(units: int) -> None:
    backlog = [event for event in stream(units * 20, units=units) if event.at < 0]
    held = Counter(event.site for event in backlog if event.action in {Action.PUBLISH, Action.COPY})
    assert len(held) == units
    assert all(10 <= count <= 14 for count in held.values())
    assert all(event.action is not Action.DELETE for event in backlog)


def test_new_releases_come_at_the_rate_asked_for() -> None:
    published = [event for event in stream(8_000, rate=2.0) if event.at >= 0 and event.action is Action.PUBLISH]
    assert len(published) / published[-1].at == pytest.approx(2.0, rel=0.1)


def test_shares_are_those_asked_for() -> None:
    events = stream(30_000, rate=5.0)
    counts = Counter(event.action for event in events)
    copied = {event.release for event in events if event.action is Action.COPY}
    assert len(copied) / counts[Action.PUBLISH] == pytest.approx(0.20, abs=0.03)
    assert counts[Action.UPDATE] / counts[Action.PUBLISH] == pytest.approx(0.03, abs=0.015)
    assert 0 < counts[Action.DELETE] / counts[Action.PUBLISH] < 0.02


def test_copies_follow_within_minutes_on_other_sites_one_to_four_times() -> None:
    events = stream(6_000)
    origins = {event.release: event for event in events if event.action is Action.PUBLISH}
    copies = [event for event in events if event.action is Action.COPY]
    assert all(40 <= copy.at - origins[copy.release].at <= 1_200 for copy in copies)
    assert all(copy.site != origins[copy.release].site for copy in copies)
    assert set(Counter(copy.release for copy in copies).values()) == {1, 2, 3, 4}


def test_shares_of_nothing_leave_only_publications() -> None:
    events = stream(1_000, shares=Shares(copies=0, updates=0, deletions=0))
    assert {event.action for event in events} == {Action.PUBLISH}


def test_a_rate_of_nothing_ends_after_the_backlog() -> None:
    assert len(stream(100_000, rate=0.0)) < 1_000
