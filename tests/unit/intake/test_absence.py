"""Deletion, told from what only looks like it, as a table."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from syndicator.intake.absence import is_mass, missing, noted, wants_look, why_withdrawn
from syndicator.model.absence import Absence, Finding, Standing
from syndicator.model.bulletin import BulletinState
from syndicator.model.known import Known

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
STORY = UUID(int=1)


def standing(number: int, absence: Absence | None = None) -> Standing:
    """A bulletin; the higher its number, the newer."""
    known = Known(
        bulletin_id=number,
        uid=UUID(int=number),
        source_id=1,
        story_uid=STORY,
        state=BulletinState.RELEASED,
        canonical=True,
        revision=1,
        hash="",
    )
    return Standing(
        known=known,
        address=f"https://humas.test/{number}",
        title=f"Rilis {number}",
        published_at=NOW - timedelta(hours=100 - number),
        absence=absence,
    )


def absence(finding: Finding, polls: int = 1, age: timedelta = timedelta(0), seen: timedelta = timedelta(0)) -> Absence:
    return Absence(bulletin_id=7, source_id=1, since=NOW - age, polls=polls, finding=finding, checked_at=NOW - seen)


@pytest.mark.parametrize(
    ("told", "lost"),
    [
        ({1, 2, 3, 4, 5}, []),
        ({1, 2, 4, 5}, [3]),
        ({3, 4, 5}, []),
        ({2, 5}, [3, 4]),
        ({5}, []),
        (set(), []),
        ({1}, [2, 3, 4, 5]),
        ({1, 6}, []),
        ({1, 5, 6, 8}, [2, 3, 4, 7]),
        ({1, 2, 7, 9}, [3, 4, 5, 6, 8]),
    ],
    ids=[
        *("whole", "a gap", "rolled off", "two gaps", "only the newest", "empty list", "all but the oldest"),
        *("one pinned", "three behind the oldest are gaps", "a hole above two"),
    ],
)
def test_only_a_gap_above_an_older_release_is_an_absence(told: set[int], lost: list[int]) -> None:
    found = missing([standing(n) for n in range(1, max({5, *told}) + 1)], told)
    assert [one.known.bulletin_id for one in found] == lost


@pytest.mark.parametrize(
    ("lost", "covered", "mass"), [(1, 2, False), (3, 4, False), (4, 8, True), (4, 9, False), (9, 10, True)]
)
def test_many_at_once_are_an_accident(lost: int, covered: int, mass: bool) -> None:  # noqa: FBT001
    assert is_mass(lost, covered) is mass


MINUTES, HOURS = timedelta(minutes=1), timedelta(hours=1)


@pytest.mark.parametrize(
    ("finding", "polls", "age", "mass", "withdrawn"),
    [
        (Finding.GONE, 1, 0 * HOURS, False, True),
        (Finding.GONE, 1, 0 * HOURS, True, False),
        (Finding.GONE, 3, 59 * MINUTES, True, False),
        (Finding.GONE, 3, 1 * HOURS, True, True),
        (Finding.EMPTY, 1, 5 * HOURS, False, False),
        (Finding.EMPTY, 3, 29 * MINUTES, False, False),
        (Finding.EMPTY, 3, 30 * MINUTES, False, True),
        (Finding.EMPTY, 9, 9 * HOURS, True, False),
        (Finding.PAGELESS, 2, 9 * HOURS, False, False),
        (Finding.PAGELESS, 3, 1 * HOURS, False, True),
        (Finding.PAGELESS, 9, 9 * HOURS, True, False),
        (Finding.UNKNOWN, 99, 99 * HOURS, False, False),
        (Finding.PRESENT, 99, 99 * HOURS, False, False),
    ],
)
def test_what_deletes_a_bulletin(finding: Finding, polls: int, age: timedelta, mass: bool, withdrawn: bool) -> None:  # noqa: FBT001
    assert (why_withdrawn(absence(finding, polls, age), NOW, mass=mass) is not None) is withdrawn


@pytest.mark.parametrize(
    ("known", "wanted"),
    [
        (None, True),
        (absence(Finding.UNKNOWN, seen=9 * MINUTES), False),
        (absence(Finding.UNKNOWN, seen=10 * MINUTES), True),
        (absence(Finding.EMPTY, polls=2, seen=19 * MINUTES), False),
        (absence(Finding.EMPTY, polls=2, seen=20 * MINUTES), True),
        (absence(Finding.UNKNOWN, polls=40, seen=24 * HOURS), True),
        (absence(Finding.UNKNOWN, polls=40, seen=23 * HOURS), False),
        (absence(Finding.UNKNOWN, polls=40, seen=24 * HOURS, age=7 * 24 * HOURS), False),
        (absence(Finding.GONE, seen=10 * MINUTES), True),
        (absence(Finding.PRESENT, seen=23 * HOURS), False),
        (absence(Finding.PRESENT, seen=24 * HOURS), True),
        (absence(Finding.PRESENT, seen=24 * HOURS, age=7 * 24 * HOURS), False),
        (absence(Finding.WITHDRAWN), False),
    ],
)
def test_when_a_page_is_looked_at_again(known: Absence | None, wanted: bool) -> None:  # noqa: FBT001
    assert wants_look(known, NOW) is wanted


def test_an_absence_counts_its_polls_and_keeps_its_beginning() -> None:
    first = noted(standing(7), Finding.UNKNOWN, NOW)
    second = noted(standing(7, first), Finding.EMPTY, NOW + HOURS)
    assert (second.since, second.polls, second.finding, second.checked_at) == (NOW, 2, Finding.EMPTY, NOW + HOURS)
