"""Budgets: what an account may post in a span of time, and what it may cost. Pure."""

from __future__ import annotations

from decimal import Decimal

from syndicator.model.channel import ChannelConfig, Rate


def rates_of(config: ChannelConfig) -> tuple[Rate, ...]:
    """Return all rates that hold for a channel; a budget of money is one, since each post carries a link."""
    if config.spend is None:
        return config.rates
    cost = max(config.spend.link, config.spend.post)
    affordable = int(Decimal(str(config.spend.most)) / Decimal(str(cost))) if cost else None  # 0.3 pays 3 posts of 0.1
    return config.rates if affordable is None else (*config.rates, Rate(affordable, config.spend.per))
