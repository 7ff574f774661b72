"""The breaker as a table: what each outcome teaches of an account."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from syndicator.deliver.breaker import LOGIN_WAIT, after, over_budget, untried, within_budget
from syndicator.deliver.retry import RetryPolicy
from syndicator.model.account import OPENS_AT, Account
from syndicator.model.attempt import Abandoned, Cause, Delivered, Outcome, Postponed, Unconfirmed
from syndicator.model.receipt import Receipt

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
POLICY = RetryPolicy(first=timedelta(seconds=30), longest=timedelta(minutes=16))
LONGEST = 1.0
"""The jitter with which a wait is as long as it can be."""
FIRST, HOUR = timedelta(seconds=30), timedelta(hours=1)
WELL = Account()
SENT = Delivered(Receipt("7"))
LIMITED = Account(blocked_until=NOW + HOUR, cause=Cause.RATE, reason="enough")
NEARLY = Account(faults=OPENS_AT - 1)
OPEN = Account(faults=OPENS_AT, blocked_until=NOW - FIRST, cause=Cause.FAULT, reason="no answer")


def taught(account: Account, outcome: Outcome) -> Account:
    return after(account, outcome, NOW, POLICY, LONGEST)


def broken(faults: int, wait: timedelta, reason: str = "no answer") -> Account:
    return Account(faults=faults, blocked_until=NOW + wait, cause=Cause.FAULT, reason=reason)


@pytest.mark.parametrize(
    ("account", "outcome", "expected"),
    [
        (WELL, SENT, WELL),
        (NEARLY, SENT, WELL),
        (OPEN, SENT, WELL),
        (OPEN, Abandoned("too long"), WELL),
        (NEARLY, Abandoned("too long"), WELL),
        (LIMITED, SENT, LIMITED),
        (LIMITED, Abandoned("too long"), LIMITED),
        (WELL, Postponed("no answer"), Account(faults=1)),
        (WELL, Unconfirmed("no answer"), Account(faults=1)),
        (NEARLY, Postponed("no answer"), broken(OPENS_AT, FIRST)),
        (NEARLY, Unconfirmed("no answer"), broken(OPENS_AT, FIRST)),
        (OPEN, Postponed("no answer"), broken(OPENS_AT + 1, FIRST * 2)),
        (Account(faults=OPENS_AT + 40), Postponed("no answer"), broken(OPENS_AT + 41, timedelta(minutes=16))),
        (NEARLY, Postponed("no answer", HOUR), broken(OPENS_AT, HOUR)),
        (NEARLY, Postponed("not there", cause=Cause.ABSENT), NEARLY),
        (NEARLY, Postponed("no database", cause=Cause.OURS), NEARLY),
        (OPEN, Postponed("not there", cause=Cause.ABSENT), OPEN),
        (NEARLY, Unconfirmed("too much since", cause=Cause.BEYOND), WELL),
        (OPEN, Unconfirmed("too much since", cause=Cause.BEYOND), WELL),
        (LIMITED, Unconfirmed("too much since", cause=Cause.BEYOND), LIMITED),
    ],
)
def test_faults_in_a_row_open_it_and_an_answer_closes_it(account: Account, outcome: Outcome, expected: Account) -> None:
    assert taught(account, outcome) == expected


@pytest.mark.parametrize(("wish", "wait"), [(HOUR, HOUR), (None, FIRST), (timedelta(seconds=1), FIRST)])
def test_a_limit_blocks_for_the_services_wish_and_is_no_fault(wish: timedelta | None, wait: timedelta) -> None:
    found = taught(WELL, Postponed("enough", wish, Cause.RATE))
    assert found == Account(blocked_until=NOW + wait, cause=Cause.RATE, reason="enough")
    assert not found.is_broken


def test_a_success_that_uses_up_the_limit_blocks_what_follows() -> None:
    found = taught(NEARLY, Delivered(Receipt("7"), pause=HOUR))
    assert (found.faults, found.blocked_until, found.cause) == (0, NOW + HOUR, Cause.RATE)


def test_one_refused_login_opens_it_for_a_person_to_act() -> None:
    found = taught(WELL, Postponed("answered 401", cause=Cause.LOGIN))
    assert found == Account(faults=OPENS_AT, blocked_until=NOW + LOGIN_WAIT, cause=Cause.LOGIN, reason="answered 401")


@pytest.mark.parametrize(
    "outcome", [Postponed("enough", FIRST, Cause.RATE), Postponed("answered 401", cause=Cause.LOGIN)]
)
def test_a_longer_block_is_never_shortened(outcome: Outcome) -> None:
    day = Account(blocked_until=NOW + timedelta(days=1), cause=Cause.RATE, reason="enough for today")
    assert taught(day, outcome).blocked_until == day.blocked_until
    assert over_budget(day, NOW + HOUR) == day


def test_a_rate_of_ours_that_is_used_up_is_no_fault() -> None:
    found = over_budget(WELL, NOW + HOUR)
    assert (found.blocked_until, found.cause, found.is_broken) == (NOW + HOUR, Cause.BUDGET, False)


@pytest.mark.parametrize("outcome", [Postponed("refused"), Unconfirmed("no answer")])
def test_many_faults_at_once_open_it_once(outcome: Outcome) -> None:
    """What was under way together failed for one reason."""
    account = WELL
    for _ in range(4 * OPENS_AT):
        account = taught(account, outcome)
    assert account == broken(OPENS_AT, FIRST, outcome.reason)  # type: ignore[union-attr]


def test_a_silence_that_the_service_wants_outlasts_what_it_takes_meanwhile() -> None:
    failing = taught(WELL, Postponed("refused"))
    silent = taught(failing, Postponed("enough", HOUR, Cause.RATE))
    assert (silent.faults, silent.blocked_until) == (1, NOW + HOUR)
    assert taught(silent, SENT) == replace(silent, faults=0)


def test_a_refused_login_outlasts_what_is_refused_for_good_meanwhile() -> None:
    locked = taught(WELL, Postponed("answered 401", cause=Cause.LOGIN))
    assert taught(locked, Abandoned("answered 422")) == locked
    assert taught(locked, SENT) == WELL, "a token that works is no refused one"


TRIED = Account(faults=OPENS_AT, blocked_until=NOW + FIRST, cause=Cause.TRIAL, reason="no answer")
USED_UP = Account(blocked_until=NOW + HOUR, cause=Cause.BUDGET, reason="used up")


def test_a_trial_that_did_not_take_place_leaves_the_next_one_free() -> None:
    assert untried(TRIED, NOW).needs_trial(NOW)
    assert [untried(one, NOW) for one in (WELL, LIMITED, USED_UP)] == [WELL, LIMITED, USED_UP]


def test_a_rate_that_has_room_again_blocks_no_more() -> None:
    assert not within_budget(USED_UP, NOW).is_blocked(NOW)
    assert [within_budget(one, NOW) for one in (WELL, LIMITED, TRIED)] == [WELL, LIMITED, TRIED]
