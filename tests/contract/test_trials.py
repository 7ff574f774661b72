"""`channels test` works with every kind: the trial arrives, says what it is, and is gone afterwards."""

# ruff: noqa: F811 -- fixtures of the contract are used by their names
from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from syndicator.deliver.channel import Channel
from syndicator.probing.specimen import GOES, STAYS, Marks
from syndicator.probing.trial import Step, Trial
from tests.contract.double import Double, Fault
from tests.contract.test_channels import (  # noqa: F401 -- fixtures
    channel,
    channel_at,
    double,
    running_world,
    world,
)
from tests.outside import Outside


def steps_of(tried: Channel, *, keep: bool = False) -> Iterator[Step]:
    marks = Marks(at=datetime.now(UTC), link="https://portal.test/", text=STAYS if keep else GOES)
    return Trial(channel=tried, marks=marks, keep=keep).steps()


def test_a_trial_arrives_and_goes(channel: Channel, double: Double, world: Outside) -> None:
    seen: list[str] = []
    for step in steps_of(channel):
        assert step.well, step
        if step.name == "post":
            seen += double.posts(world).values()
    assert len(seen) == 1
    assert "Uji coba" in seen[0]
    assert len(double.posts(world)) == (0 if channel.abilities.deletes else 1)


@pytest.mark.parametrize("fault", [Fault.LOGIN, Fault.VALIDATION])
def test_a_refused_trial_tells_why_and_leaves_nothing(
    channel: Channel,
    double: Double,
    world: Outside,
    fault: Fault,
) -> None:
    if fault not in double.faults or fault in double.unlike:
        return
    double.fail(world, fault)
    last = list(steps_of(channel))[-1]
    assert not last.well
    assert last.found
    assert double.posts(world) == {}
