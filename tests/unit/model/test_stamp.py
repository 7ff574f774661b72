from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from syndicator.model.stamp import SETTLES_AFTER, FileMark, Stamp

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=1)


def stamp(**changed: datetime) -> Stamp:
    return Stamp(tuple(FileMark(name=name, size_bytes=1, number=1, changed_at=at) for name, at in changed.items()))


@pytest.mark.parametrize(
    ("found", "settled"),
    [
        (stamp(topics=LONG_AGO, routes=LONG_AGO), True),
        (stamp(topics=NOW - SETTLES_AFTER, routes=LONG_AGO), True),
        (stamp(topics=NOW, routes=LONG_AGO), False),
        (stamp(topics=NOW + timedelta(hours=1), routes=LONG_AGO), True),
        (stamp(topics=LONG_AGO), False),
        (stamp(topics=LONG_AGO, routes=LONG_AGO, urgency=LONG_AGO), True),
    ],
    ids=["old", "a moment ago", "just now", "another clock", "a file went", "a file came"],
)
def test_files_have_settled_once_nobody_writes_them(found: Stamp, *, settled: bool) -> None:
    assert found.has_settled(since=stamp(topics=LONG_AGO, routes=LONG_AGO), now=NOW) is settled
