"""What becomes of a delivery after an attempt: outcome by promise by age by attempts."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.deliver.channel import Promise
from syndicator.deliver.retry import RetryPolicy, Settlement, settle
from syndicator.model.attempt import Abandoned, Cause, Delivered, Outcome, Postponed, Unconfirmed
from syndicator.model.delivery import DeliveryState
from syndicator.model.receipt import Receipt
from tests.unit.deliver.posts import NOW, delivery

POLICY = RetryPolicy()
YOUNG, OLD = NOW, NOW - timedelta(days=3)
ALMOST = OLD + timedelta(seconds=1)
AGAIN, ASK, DONE, GONE, OPEN = (
    DeliveryState.PLANNED,
    DeliveryState.SENDING,
    DeliveryState.DELIVERED,
    DeliveryState.ABANDONED,
    DeliveryState.UNCONFIRMED,
)
R, A, M = Promise.REPEATABLE, Promise.ASKABLE, Promise.AT_MOST_ONCE
TAKEN, BUSY, NO, LOST = Delivered(Receipt("1")), Postponed("busy"), Abandoned("no"), Unconfirmed("lost")
FAR = Unconfirmed("the account has said too much since", cause=Cause.BEYOND)


def settled(
    outcome: Outcome,
    promise: Promise,
    *,
    attempts: int = 1,
    planned_at: datetime = YOUNG,
    jitter: float = 1.0,
    is_open: bool = False,
) -> Settlement:
    told = delivery(attempts=attempts, planned_at=planned_at)
    return settle(outcome, told, promise, now=NOW, policy=POLICY, jitter=jitter, is_open=is_open)


@pytest.mark.parametrize(
    ("outcome", "promise", "planned_at", "state"),
    [
        (TAKEN, R, YOUNG, DONE),
        (TAKEN, A, YOUNG, DONE),
        (TAKEN, M, YOUNG, DONE),
        (TAKEN, M, OLD, DONE),
        (NO, R, YOUNG, GONE),
        (NO, A, YOUNG, GONE),
        (NO, M, YOUNG, GONE),
        (NO, R, OLD, GONE),
        (BUSY, R, YOUNG, AGAIN),
        (BUSY, A, YOUNG, AGAIN),
        (BUSY, M, YOUNG, AGAIN),
        (BUSY, R, ALMOST, AGAIN),
        (BUSY, R, OLD, GONE),
        (BUSY, A, OLD, GONE),
        (BUSY, M, OLD, GONE),
        (LOST, R, YOUNG, ASK),
        (LOST, A, YOUNG, ASK),
        (LOST, M, YOUNG, OPEN),
        (LOST, A, ALMOST, ASK),
        (LOST, R, OLD, OPEN),
        (LOST, A, OLD, OPEN),
        (LOST, M, OLD, OPEN),
        (FAR, A, YOUNG, OPEN),
        (FAR, A, OLD, OPEN),
    ],
)
@pytest.mark.parametrize("attempts", [1, 2, 50])
def test_state(outcome: Outcome, promise: Promise, planned_at: datetime, state: DeliveryState, attempts: int) -> None:
    assert settled(outcome, promise, attempts=attempts, planned_at=planned_at).state is state


@pytest.mark.parametrize(
    ("outcome", "promise", "planned_at", "state"),
    [
        (TAKEN, A, YOUNG, DONE),
        (BUSY, R, YOUNG, ASK),
        (BUSY, A, YOUNG, ASK),
        (BUSY, A, OLD, OPEN),
        (NO, R, YOUNG, OPEN),
        (NO, A, OLD, OPEN),
        (LOST, A, YOUNG, ASK),
        (LOST, M, YOUNG, OPEN),
    ],
)
def test_what_an_earlier_attempt_may_have_made_stays_open_until_it_is_found(
    outcome: Outcome, promise: Promise, planned_at: datetime, state: DeliveryState
) -> None:
    assert settled(outcome, promise, planned_at=planned_at, is_open=True).state is state


@pytest.mark.parametrize("attempts", [1, 5])
def test_a_lost_answer_is_never_sent_again_where_nobody_can_tell(attempts: int) -> None:
    """A double post is worse than a late one."""
    assert settled(LOST, M, attempts=attempts).state is OPEN


@pytest.mark.parametrize(
    ("attempts", "seconds"),
    [(1, 30), (2, 60), (3, 120), (4, 240), (5, 480), (6, 960), (7, 960), (20, 960), (100_000, 960)],
)
@pytest.mark.parametrize(("jitter", "share"), [(0.0, 0.75), (0.5, 0.875), (1.0, 1.0)])
def test_the_wait_doubles_up_to_its_bound_and_is_spread_over_a_quarter(
    attempts: int, seconds: int, jitter: float, share: float
) -> None:
    assert settled(BUSY, R, attempts=attempts, jitter=jitter).due_at - NOW == timedelta(seconds=seconds * share)


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        (None, timedelta(seconds=30)),
        (timedelta(0), timedelta(seconds=30)),
        (timedelta(seconds=5), timedelta(seconds=30)),
        (timedelta(seconds=31), timedelta(seconds=31)),
        (timedelta(hours=5), timedelta(hours=5)),
    ],
)
def test_the_wish_of_the_channel_wins_if_longer(wish: timedelta | None, expected: timedelta) -> None:
    assert settled(Postponed("busy", wish), R).due_at - NOW == expected


@pytest.mark.parametrize("outcome", [TAKEN, NO])
def test_what_is_final_is_due_no_more(outcome: Outcome) -> None:
    assert settled(outcome, R).due_at == NOW


@pytest.mark.parametrize(("outcome", "reason"), [(TAKEN, ""), (BUSY, "busy"), (NO, "no"), (LOST, "lost")])
def test_the_reason_is_told(outcome: Outcome, reason: str) -> None:
    assert settled(outcome, R).reason == reason


def test_giving_up_tells_after_how_many_attempts_and_why() -> None:
    assert settled(BUSY, R, attempts=41, planned_at=OLD).reason == "gave up after 41 attempts: busy"


@given(
    st.sampled_from([BUSY, LOST, Postponed("busy", timedelta(hours=30))]),
    st.sampled_from(Promise),
    st.integers(1, 200),
    st.timedeltas(timedelta(0), timedelta(days=9)),
    st.floats(0, 1),
)
def test_what_goes_on_is_due_in_the_future_and_before_it_is_given_up_twice(
    outcome: Outcome, promise: Promise, attempts: int, age: timedelta, jitter: float
) -> None:
    made = settled(outcome, promise, attempts=attempts, planned_at=NOW - age, jitter=jitter)
    assert made.state.final == (made.due_at == NOW)
    assert made.due_at <= NOW + timedelta(hours=30)


def test_a_policy_of_seconds_waits_seconds() -> None:
    quick = RetryPolicy(first=timedelta(seconds=1), longest=timedelta(seconds=32))
    assert [quick.wait(attempts, 1.0).total_seconds() for attempts in (1, 2, 6, 7)] == [1, 2, 32, 32]
