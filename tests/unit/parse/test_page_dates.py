"""Dates among other words, and in addresses."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from syndicator.parse.page_dates import day_in_address, find_moment


def clock(year: int, month: int, day: int, hour: int = 0) -> datetime:
    """A moment by the site's own clock, of which nobody told the zone."""
    return datetime(year, month, day, hour, tzinfo=UTC).replace(tzinfo=None)


WITA = timezone(timedelta(hours=8))


@pytest.mark.parametrize(
    ("told", "moment"),
    [
        ("2026-06-04T10:00:00+08:00", datetime(2026, 6, 4, 10, tzinfo=WITA)),
        ("Portal Berita, Kamis, 4 Juni 2026 10.00 WITA", datetime(2026, 6, 4, 10, tzinfo=WITA)),
        ("Diterbitkan pada 4 Juni 2026 pukul 10.00 WITA oleh admin", datetime(2026, 6, 4, 10, tzinfo=WITA)),
        ("Kamis, 04 Jun 2026 | 10:00 WITA", datetime(2026, 6, 4, 10, tzinfo=WITA)),
        ("4 Juni 2026", clock(2026, 6, 4)),
        ("Posted on 04/06/2026 by humas", clock(2026, 6, 4)),
        ("June 4, 2026", clock(2026, 6, 4)),
        ("Jun 4th, 2026 in Berita", clock(2026, 6, 4)),
        ("Rilis 2026-06-04 10:00:00", clock(2026, 6, 4, 10)),
        ("nomor 12/34/5678", None),
        ("99 Juni 2026", None),
        ("4 Bulan 2026", None),
        ("10.00 WITA", None),
        ("", None),
    ],
)
def test_the_first_date_is_found(told: str, moment: datetime | None) -> None:
    assert find_moment(told) == moment


def test_what_stands_far_behind_is_not_looked_at() -> None:
    assert find_moment("x" * 300 + " 4 Juni 2026") is None


def test_a_date_that_cannot_be_gives_way_to_the_next() -> None:
    assert find_moment("31 Februari 2026, lalu 4 Juni 2026") == clock(2026, 6, 4)


@pytest.mark.parametrize(
    ("address", "day"),
    [
        ("https://humas.test/2026/06/04/rilis/", clock(2026, 6, 4)),
        ("https://humas.test/berita/2026-6-4-rilis", clock(2026, 6, 4)),
        ("https://humas.test/2026/06/04", clock(2026, 6, 4)),
        ("https://humas.test/2026/06/rilis/", None),
        ("https://humas.test/2026/13/41/rilis/", None),
        ("https://humas.test/?tanggal=/2026/06/04/", None),
        ("http://[oops/2026/06/04/", None),
    ],
)
def test_the_day_that_an_address_names_is_found(address: str, day: datetime | None) -> None:
    assert day_in_address(address) == day


def test_what_names_a_zone_is_in_utc() -> None:
    found = find_moment("4 Juni 2026 10.00 WIB")
    assert found is not None
    assert found.tzinfo is UTC
