"""What servers say about time, honest or not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.fetch.headers import fresh_for, http_date, retry_after

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)
HOSTILE_DATES = [
    "Mon, 01 Jan 2026 00:00:99999999999999999999 GMT",
    "Mon, 02 Mar 2026 08:10:00 +99999999999999999999",
    "Mon, 02 Mar 2026 08:10:00 +2500",
    "Mon, 02 Mar 99999 08:10:00 GMT",
    "Mon, 31 Feb 2026 08:10:00 GMT",
    "Mon, 02 Foo 2026 08:10:00 GMT",
    "02.03.2026",
    "soon",
    "",
    ",",
    "\x00",
    "²",
    "-1",
    "0",
]


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


@pytest.mark.parametrize(
    ("headers", "wish"),
    [
        ({}, None),
        ({"Retry-After": "0"}, seconds(0)),
        ({"Retry-After": "1"}, seconds(1)),
        ({"Retry-After": " 120 "}, seconds(120)),
        ({"Retry-After": "86400"}, DAY),
        ({"Retry-After": "86401"}, DAY),
        ({"Retry-After": "99999999"}, DAY),
        ({"Retry-After": "Mon, 02 Mar 2026 08:10:00 GMT"}, seconds(600)),
        ({"Retry-After": "Mon, 02 Mar 2026 08:10:00 -0000"}, seconds(600)),
        ({"Retry-After": "Mon, 02 Mar 2026 15:10:00 +0700"}, seconds(600)),
        ({"Retry-After": "Mon, 02 Mar 2026 07:00:00 GMT"}, seconds(0)),
        ({"Retry-After": "Mon, 02 Mar 2099 07:00:00 GMT"}, DAY),
        ({"Retry-After": "Mon, 02 Mar 2026 09:10:00 GMT", "Date": "Mon, 02 Mar 2026 09:00:00 GMT"}, seconds(600)),
        ({"Retry-After": "Mon, 02 Mar 2026 06:10:00 GMT", "Date": "Mon, 02 Mar 2026 06:00:00 GMT"}, seconds(600)),
        ({"Retry-After": "Mon, 02 Mar 2026 08:10:00 GMT", "Date": "yesterday"}, seconds(600)),
        ({"Retry-After": "120", "Date": "Mon, 02 Mar 2026 06:00:00 GMT"}, seconds(120)),
        ({"Retry-After": "-5"}, None),
        ({"Retry-After": "1.5"}, None),
        ({"Retry-After": "120s"}, None),
        ({"Retry-After": "999999999999999999999"}, DAY),
        ({"Retry-After": "000000000000000000060"}, seconds(60)),
    ],
)
def test_retry_after_in_seconds_or_as_a_date_by_the_servers_clock(
    headers: dict[str, str], wish: timedelta | None
) -> None:
    assert retry_after(httpx.Headers(headers), NOW) == wish


@pytest.mark.parametrize("text", HOSTILE_DATES)
def test_a_wish_that_cannot_be_read_is_no_wish(text: str) -> None:
    assert retry_after({"retry-after": text}, NOW) in {None, timedelta(0)}


@pytest.mark.parametrize("text", [date for date in HOSTILE_DATES if date != "0"])
def test_a_date_that_cannot_be_read_is_none(text: str) -> None:
    assert http_date(text) is None


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        (None, None),
        ("Mon, 02 Mar 2026 08:00:00 GMT", NOW),
        ("Mon, 02 Mar 2026 15:00:00 +0700", NOW),
        ("Monday, 02-Mar-26 08:00:00 GMT", NOW),
        ("Mon Mar  2 08:00:00 2026", NOW),
    ],
)
def test_the_three_forms_of_an_http_date_are_aware_moments(text: str | None, moment: datetime | None) -> None:
    """RFC 9110 section 5.6.7."""
    found = http_date(text)
    assert found == moment
    assert found is None or found.tzinfo is not None


@pytest.mark.parametrize(
    ("headers", "fresh"),
    [
        ({}, None),
        ({"Cache-Control": "max-age=300"}, seconds(300)),
        ({"Cache-Control": "public, max-age=300, must-revalidate"}, seconds(300)),
        ({"Cache-Control": "MAX-AGE = 300"}, seconds(300)),
        ({"Cache-Control": 'max-age="300"'}, seconds(300)),
        ({"Cache-Control": "s-maxage=60"}, seconds(60)),
        ({"Cache-Control": "max-age=99999999999999"}, DAY),
        ({"Cache-Control": "max-age=0"}, None),
        ({"Cache-Control": "no-cache"}, None),
        ({"Cache-Control": "max-age=-1"}, None),
        ({"Cache-Control": "x-max-age=300"}, None),
        ({"Cache-Control": "max-age="}, None),
        ({"Expires": "Mon, 02 Mar 2026 08:30:00 GMT"}, seconds(1800)),
        ({"Expires": "Mon, 02 Mar 2026 08:30:00 GMT", "Date": "Mon, 02 Mar 2026 08:29:00 GMT"}, seconds(60)),
        ({"Expires": "Mon, 02 Mar 2026 07:30:00 GMT"}, None),
        ({"Expires": "0"}, None),
        ({"Expires": "-1"}, None),
        ({"Expires": "Thu, 19 Nov 1981 08:52:00 GMT"}, None),
        ({"Expires": "Mon, 02 Mar 2099 08:30:00 GMT"}, DAY),
        ({"Cache-Control": "max-age=300", "Expires": "Mon, 02 Mar 2026 09:30:00 GMT"}, seconds(300)),
        ({"Cache-Control": "max-age=0", "Expires": "Mon, 02 Mar 2026 09:30:00 GMT"}, None),
    ],
)
def test_freshness_is_max_age_else_expires_at_most_a_day(headers: dict[str, str], fresh: timedelta | None) -> None:
    assert fresh_for(httpx.Headers(headers), NOW) == fresh


@pytest.mark.parametrize("text", HOSTILE_DATES)
@pytest.mark.parametrize("name", ["Expires", "Date"])
def test_freshness_survives_dates_that_cannot_be_read(name: str, text: str) -> None:
    headers = {"expires": "Mon, 02 Mar 2026 08:30:00 GMT"} | {name.lower(): text}
    assert fresh_for(headers, NOW) in {None, seconds(1800)}


@given(st.text(max_size=60))
def test_no_header_raises(text: str) -> None:
    wish = retry_after({"retry-after": text, "date": text}, NOW)
    fresh = fresh_for({"cache-control": text, "expires": text}, NOW)
    assert all(told is None or timedelta(0) <= told <= DAY for told in (wish, fresh))
