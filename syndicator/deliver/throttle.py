"""Rates of channels, counted in Redis so that all workers share one count."""

from __future__ import annotations

from datetime import timedelta
from typing import Protocol
from uuid import uuid4

import redis

from syndicator.errors import Unavailable
from syndicator.model.channel import Rate
from syndicator.model.moment import Clock

_TAKE = """
local key, now, window, most, name = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]
redis.call('ZREMRANGEBYSCORE', key, '-inf', now - window)
if redis.call('ZCARD', key) < most then
  redis.call('ZADD', key, now, name)
  redis.call('PEXPIRE', key, window)
  return 0
end
local oldest = redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')
return math.max(1, tonumber(oldest[2]) + window - now)
"""


class Throttle(Protocol):
    """Grants slots within a channel's rate."""

    def take(self, name: str, rate: Rate) -> timedelta | None:
        """Take a slot and return None, or return how long to wait for one."""
        ...


class RedisThrottle:
    """
    A sliding window of the posts of each channel.

    Raises:
        Unavailable: from `take`, while Redis does not answer: a rate that cannot be counted is not guessed.
    """

    def __init__(self, client: redis.Redis, clock: Clock) -> None:
        self._take = client.register_script(_TAKE)
        self._clock = clock

    def take(self, name: str, rate: Rate) -> timedelta | None:
        """Take a slot and return None, or return how long to wait for one."""
        now_ms = int(self._clock().timestamp() * 1000)
        window_ms = int(rate.per.total_seconds() * 1000)
        arguments: list[str | int] = [now_ms, window_ms, rate.count, uuid4().hex]
        try:
            wait_ms = self._take(keys=[f"syndicator:rate:{name}"], args=arguments)
        except redis.RedisError as error:
            raise Unavailable(f"Redis does not answer: {error}", "start it, or correct SYNDICATOR_REDIS_URL") from error
        return timedelta(milliseconds=int(wait_ms)) if wait_ms else None
