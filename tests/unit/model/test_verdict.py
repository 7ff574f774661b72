"""Small promises of the other words."""

from __future__ import annotations

import pytest

from syndicator.model.delivery import DeliveryState
from syndicator.model.verdict import HoldReason, Urgency, Verdict


def test_a_verdict_with_a_reason_holds() -> None:
    assert not Verdict(topics=()).hold
    assert Verdict(topics=(), hold_reasons=(HoldReason("child", "anak"),)).hold


def test_what_is_more_urgent_is_greater() -> None:
    assert Urgency.ROUTINE < Urgency.IMPORTANT < Urgency.URGENT


@pytest.mark.parametrize("state", list(DeliveryState))
def test_only_what_is_planned_or_on_its_way_goes_on_by_itself(state: DeliveryState) -> None:
    assert state.final is (state.value not in {"planned", "sending"})
