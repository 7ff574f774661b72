"""Budgets of money are rates: what an account may cost, divided by what a post costs."""

from __future__ import annotations

from datetime import timedelta

import pytest

from syndicator.deliver.budget import rates_of
from syndicator.model.channel import ChannelConfig, Rate, Spend

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
RATES = (Rate(20, MINUTE), Rate(100, DAY))


@pytest.mark.parametrize(
    ("spend", "more"),
    [
        (None, ()),
        (Spend(most=5.0, per=DAY, post=0.015, link=0.2), (Rate(25, DAY),)),
        (Spend(most=5.0, per=DAY, post=0.5, link=0.2), (Rate(10, DAY),)),
        (Spend(most=0.1, per=DAY, post=0.015, link=0.2), (Rate(0, DAY),)),
        (Spend(most=5.0, per=MINUTE, post=0.0, link=0.0), ()),
        (Spend(most=0.3, per=DAY, post=0.0, link=0.1), (Rate(3, DAY),)),
        (Spend(most=1.0, per=DAY, post=0.0, link=0.7), (Rate(1, DAY),)),
    ],
)
def test_all_rates_hold_and_a_budget_is_one_more(spend: Spend | None, more: tuple[Rate, ...]) -> None:
    config = ChannelConfig(name="kait", kind="webhook", rates=RATES, spend=spend)
    assert rates_of(config) == (*RATES, *more)
