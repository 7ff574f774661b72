"""
Politeness across all workers: how many requests a host and a registered domain see at once, and how close together.

The counts are kept in Redis. While it does not answer, this process keeps to the gap by itself: it asks one host one
thing at a time anyway.
"""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, lru_cache
from typing import Protocol
from urllib.parse import urlsplit
from uuid import uuid4

import redis
from publicsuffixlist import PublicSuffixList

_PREFIX = "syndicator:pace:"
_EXCHANGE = """
local now, lease, host_gap = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local host_most, domain_most, domain_gap = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
local returned = tonumber(ARGV[7])

local function give_back(host, domain, token)
  redis.call('ZREM', host .. ':asked', token)
  redis.call('ZREM', domain .. ':asked', token)
  if host_gap > 0 then redis.call('SET', host .. ':free', now + host_gap, 'PX', host_gap) end
end

local function take(host, domain, token)
  local wait = 0
  for _, until_ms in ipairs(redis.call('MGET', host .. ':free', host .. ':pause', domain .. ':free')) do
    wait = math.max(wait, tonumber(until_ms or 0) - now)
  end
  for key, most in pairs({[host .. ':asked'] = host_most, [domain .. ':asked'] = domain_most}) do
    redis.call('ZREMRANGEBYSCORE', key, '-inf', now)
    if redis.call('ZCARD', key) >= most then wait = math.max(wait, 20) end
  end
  if wait > 0 then return wait end
  for _, key in ipairs({host .. ':asked', domain .. ':asked'}) do
    redis.call('ZADD', key, now + lease, token)
    redis.call('PEXPIRE', key, lease)
  end
  if domain_gap > 0 then redis.call('SET', domain .. ':free', now + domain_gap, 'PX', domain_gap) end
  return 0
end

local waits = {}
for place = 1, #KEYS / 2 do
  local host, domain, token = KEYS[2 * place - 1], KEYS[2 * place], ARGV[7 + place]
  if place <= returned then give_back(host, domain, token) else table.insert(waits, take(host, domain, token)) end
end
return waits
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """
    How closely a host and its registered domain are asked.

    Args:
        host_at_once, domain_at_once: requests in flight.
        host_gap: from the end of one request to the start of the next one at the same host.
        domain_gap: between the starts of two requests within one registered domain.
        lease: after which a request counts as over though nobody said so: its worker died.
    """

    host_at_once: int = 1
    host_gap: timedelta = timedelta(milliseconds=250)
    domain_at_once: int = 8
    domain_gap: timedelta = timedelta(milliseconds=20)
    lease: timedelta = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Slot:
    """The right to ask a host one thing; has to be given back."""

    host: str
    domain: str
    token: str


class Slots(Protocol):
    """Grants slots."""

    def exchange(self, returned: Sequence[Slot], hosts: Sequence[str]) -> list[Slot | timedelta]:
        """
        Take back slots whose requests are over, and return for each host a slot, or how long to wait.

        A returned slot's gap begins now.
        """
        ...

    def pause(self, host: str, span: timedelta) -> None:
        """Grant no slot for this host for so long: it asked to be left alone."""
        ...


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


@lru_cache(maxsize=10_000)
def registered_domain(host: str) -> str:
    """
    Return the domain that somebody registered: `humas.kaltim.polri.go.id` → `polri.go.id`.

    An IP address is its own.
    """
    try:
        return str(ipaddress.ip_address(host.strip("[]")))
    except ValueError:
        return _suffixes().privatesuffix(host.lower()) or host.lower()


def domain_of(address: str) -> str:
    """Return the registered domain of a web address."""
    return registered_domain(urlsplit(address).hostname or "")


def _milliseconds(span: timedelta) -> int:
    return int(span.total_seconds() * 1000)


class RedisSlots:
    """
    Slots that all workers share; while Redis does not answer, those of this process.

    They go by the machine's own clock, for servers do.
    """

    def __init__(self, client: redis.Redis, pace: Pace | None = None) -> None:
        self._exchange = client.register_script(_EXCHANGE)
        self._client = client
        self._pace = pace or Pace()
        self._free_at_ms: dict[str, int] = {}

    def exchange(self, returned: Sequence[Slot], hosts: Sequence[str]) -> list[Slot | timedelta]:
        """Take back and grant slots, all in one round trip."""
        wanted = [Slot(host, registered_domain(_without_port(host)), uuid4().hex) for host in hosts]
        pace, now_ms = self._pace, self._now_ms()
        bounds = [now_ms, _milliseconds(pace.lease), _milliseconds(pace.host_gap)]
        bounds += [pace.host_at_once, pace.domain_at_once, _milliseconds(pace.domain_gap), len(returned)]
        keys = [key for slot in (*returned, *wanted) for key in _keys(slot)]
        try:
            waits = self._exchange(keys=keys, args=[*bounds, *(slot.token for slot in (*returned, *wanted))])
        except redis.RedisError:
            self._free_at_ms |= {slot.host: now_ms + _milliseconds(pace.host_gap) for slot in returned}
            waits = [self._free_at_ms.get(host, 0) - now_ms for host in hosts]
        return [_granted(slot, int(wait_ms)) for slot, wait_ms in zip(wanted, waits, strict=True)]

    def take(self, host: str) -> Slot | timedelta:
        """Return a slot, or how long to wait before the next try."""
        (granted,) = self.exchange((), (host,))
        return granted

    def give_back(self, slot: Slot) -> None:
        """Say that the request is over; the host's gap begins."""
        self.exchange((slot,), ())

    def pause(self, host: str, span: timedelta) -> None:
        """Grant no slot for this host for so long: it asked to be left alone."""
        span_ms = max(_milliseconds(span), 1)
        try:
            self._client.set(f"{_PREFIX}host:{host}:pause", self._now_ms() + span_ms, px=span_ms)
        except redis.RedisError:
            self._free_at_ms[host] = self._now_ms() + span_ms

    def rest(self, host: str) -> timedelta | None:
        """Return for how long a host still wants to be left alone; None where it does not, or nobody knows."""
        try:
            left_ms = int(self._client.pttl(f"{_PREFIX}host:{host}:pause"))
        except redis.RedisError:
            return None
        return timedelta(milliseconds=left_ms) if left_ms > 0 else None

    def _now_ms(self) -> int:
        return int(time.time() * 1000)


def _granted(slot: Slot, wait_ms: int) -> Slot | timedelta:
    return timedelta(milliseconds=wait_ms) if wait_ms > 0 else slot


def _without_port(host: str) -> str:
    return host.rpartition("@")[2].partition(":")[0]


def _keys(slot: Slot) -> list[str]:
    return [f"{_PREFIX}host:{slot.host}", f"{_PREFIX}domain:{slot.domain}"]
