"""What a process talks to others with: Redis, and HTTP clients that pass the address guard."""

from __future__ import annotations

from datetime import timedelta

import httpx
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from syndicator import __version__
from syndicator.errors import ConfigError
from syndicator.fetch import tls
from syndicator.fetch.blocking import GuardedTransport
from syndicator.fetch.guard import AddressGuard
from syndicator.fetch.politeness import Pace, RedisSlots
from syndicator.fetch.websub import HubAsker
from syndicator.model.moment import Clock
from syndicator.settings import Settings

CHANNEL_TIMEOUT = httpx.Timeout(10.0, connect=5.0)
PORTAL_TIMEOUT = httpx.Timeout(5.0, connect=2.0)
IDENTITY_TIMEOUT = httpx.Timeout(5.0, connect=3.0)
HUB_TIMEOUT = httpx.Timeout(5.0, connect=4.0)
HUB_ANSWERS_WITHIN = timedelta(seconds=8)


def slots_of(settings: Settings, shared: redis.Redis) -> RedisSlots:
    """Return the places that all workers share at the hosts of sources."""
    gap = settings.environment.host_gap
    return RedisSlots(shared, Pace() if gap is None else Pace(host_gap=gap))


def user_agent(settings: Settings) -> str:
    """Return what we call ourselves, with where a person can read about us."""
    return f"Syndicator/{__version__} (+{settings.environment.public_address}/about)"


def redis_client(address: str, *, timeout_s: float = 5) -> redis.Redis:
    """
    Return a client of the Redis at an address; nothing is connected yet.

    It tries everything twice, so that a connection that the server closed meanwhile is opened anew.

    Raises:
        ConfigError: this is not the address of a Redis.
    """
    try:
        again_once = Retry(NoBackoff(), 1)
        return redis.Redis.from_url(
            address, socket_timeout=timeout_s, socket_connect_timeout=timeout_s, retry=again_once
        )
    except ValueError as error:
        raise ConfigError(
            "SYNDICATOR_REDIS_URL", f"this is not the address of a Redis: {error}", "write redis://host:6379/0"
        ) from error


def channel_client(settings: Settings, guard: AddressGuard) -> httpx.Client:
    """Return the client that channels send with."""
    return httpx.Client(
        transport=GuardedTransport(
            guard,
            tls=tls.verified(),
            limits=httpx.Limits(max_connections=64, max_keepalive_connections=32, keepalive_expiry=30),
        ),
        headers={"User-Agent": user_agent(settings)},
        timeout=CHANNEL_TIMEOUT,
    )


def portal_client() -> httpx.Client:
    """Return the client that looks at our own portal, wherever that is: its address is a setting of ours."""
    return httpx.Client(
        verify=tls.verified(), timeout=PORTAL_TIMEOUT, limits=httpx.Limits(max_connections=16), trust_env=False
    )


def identity_client() -> httpx.Client:
    """Return the client that asks the provider of identities; as with our own portal, its address is a setting."""
    limits = httpx.Limits(max_connections=8)
    return httpx.Client(verify=tls.verified(), timeout=IDENTITY_TIMEOUT, limits=limits, trust_env=False)


def hub_asker(settings: Settings, guard: AddressGuard, clock: Clock) -> HubAsker:
    """Return what asks hubs to push; they answer soon or not at all."""
    transport = GuardedTransport(
        guard,
        tls=tls.verified(),
        limits=httpx.Limits(max_connections=16, max_keepalive_connections=8, keepalive_expiry=30),
        answer_within=HUB_ANSWERS_WITHIN,
    )
    headers = {"User-Agent": user_agent(settings), "Accept-Encoding": "identity"}
    return HubAsker(httpx.Client(transport=transport, headers=headers, timeout=HUB_TIMEOUT), clock)
