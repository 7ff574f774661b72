"""A server may ask to be left alone; however it says so, the wait is neither forgotten nor longer than a day."""

from __future__ import annotations

from datetime import timedelta

import pytest

from syndicator.bootstrap.service import Service
from tests.hostile.siege import Case, besiege, check
from tests.hostile.wire import answer, saying

DAY = timedelta(days=1)
OURS = ("Date", "Mon, 02 Mar 2026 08:00:00 GMT")
AHEAD, BEHIND = ("Date", "Mon, 02 Mar 2026 11:00:00 GMT"), ("Date", "Mon, 02 Mar 2026 05:00:00 GMT")
HALF_AN_HOUR = timedelta(minutes=30)
ANY = timedelta(0)
WAITS = {
    "in seconds": ([("Retry-After", "1800")], HALF_AN_HOUR),
    "by a date": ([OURS, ("Retry-After", "Mon, 02 Mar 2026 08:30:00 GMT")], HALF_AN_HOUR),
    "by a date of a clock three hours ahead": (
        [AHEAD, ("Retry-After", "Mon, 02 Mar 2026 11:30:00 GMT")],
        HALF_AN_HOUR,
    ),
    "by a date of a clock three hours behind": (
        [BEHIND, ("Retry-After", "Mon, 02 Mar 2026 05:30:00 GMT")],
        HALF_AN_HOUR,
    ),
    "for a negative time": ([("Retry-After", "-1800")], ANY),
    "until yesterday": ([OURS, ("Retry-After", "Sun, 01 Mar 2026 08:00:00 GMT")], ANY),
    "for years": ([("Retry-After", "99999999")], DAY),
    "for longer than numbers hold": ([("Retry-After", "9" * 5000)], DAY),
    "until the year 9999": ([OURS, ("Retry-After", "Fri, 31 Dec 9999 23:59:59 GMT")], DAY),
    "until the year 0": ([OURS, ("Retry-After", "Sat, 01 Jan 0000 00:00:00 GMT")], ANY),
    "in words": ([("Retry-After", "later " * 5000)], ANY),
    "twice": ([("Retry-After", "1800"), ("Retry-After", "5")], ANY),
}


@pytest.mark.parametrize("wait", WAITS)
@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Service Unavailable"])
def test_a_server_is_left_alone_as_long_as_it_asks_up_to_a_day(besieged: Service, status: str, wait: str) -> None:
    headers, wish = WAITS[wait]
    page = answer(b"<html>Pelan</html>", ("Content-Type", "text/html"), *headers, status=status)
    kind, words = ("too_many", "answered 429") if status.startswith("429") else ("status", "answered 503")
    case = Case(saying(page), kind, words)  # type: ignore[arg-type]
    outcome = besiege(besieged, case)
    check(outcome, case)
    waits = outcome.source.next_poll_at - besieged.clock()
    assert waits >= wish
    assert waits < (max(wish, timedelta(hours=1)) if wish < DAY else DAY) + timedelta(minutes=30)
