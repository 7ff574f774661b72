"""From rules to a plan: which channels get a bulletin, when, and why; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from syndicator.model.channel import ChannelConfig, OnRevise, OnWithdraw
from syndicator.model.delivery import Action, PlannedDelivery
from syndicator.model.unit import UnitTree
from syndicator.model.verdict import Urgency
from syndicator.route.rules import Rule, Subject, mismatch

Channels = Mapping[str, ChannelConfig]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """
    Where a bulletin goes.

    `held_by` names the rule that holds it back; `trace` says of each rule whether it matched, or why not.
    """

    deliveries: tuple[PlannedDelivery, ...]
    held_by: str | None
    trace: tuple[str, ...]


def plan(subject: Subject, rules: Sequence[Rule], channels: Channels, units: UnitTree, *, now: datetime) -> Plan:
    """Return where a new bulletin goes. The first rule that names a channel decides on its delay."""
    trace: list[str] = []
    chosen: dict[str, tuple[str, timedelta]] = {}
    held_by = None
    for rule in rules:
        missing = mismatch(rule.when, subject, units)
        trace.append(f"{rule.name}: {'matched' if missing is None else missing}")
        if missing is not None:
            continue
        held_by = held_by or (rule.name if rule.hold else None)
        for name in _named(rule, channels):
            chosen.setdefault(name, (rule.name, rule.delay))
        if rule.stop:
            break
    deliveries = tuple(
        PlannedDelivery(
            channel=name,
            action=Action.CREATE,
            due_at=now + delay,
            urgency=subject.verdict.urgency,
            reason=f"route {rule_name}",
        )
        for name, (rule_name, delay) in chosen.items()
    )
    return Plan(deliveries=deliveries, held_by=held_by, trace=tuple(trace))


def _named(rule: Rule, channels: Channels) -> Iterable[str]:
    names = channels if "*" in rule.channels else rule.channels
    return (name for name in names if name in channels and channels[name].enabled)


def plan_revision(
    reached: Iterable[str], channels: Channels, *, urgency: Urgency, now: datetime
) -> tuple[PlannedDelivery, ...]:
    """Return the corrections for the channels that have the bulletin, as far as their policy wants them."""
    return tuple(
        PlannedDelivery(
            channel=name, action=Action.REVISE, due_at=now, urgency=urgency, reason="the source corrected it"
        )
        for name in reached
        if name in channels and channels[name].enabled and channels[name].on_revise is not OnRevise.IGNORE
    )


def plan_withdrawal(reached: Iterable[str], channels: Channels, *, now: datetime) -> tuple[PlannedDelivery, ...]:
    """Return the withdrawals for the channels that have the bulletin; they go before everything else."""
    return tuple(
        PlannedDelivery(
            channel=name, action=Action.WITHDRAW, due_at=now, urgency=Urgency.URGENT, reason="it was withdrawn"
        )
        for name in reached
        if name in channels and channels[name].on_withdraw is not OnWithdraw.IGNORE
    )
