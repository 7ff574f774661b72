"""When an account is blocked, broken, or waits for one delivery that tries it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from syndicator.model.account import OPENS_AT, Account

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
LATER, BEFORE = NOW + timedelta(seconds=1), NOW - timedelta(seconds=1)


@pytest.mark.parametrize(
    ("faults", "until", "blocked", "trial", "broken"),
    [
        (0, None, False, False, False),
        (0, LATER, True, False, False),
        (0, BEFORE, False, False, False),
        (OPENS_AT - 1, None, False, False, False),
        (OPENS_AT, LATER, True, False, True),
        (OPENS_AT, NOW, False, True, True),
        (OPENS_AT, BEFORE, False, True, True),
        (OPENS_AT, None, False, True, True),
    ],
)
def test_faults_and_a_moment_tell_how_it_stands(
    faults: int, until: datetime | None, *, blocked: bool, trial: bool, broken: bool
) -> None:
    account = Account(faults=faults, blocked_until=until)
    assert (account.is_blocked(NOW), account.needs_trial(NOW), account.is_broken) == (blocked, trial, broken)
