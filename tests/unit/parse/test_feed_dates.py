"""Dates as feeds and their authors write them, with this country's words and zones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.parse.feed_dates import LONGEST_CHARS, read_moment

ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
AWARE = st.datetimes(datetime(1970, 1, 2), datetime(2100, 1, 1), timezones=ZONES)  # noqa: DTZ001 -- bounds are naive


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


def naive(*parts: int) -> datetime:
    return datetime(*parts)  # type: ignore[arg-type] # noqa: DTZ001 -- it names no zone


@pytest.mark.parametrize(
    ("told", "moment"),
    [
        # RFC 822 and what comes close
        ("Mon, 02 Mar 2026 07:00:00 +0000", utc(2026, 3, 2, 7)),
        ("Mon, 02 Mar 2026 14:00:00 +0700", utc(2026, 3, 2, 7)),
        ("Mon, 02 Mar 2026 02:00:00 -0500", utc(2026, 3, 2, 7)),
        ("02 Mar 2026 07:00 GMT", utc(2026, 3, 2, 7)),
        ("Mon, 2 Mar 2026 07:00:00 Z", utc(2026, 3, 2, 7)),
        ("Monday, 02 March 2026 07:00:00 UTC", utc(2026, 3, 2, 7)),
        ("Tue, 02 Mar 2026 07:00:00 GMT", utc(2026, 3, 2, 7)),
        ("mon, 02 mar 2026 07:00:00 gmt", utc(2026, 3, 2, 7)),
        # ISO 8601, RFC 3339
        ("2026-03-02T07:00:00Z", utc(2026, 3, 2, 7)),
        ("2026-03-02T14:00:00.001+07:00", utc(2026, 3, 2, 7)),
        ("2026-03-02T14:00+0700", utc(2026, 3, 2, 7)),
        ("2026-03-02t14:00:00+07", utc(2026, 3, 2, 7)),
        # SQL
        ("2026-03-02 14:00:00+07:00", utc(2026, 3, 2, 7)),
        ("2026-03-02 14:00:00 WIB", utc(2026, 3, 2, 7)),
        # the three zones
        ("Mon, 02 Mar 2026 14:00:00 WIB", utc(2026, 3, 2, 7)),
        ("Mon, 02 Mar 2026 15:00:00 WITA", utc(2026, 3, 2, 7)),
        ("Mon, 02 Mar 2026 16:00:00 WIT", utc(2026, 3, 2, 7)),
        ("Senin, 2 Maret 2026 00.30 WITA", utc(2026, 3, 1, 16, 30)),
        # dotted times and words
        ("Rabu, 4 Juni 2025, mulai pukul 10.00 WITA", utc(2025, 6, 4, 2)),
        ("Rabu (4/6/2025) pukul 10.00 WITA", utc(2025, 6, 4, 2)),
        ("Rabu (4/6/25) sekira pukul 22.15.30 WIB", utc(2025, 6, 4, 15, 15, 30)),
        ("Jum'at, 6 Juni 2025 - 08:00 WIB", utc(2025, 6, 6, 1)),
        ("Jum’at, 6 Juni 2025 | 08:00 (WIB)", utc(2025, 6, 6, 1)),
        ("Hari Jumat 6 Juni 2025 jam 08.00 WIT", utc(2025, 6, 5, 23)),
        ("Jum'at pagi, 6 Juni 2025 pkl. 08.00 WIB", utc(2025, 6, 6, 1)),
        ("Kamis dini hari, 6 Nopember 2025 pukul 01.00 WIB", utc(2025, 11, 5, 18)),
    ],
)
def test_a_date_with_a_zone_is_its_moment(told: str, moment: datetime) -> None:
    read = read_moment(told)
    assert read == moment
    assert read.tzinfo is UTC


@pytest.mark.parametrize(
    ("told", "moment"),
    [
        ("2026-03-02T14:00:00", naive(2026, 3, 2, 14)),
        ("2026-03-02 14:00:00", naive(2026, 3, 2, 14)),
        ("2026-03-02 14:00:00.000000", naive(2026, 3, 2, 14)),
        ("2026-03-02", naive(2026, 3, 2)),
        ("2026-3-2", naive(2026, 3, 2)),
        ("Mon, 02 Mar 2026 14:00:00", naive(2026, 3, 2, 14)),
        ("4 Juni 2025", naive(2025, 6, 4)),
        ("04-Jun-2025", naive(2025, 6, 4)),
        ("Jum'at, 6/6/25", naive(2025, 6, 6)),
        ("31/12/2025", naive(2025, 12, 31)),
        ("Rabu, 4 Juni 2025 10.00", naive(2025, 6, 4, 10)),
    ],
)
def test_a_date_without_a_zone_stays_naive(told: str, moment: datetime) -> None:
    read = read_moment(told)
    assert read == moment
    assert read.tzinfo is None


@pytest.mark.parametrize(
    ("names", "month"),
    [
        ("Jan Januari January", 1),
        ("Feb Februari Pebruari Peb", 2),
        ("Mar Maret Mrt March", 3),
        ("Apr April", 4),
        ("Mei May", 5),
        ("Jun Juni June", 6),
        ("Jul Juli July", 7),
        ("Agu Agt Ags Agust Agustus Aug August", 8),
        ("Sep Sept September", 9),
        ("Okt Oktober Oct October", 10),
        ("Nov Nop Nopember November", 11),
        ("Des Desember Dec December", 12),
    ],
)
def test_months_have_their_names_in_both_languages(names: str, month: int) -> None:
    assert {read_moment(f"4 {name} 2025") for name in names.split()} == {naive(2025, month, 4)}


@pytest.mark.parametrize(
    "told",
    [
        "",
        "   ",
        "kemarin",
        "2 jam yang lalu",
        "Mon, 31 Feb 2026 07:00:00 +0000",
        "0000-00-00 00:00:00",
        "Wed, 30 Nov -0001 00:00:00 +0000",
        "2026-13-02",
        "2026-03-02 25:00:00",
        "13/31/2025",
        "4 Foo 2025",
        "2026-03-02 07:00:00 +9999",
        "2026-03-02 07:00:00 +07:99",
        "0001-01-01 00:00:00 WIT",
        "Mon, 02 Mar 2026 07:00:00 EST",
        "٢٠٢٦-٠٣-٠٢",
        "1772434800",
        "2026-03-02" + " " * LONGEST_CHARS + "07:00",
        "a" * 1_000_000,
    ],
)
def test_what_is_not_known_for_sure_is_no_date(told: str) -> None:
    assert read_moment(told) is None


@given(AWARE)
def test_dates_written_by_the_book_are_read_to_the_second(moment: datetime) -> None:
    told = moment.replace(microsecond=0)
    assert read_moment(format_datetime(told)) == told
    assert read_moment(told.isoformat()) == told
    assert read_moment(told.isoformat(" ")) == told


@given(st.text(max_size=120))
def test_any_text_is_a_date_or_none(told: str) -> None:
    assert isinstance(read_moment(told), datetime | None)


@given(st.text(alphabet="0123456789 :./-+TZwitabgmt", max_size=40))
def test_anything_near_a_date_is_one_or_none(told: str) -> None:
    assert isinstance(read_moment(told), datetime | None)
