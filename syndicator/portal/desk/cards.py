"""Channels as the desk sees them: configured so, standing so, used so much, and what went there last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from syndicator.bootstrap.service import Service
from syndicator.deliver.budget import rates_of
from syndicator.deliver.quiet import silent_until
from syndicator.deliver.throttle import RedisThrottle
from syndicator.model.channel import ChannelConfig, Rate
from syndicator.model.delivery import Delivery, DeliveryState
from syndicator.model.reach import Reach
from syndicator.model.verdict import Urgency
from syndicator.tracing import Standing

LATEST = 3
Used = tuple[tuple[Rate, int | None], ...]


@dataclass(frozen=True, slots=True)
class Spent:
    """How much of a budget is used at most, in the account's currency: each post counts as one with a link."""

    used: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """
    One channel.

    Args:
        rates: each with how much of it is used; None where that is not known.
        spent: of its budget of money; None where it has none, or what is used is not known.
        silent_until: when its quiet hours end, in which it is now.
        oldest_at: since when the oldest delivery is due that waits.
        renewed_at: when its service renewed the token last.
        latest: its last deliveries, newest first.
    """

    config: ChannelConfig
    standing: Standing
    is_blocked: bool
    waiting: int
    abandoned: int
    unconfirmed: int
    rates: Used
    spent: Spent | None
    silent_until: datetime | None
    oldest_at: datetime | None
    renewed_at: datetime | None
    latest: Sequence[Delivery]


class Cards:
    """Reads them."""

    def __init__(self, service: Service) -> None:
        self._tracing = service.tracing
        self._channels = service.settings.channels
        self._throttle = RedisThrottle(service.redis, service.clock)
        self._clock = service.clock

    def cards(self, reach: Reach) -> list[Card]:
        """Return all channels that are configured, by name; of their deliveries those of a reach."""
        now, queues = self._clock(), self._tracing.queues()
        oldest, renewed = self._tracing.oldest_due(now), self._tracing.renewals()
        found = []
        for standing in self._tracing.channels():
            name = standing.name
            config, numbers = self._channels.get(name), queues.get(name, {})
            if config is None:
                continue
            rates = self._rates(config)
            found.append(
                Card(
                    config=config,
                    standing=standing,
                    is_blocked=standing.account.is_blocked(now),
                    waiting=_sum(numbers, DeliveryState.PLANNED, DeliveryState.SENDING),
                    abandoned=_sum(numbers, DeliveryState.ABANDONED),
                    unconfirmed=_sum(numbers, DeliveryState.UNCONFIRMED),
                    rates=rates,
                    spent=_spent(config, rates),
                    silent_until=silent_until(config.quiet_hours, Urgency.ROUTINE, now),
                    oldest_at=oldest.get(name),
                    renewed_at=renewed.get(name),
                    latest=self._tracing.deliveries(channel=name, most=LATEST, reach=reach),
                )
            )
        return found

    def _rates(self, config: ChannelConfig) -> Used:
        rates = rates_of(config)
        used = self._throttle.used(config.name, rates)
        return tuple(zip(rates, used if used is not None else [None] * len(rates), strict=True))


def _sum(numbers: Mapping[DeliveryState, int], *states: DeliveryState) -> int:
    return sum(numbers.get(state, 0) for state in states)


def _spent(config: ChannelConfig, rates: Used) -> Spent | None:
    """A budget is the last of the rates, where posts cost anything."""
    if config.spend is None or not (cost := max(config.spend.link, config.spend.post)) or not rates:
        return None
    used = rates[-1][1]
    return None if used is None else Spent(used * cost)
