"""What a delivery waits for, as a table of all that can hold it up."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from syndicator.model.account import OPENS_AT, Account
from syndicator.model.attempt import Cause
from syndicator.model.channel import ChannelConfig, ChannelState, QuietHours
from syndicator.model.delivery import LOOKED_FOR, Action, DeliveryState
from syndicator.model.verdict import Urgency
from syndicator.tracing import Standing, Waiting, Why, waits_for
from tests.unit.deliver.posts import delivery

NOW = datetime(2026, 3, 2, 15, 30, tzinfo=UTC)
"""22:30 in Jakarta."""
SOON, LATER, MORNING = NOW + timedelta(minutes=5), NOW + timedelta(hours=1), NOW.replace(hour=22, minute=0)
CONFIG = ChannelConfig(name="kait", kind="webhook")
QUIET = replace(CONFIG, quiet_hours=QuietHours(time(22), time(5), "Asia/Jakarta"))
STANDING = Standing(name="kait", kind="webhook", state=ChannelState.ACTIVE, reason=None, changed_at=NOW)
PLANNED = replace(delivery(), state=DeliveryState.PLANNED, attempts=0, due_at=NOW)

LOST: dict[str, object] = {"state": DeliveryState.SENDING, "last_error": "no answer"}
"""It is time to ask what became of it."""


def blocked(until: datetime, cause: Cause, faults: int = 0) -> Standing:
    return replace(STANDING, account=Account(faults=faults, blocked_until=until, cause=cause, reason="sebab"))


@pytest.mark.parametrize(
    ("changed", "config", "standing", "expected"),
    [
        ({}, CONFIG, STANDING, Waiting(why=Why.DUE)),
        ({}, CONFIG, None, Waiting(why=Why.DUE)),
        ({}, None, STANDING, Waiting(why=Why.OFF)),
        ({}, replace(CONFIG, enabled=False), STANDING, Waiting(why=Why.OFF)),
        (
            {},
            CONFIG,
            replace(STANDING, state=ChannelState.PAUSED, reason="pindah (siti)"),
            Waiting(why=Why.PAUSED, reason="pindah (siti)"),
        ),
        ({"due_at": SOON}, CONFIG, STANDING, Waiting(why=Why.GRACE, until=SOON, left=SOON - NOW)),
        (
            {"due_at": SOON, "attempts": 1, "last_error": "its page answers 404"},
            CONFIG,
            STANDING,
            Waiting(why=Why.RETRY, until=SOON, left=SOON - NOW, reason="its page answers 404"),
        ),
        ({}, QUIET, STANDING, Waiting(why=Why.QUIET, until=MORNING, left=MORNING - NOW)),
        ({"due_at": SOON}, QUIET, STANDING, Waiting(why=Why.QUIET, until=MORNING, left=MORNING - NOW)),
        ({"action": Action.WITHDRAW}, QUIET, STANDING, Waiting(why=Why.DUE)),
        *(
            ({}, CONFIG, blocked(LATER, cause), Waiting(why=why, until=LATER, left=LATER - NOW, reason="sebab"))
            for cause, why in {
                Cause.RATE: Why.RATE,
                Cause.BUDGET: Why.BUDGET,
                Cause.LOGIN: Why.LOGIN,
                Cause.FAULT: Why.FAULT,
            }.items()
        ),
        ({"action": Action.WITHDRAW}, CONFIG, blocked(LATER, Cause.BUDGET), Waiting(why=Why.DUE, reason="sebab")),
        ({}, CONFIG, blocked(NOW, Cause.LOGIN, OPENS_AT), Waiting(why=Why.TRIAL, reason="sebab")),
        ({"carried_by": 7}, CONFIG, STANDING, Waiting(why=Why.DIGEST, reason="delivery 7")),
        ({"state": DeliveryState.SENDING}, CONFIG, STANDING, Waiting(why=Why.SENDING)),
        (
            {"state": DeliveryState.SENDING, "due_at": SOON, "last_error": "no answer"},
            CONFIG,
            STANDING,
            Waiting(why=Why.ASKING, until=SOON, left=SOON - NOW, reason="no answer"),
        ),
        (
            LOST,
            CONFIG,
            blocked(LATER, Cause.FAULT),
            Waiting(why=Why.FAULT, until=LATER, left=LATER - NOW, reason="sebab"),
        ),
        (LOST, CONFIG, blocked(LATER, Cause.BUDGET), Waiting(why=Why.SENDING)),
        (LOST, CONFIG, replace(STANDING, state=ChannelState.PAUSED), Waiting(why=Why.PAUSED)),
        (LOST, None, STANDING, Waiting(why=Why.OFF)),
        (LOST, CONFIG, STANDING, Waiting(why=Why.SENDING)),
        (
            {"state": DeliveryState.SENDING, "reason": f"{LOOKED_FOR}siti (route semua)"},
            CONFIG,
            blocked(LATER, Cause.LOGIN),
            Waiting(why=Why.LOGIN, until=LATER, left=LATER - NOW, reason="sebab"),
        ),
    ],
)
def test_each_hold_up_is_told(
    changed: dict[str, object], config: ChannelConfig | None, standing: Standing | None, expected: Waiting
) -> None:
    one = replace(PLANNED, **changed)  # type: ignore[arg-type]
    assert waits_for(one, Urgency.ROUTINE, config, standing, NOW) == expected


@pytest.mark.parametrize("state", [state for state in DeliveryState if state.final])
def test_what_is_over_waits_for_nothing(state: DeliveryState) -> None:
    assert waits_for(replace(PLANNED, state=state), Urgency.ROUTINE, CONFIG, STANDING, NOW) is None


def test_what_is_urgent_does_not_wait_for_the_morning() -> None:
    assert waits_for(PLANNED, Urgency.URGENT, QUIET, STANDING, NOW) == Waiting(why=Why.DUE)


@pytest.mark.parametrize(("left", "minutes"), [(60, 1), (61, 2), (1, 1), (300, 5)])
def test_minutes_that_have_begun_count(left: int, minutes: int) -> None:
    assert Waiting(why=Why.GRACE, left=timedelta(seconds=left)).minutes == minutes
