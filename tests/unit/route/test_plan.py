"""From rules to a plan: which channels, when, why, and who holds it back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from syndicator.model.channel import OnRevise, OnWithdraw
from syndicator.model.delivery import Action
from syndicator.model.verdict import Urgency
from syndicator.route.plan import plan, plan_revision, plan_withdrawal
from syndicator.route.rules import EVERYTHING, Rule, When
from tests.unit.route.subjects import CHANNELS, NOW, UNITS, channel, subject

OTHER_TOPIC = When(topics=("narkoba",))
HOUR = timedelta(hours=1)


def rule(name: str, *channels: str, **told: object) -> Rule:
    return Rule(name=name, channels=channels, **told)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rules", "reached"),
    [
        ([], {}),
        ([EVERYTHING], {"satu": "everything", "dua": "everything"}),
        ([rule("a", "satu")], {"satu": "a"}),
        ([rule("a", "mati")], {}),
        ([rule("a", "hilang")], {}),
        ([rule("a", "satu", "mati", "*")], {"satu": "a", "dua": "a"}),
        ([rule("a", "satu"), rule("b", "satu", "dua")], {"satu": "a", "dua": "b"}),
        ([rule("a", "satu", stop=True), rule("b", "dua")], {"satu": "a"}),
        ([rule("a", "satu", stop=True, when=OTHER_TOPIC), rule("b", "dua")], {"dua": "b"}),
        ([rule("a", stop=True), rule("b", "*")], {}),
        ([rule("a", "satu", when=OTHER_TOPIC)], {}),
        ([rule("a"), rule("b", "dua")], {"dua": "b"}),
    ],
)
def test_channels_are_those_of_the_rules_that_match(rules: list[Rule], reached: dict[str, str]) -> None:
    made = plan(subject(), rules, CHANNELS, UNITS, now=NOW)
    assert {one.channel: one.reason for one in made.deliveries} == {k: f"route {v}" for k, v in reached.items()}
    assert all(one.action is Action.CREATE for one in made.deliveries)


@pytest.mark.parametrize(
    ("rules", "delays"),
    [
        ([rule("a", "*")], {"satu": timedelta(0), "dua": timedelta(0)}),
        ([rule("a", "*", delay=HOUR)], {"satu": HOUR, "dua": HOUR}),
        ([rule("a", "satu"), rule("b", "*", delay=HOUR)], {"satu": timedelta(0), "dua": HOUR}),
        ([rule("a", "satu", delay=HOUR), rule("b", "*")], {"satu": HOUR, "dua": timedelta(0)}),
    ],
)
def test_the_first_rule_that_names_a_channel_decides_on_its_delay(
    rules: list[Rule], delays: dict[str, timedelta]
) -> None:
    made = plan(subject(), rules, CHANNELS, UNITS, now=NOW)
    assert {one.channel: one.due_at - NOW for one in made.deliveries} == delays


@pytest.mark.parametrize(
    ("rules", "held_by"),
    [
        ([EVERYTHING], None),
        ([rule("tahan", hold=True)], "tahan"),
        ([rule("tahan", hold=True, when=OTHER_TOPIC)], None),
        ([EVERYTHING, rule("tahan", hold=True)], "tahan"),
        ([rule("satu", hold=True), rule("dua", hold=True)], "satu"),
        ([rule("stop", stop=True), rule("tahan", hold=True)], None),
        ([rule("tahan", "satu", hold=True, stop=True), EVERYTHING], "tahan"),
    ],
)
def test_the_first_rule_that_holds_is_named(rules: list[Rule], held_by: str | None) -> None:
    assert plan(subject(), rules, CHANNELS, UNITS, now=NOW).held_by == held_by


def test_a_held_bulletin_has_its_plan_for_the_day_it_is_released() -> None:
    made = plan(subject(), [rule("tahan", "satu", hold=True)], CHANNELS, UNITS, now=NOW)
    assert [one.channel for one in made.deliveries] == ["satu"]


def test_the_trace_tells_of_each_rule_that_was_asked_and_of_no_other() -> None:
    rules = [rule("a", when=OTHER_TOPIC), rule("b", "satu", stop=True), rule("c", "dua")]
    assert plan(subject(), rules, CHANNELS, UNITS, now=NOW).trace == ("a: topics are not narkoba", "b: matched")


@pytest.mark.parametrize("urgency", list(Urgency))
def test_a_delivery_is_as_urgent_as_its_bulletin(urgency: Urgency) -> None:
    made = plan(subject(urgency=urgency), [EVERYTHING], CHANNELS, UNITS, now=NOW)
    assert {one.urgency for one in made.deliveries} == {urgency}


@pytest.mark.parametrize(
    ("policy", "planned"), [(OnRevise.EDIT, True), (OnRevise.REPOST, True), (OnRevise.IGNORE, False)]
)
def test_a_correction_goes_where_the_bulletin_is_and_the_policy_wants_it(policy: OnRevise, *, planned: bool) -> None:
    channels = {"satu": channel("satu", on_revise=policy), "dua": channel("dua")}
    made = plan_revision(["satu"], channels, urgency=Urgency.IMPORTANT, now=NOW)
    assert [(one.channel, one.action, one.urgency, one.due_at) for one in made] == (
        [("satu", Action.REVISE, Urgency.IMPORTANT, NOW)] if planned else []
    )


@pytest.mark.parametrize(
    ("policy", "planned"), [(OnWithdraw.DELETE, True), (OnWithdraw.NOTICE, True), (OnWithdraw.IGNORE, False)]
)
def test_a_withdrawal_goes_before_everything_else_where_the_policy_wants_it(
    policy: OnWithdraw, *, planned: bool
) -> None:
    channels = {"satu": channel("satu", on_withdraw=policy), "dua": channel("dua")}
    made = plan_withdrawal(["satu"], channels, now=NOW)
    assert [(one.channel, one.action, one.urgency, one.due_at) for one in made] == (
        [("satu", Action.WITHDRAW, Urgency.URGENT, NOW)] if planned else []
    )


@pytest.mark.parametrize("reached", [["hilang"], []])
def test_what_no_channel_can_change_any_more_is_not_planned(reached: list[str]) -> None:
    assert plan_revision(reached, CHANNELS, urgency=Urgency.ROUTINE, now=NOW) == ()
    assert plan_withdrawal(reached, CHANNELS, now=NOW) == ()


def test_a_channel_that_is_not_enabled_now_is_told_of_withdrawals_alone() -> None:
    """They wait until it is enabled again; a correction would come too late to be worth that."""
    assert plan_revision(["mati"], CHANNELS, urgency=Urgency.ROUTINE, now=NOW) == ()
    assert [one.action for one in plan_withdrawal(["mati"], CHANNELS, now=NOW)] == [Action.WITHDRAW]
