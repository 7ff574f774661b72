"""Rates of channels, counted in Redis so that all workers share one count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol
from uuid import uuid4

import redis

from syndicator.errors import Unavailable
from syndicator.model.channel import Rate
from syndicator.model.moment import Clock
from syndicator.telemetry import logger

log = logger(__name__)

_TAKE = """
local now, wanted, name = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3]
local granted, wait = wanted, 0
for i, key in ipairs(KEYS) do
  local most, window = tonumber(ARGV[2 * i + 2]), tonumber(ARGV[2 * i + 3])
  redis.call('ZREMRANGEBYSCORE', key, '-inf', now - window)
  granted = math.min(granted, most - redis.call('ZCARD', key))
end
granted = math.max(granted, 0)
for i, key in ipairs(KEYS) do
  local most, window = tonumber(ARGV[2 * i + 2]), tonumber(ARGV[2 * i + 3])
  for slot = 1, granted do redis.call('ZADD', key, now, name .. ':' .. slot) end
  redis.call('PEXPIRE', key, window)
  local over = redis.call('ZCARD', key) - most
  if granted < wanted and over >= 0 then
    local frees = redis.call('ZRANGE', key, over, over, 'WITHSCORES')
    local frees_at = frees[2] and tonumber(frees[2]) or now
    wait = math.max(wait, 1, frees_at + window - now)
  end
end
return {granted, wait}
"""


@dataclass(frozen=True, slots=True)
class Slots:
    """
    How many posts may go now.

    Args:
        wait: how long until another one may; None if all were granted.
        channel, name: by which those that were not needed are given back.
    """

    granted: int
    wait: timedelta | None
    channel: str = ""
    name: str = ""


class Throttle(Protocol):
    """Grants slots within the rates of a channel."""

    def take(self, name: str, rates: Sequence[Rate], wanted: int = 1) -> Slots:
        """Take up to so many slots; each of them counts in all rates."""
        ...

    def give_back(self, slots: Slots, rates: Sequence[Rate], unused: int) -> None:
        """Give back so many of the slots that were taken: nothing was asked of the service."""
        ...


class RedisThrottle:
    """
    Sliding windows over the posts of each channel.

    Raises:
        Unavailable: from `take`, while Redis does not answer: a rate that cannot be counted is not guessed.
    """

    def __init__(self, client: redis.Redis, clock: Clock) -> None:
        self._client = client
        self._take = client.register_script(_TAKE)
        self._clock = clock

    def take(self, name: str, rates: Sequence[Rate], wanted: int = 1) -> Slots:
        """Take up to so many slots; each of them counts in all rates."""
        if not rates:
            return Slots(wanted, None)
        own = uuid4().hex
        arguments: list[str | int] = [int(self._clock().timestamp() * 1000), wanted, own]
        for rate in rates:
            arguments += [rate.count, int(rate.per.total_seconds() * 1000)]
        keys = [_key(name, at) for at in range(len(rates))]
        try:
            granted, wait_ms = self._take(keys=keys, args=arguments)
        except redis.RedisError as error:
            raise Unavailable(f"Redis does not answer: {error}", "start it, or correct SYNDICATOR_REDIS_URL") from error
        return Slots(int(granted), timedelta(milliseconds=int(wait_ms)) if int(granted) < wanted else None, name, own)

    def give_back(self, slots: Slots, rates: Sequence[Rate], unused: int) -> None:
        """Give back so many slots; while Redis does not answer they count as used, which is never too much."""
        if not slots.name or unused < 1:
            return
        told = [f"{slots.name}:{slot}" for slot in range(1, slots.granted + 1)]
        try:
            for at in range(len(rates)):
                key = _key(slots.channel, at)
                taken = [one for one in told if self._client.zscore(key, one) is not None]
                if taken:
                    self._client.zrem(key, *taken[:unused])
        except redis.RedisError as error:
            log.warning("slots_not_given_back", channel=slots.channel, unused=unused, error=str(error))

    def used(self, name: str, rates: Sequence[Rate]) -> tuple[int, ...] | None:
        """Return how many slots of each rate are taken; None while Redis does not answer."""
        now_ms = int(self._clock().timestamp() * 1000)
        begins = [f"({now_ms - int(rate.per.total_seconds() * 1000)}" for rate in rates]
        try:
            return tuple(int(self._client.zcount(_key(name, at), begin, "+inf")) for at, begin in enumerate(begins))
        except redis.RedisError:
            return None


def _key(name: str, at: int) -> str:
    return f"syndicator:rate:{name}:{at}"
