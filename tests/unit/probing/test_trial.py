"""A trial goes the way of every post, is taken down again, and tells at each step what a person has to mend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from syndicator.deliver.channel import Abilities, Condition, Promise
from syndicator.deliver.telling import Occasion
from syndicator.errors import ConfigError, Unavailable
from syndicator.model.attempt import Abandoned, Cause, Delivered, Outcome, Postponed, Unconfirmed
from syndicator.model.receipt import Receipt
from syndicator.probing import Step
from syndicator.probing.specimen import GOES, STAYS, TITLE, Marks
from syndicator.probing.trial import Trial
from tests.unit.probing.pretend import CONFIG, PretendChannel

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def steps_of(channel: PretendChannel, *, keep: bool = False) -> list[Step]:
    marks = Marks(at=NOW, link="https://portal.test/", text=STAYS if keep else GOES)
    return list(Trial(channel=channel, marks=marks, keep=keep).steps())


def names(steps: Sequence[Step]) -> list[tuple[str, bool]]:
    return [(step.name, step.well) for step in steps]


def test_a_trial_that_works_is_posted_and_taken_down() -> None:
    channel = PretendChannel()
    steps = steps_of(channel)
    assert names(steps) == [("account", True), ("preview", True), ("post", True), ("delete", True)]
    assert not [step.mend for step in steps if step.mend]
    assert steps[0].found == "@humas is well"
    assert steps[1].found == "POST https://sosial.test/api, 40 of 280 characters"
    assert (steps[2].found, steps[2].address) == ("there as 77 at https://sosial.test/77", "https://sosial.test/77")
    assert [action for action, _ in channel.asked] == ["create", "withdraw"]


def test_a_trial_is_marked_as_one_in_both_languages() -> None:
    channel = PretendChannel()
    steps_of(channel)
    (telling,) = channel.tellings
    assert telling.occasion is Occasion.TRIAL
    assert telling.title == TITLE
    assert telling.text.index("akan segera dihapus") < telling.text.index("will be deleted")
    assert telling.link == "https://portal.test/"


def test_a_trial_is_known_by_a_key_of_its_own() -> None:
    channel = PretendChannel()
    steps_of(channel)
    steps_of(channel)
    keys = [post.delivery.key for _, post in channel.asked]
    assert len(set(keys)) == 4
    assert all(key.startswith("trial-") for key in keys)
    down = channel.asked[1][1]
    assert (down.earlier, down.message) == ("77", None)


def test_one_that_is_kept_does_not_say_that_it_goes() -> None:
    channel = PretendChannel()
    assert names(steps_of(channel, keep=True))[-1] == ("post", True)
    assert "dihapus" not in channel.tellings[0].text
    assert [action for action, _ in channel.asked] == ["create"]


def test_an_account_with_a_fault_is_not_posted_to() -> None:
    channel = PretendChannel(condition=Condition(fault="the token is refused – get a new one"))
    (step,) = steps_of(channel)
    assert (step.name, step.well, step.found) == ("account", False, "the token is refused – get a new one")
    assert channel.asked == []


@pytest.mark.parametrize(
    ("outcome", "mend"),
    [
        (Abandoned("422: too long"), "correct what the service names"),
        (Postponed("401", cause=Cause.LOGIN), "KAIT_TOKEN"),
        (Postponed("429", timedelta(seconds=90), Cause.RATE), "in 90 s"),
        (Postponed("429", cause=Cause.RATE), "later"),
        (Postponed("not ready", cause=Cause.OURS), "mend that"),
        (Postponed("no connection"), "https://sosial.test/api"),
    ],
)
def test_a_refusal_tells_what_the_service_said_and_how_to_mend_it(outcome: Outcome, mend: str) -> None:
    steps = steps_of(PretendChannel(posted=outcome))
    assert names(steps)[-1] == ("post", False)
    assert not isinstance(outcome, Delivered)
    assert steps[-1].found == outcome.reason
    assert mend in steps[-1].mend


def test_a_lost_answer_is_looked_for_and_what_is_found_is_taken_down() -> None:
    channel = PretendChannel(posted=Unconfirmed("the answer was lost"))
    assert names(steps_of(channel)) == [
        ("account", True),
        ("preview", True),
        ("post", False),
        ("find", True),
        ("delete", True),
    ]
    assert [action for action, _ in channel.asked] == ["create", "find", "withdraw"]


@pytest.mark.parametrize("promise", [Promise.AT_MOST_ONCE, Promise.REPEATABLE])
def test_a_lost_answer_where_nobody_can_be_asked_is_left_to_a_person(promise: Promise) -> None:
    channel = PretendChannel(posted=Unconfirmed("the answer was lost"), promise=promise)
    steps = steps_of(channel)
    assert names(steps)[-1] == ("post", False)
    assert "by hand" in steps[-1].mend
    assert [action for action, _ in channel.asked] == ["create"]


def test_a_lost_answer_of_what_is_not_there_leaves_nothing_to_do() -> None:
    channel = PretendChannel(posted=Unconfirmed("lost"), found=Postponed("not there", cause=Cause.ABSENT))
    steps = steps_of(channel)
    assert names(steps)[-1] == ("find", False)
    assert "nothing is left" in steps[-1].mend


def test_a_trial_that_cannot_be_taken_down_names_where_it_stands() -> None:
    step = steps_of(PretendChannel(deleted=Abandoned("403")))[-1]
    assert (step.name, step.well, step.found) == ("delete", False, "403")
    assert step.mend == "take it down by hand: https://sosial.test/77"


def test_a_service_where_nothing_can_be_deleted_is_well_and_says_so() -> None:
    channel = PretendChannel(abilities=Abilities(deletes=False), posted=Delivered(Receipt("77")))
    step = steps_of(channel)[-1]
    assert (step.name, step.well) == ("delete", True)
    assert step.mend == "take it down by hand: 77"
    assert [action for action, _ in channel.asked] == ["create"]


def test_on_dry_run_nobody_is_asked_anything() -> None:
    channel = PretendChannel(config=replace(CONFIG, dry_run=True), condition=Condition(fault="no such account"))
    (step,) = steps_of(channel)
    assert (step.name, step.well) == ("preview", True)
    assert "nothing is sent" in step.found
    assert step.preview is not None
    assert channel.asked == []


@pytest.mark.parametrize("what", ["condition", "shown", "posted", "deleted"])
def test_a_server_of_ours_that_is_away_is_a_step_that_failed(what: str) -> None:
    channel = PretendChannel()
    setattr(channel, what, Unavailable("Redis does not answer", "start it"))
    step = steps_of(channel)[-1]
    assert not step.well
    assert "Redis does not answer" in step.found


@pytest.mark.parametrize("what", ["condition", "posted", "deleted"])
def test_a_fault_of_our_own_is_a_step_that_failed(what: str) -> None:
    channel = PretendChannel(promise=Promise.AT_MOST_ONCE)
    setattr(channel, what, KeyError("rahasia"))
    step = steps_of(channel)[-1]
    assert not step.well
    assert "our own fault: KeyError" in step.found
    assert "rahasia" not in step.found


def test_a_config_that_cannot_be_used_is_told_with_its_mend() -> None:
    channel = PretendChannel(shown=ConfigError("KAIT_TOKEN", "this is no token", "make one"))
    step = steps_of(channel)[-1]
    assert (step.name, step.well, step.found, step.mend) == ("preview", False, "this is no token", "make one")
