"""Clocks that lie are told from those that do not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from syndicator.intake.clocks import contradicts, offset_of, set_right
from syndicator.model.entry import Entry
from syndicator.model.unit import Zone

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
MINUTES, HOURS = timedelta(minutes=1), timedelta(hours=1)


def entry(at: datetime | None) -> Entry:
    return Entry(guid="1", address=None, title="", html="", published_at=at)


@pytest.mark.parametrize(
    ("ahead", "zone", "offset"),
    [
        (-1 * MINUTES, Zone.WIB, None),
        (20 * MINUTES, Zone.WIB, None),
        (31 * MINUTES, Zone.WIB, 7 * HOURS),
        (7 * HOURS, Zone.WIB, 7 * HOURS),
        (7 * HOURS + 9 * MINUTES, Zone.WIB, 7 * HOURS),
        (7 * HOURS + 30 * MINUTES, Zone.WIB, None),
        (7 * HOURS + 30 * MINUTES, Zone.WITA, 8 * HOURS),
        (9 * HOURS, Zone.WIT, 9 * HOURS),
        (400 * 24 * HOURS, Zone.WIB, None),
    ],
)
def test_a_claim_of_the_near_future_is_the_local_clock(ahead: timedelta, zone: Zone, offset: timedelta | None) -> None:
    assert offset_of([entry(NOW - HOURS), entry(NOW + ahead)], NOW, zone) == offset


def test_dates_without_zone_or_without_date_teach_nothing() -> None:
    naive = (NOW + 5 * HOURS).replace(tzinfo=None)
    assert offset_of([entry(naive), entry(None)], NOW, Zone.WIB) is None


def test_what_was_learned_holds() -> None:
    assert offset_of([entry(NOW - HOURS)], NOW, Zone.WIB, 7 * HOURS) == 7 * HOURS


def test_only_labelled_dates_are_set_right() -> None:
    naive = NOW.replace(tzinfo=None)
    right = set_right([entry(NOW), entry(naive), entry(None)], 7 * HOURS)
    assert [one.published_at for one in right] == [NOW - 7 * HOURS, naive, None]


def test_a_date_at_the_edge_of_the_calendar_is_none() -> None:
    (right,) = set_right([entry(datetime(1, 1, 1, tzinfo=UTC))], 7 * HOURS)
    assert right.published_at is None


@pytest.mark.parametrize(
    ("published", "last_polled", "contradicted"),
    [
        ([NOW - 7 * HOURS - 5 * MINUTES], NOW - 30 * MINUTES, True),
        ([NOW - 5 * MINUTES], NOW - 30 * MINUTES, False),
        ([NOW - 7 * HOURS - 5 * MINUTES, NOW - 5 * MINUTES], NOW - 30 * MINUTES, False),
        ([NOW - 30 * HOURS], NOW - 30 * MINUTES, False),
        ([NOW - 7 * HOURS], NOW - 8 * HOURS, False),
        ([NOW - 7 * HOURS], None, False),
        ([], NOW - 30 * MINUTES, False),
    ],
)
def test_a_clock_that_was_mended_is_noticed(
    published: list[datetime],
    last_polled: datetime | None,
    contradicted: bool,  # noqa: FBT001
) -> None:
    assert contradicts(7 * HOURS, published, last_polled, NOW) is contradicted
