"""From settings to our own hub: what it reads from the portal, and whom it sends that to."""

from __future__ import annotations

from datetime import timedelta

import httpx
from redis import Redis

from syndicator.bootstrap.clients import portal_client, user_agent
from syndicator.bootstrap.fanout import policy_of
from syndicator.deliver.throttle import RedisThrottle
from syndicator.fetch import tls
from syndicator.fetch.blocking import GuardedTransport
from syndicator.fetch.guard import AddressGuard
from syndicator.hub import Asking, Callbacks, Distributing, Hub, Looking, Secrets, Verifying
from syndicator.model.moment import Clock
from syndicator.settings import Settings
from syndicator.storage.session import Database

HUB_PATH = "/hub"
CALLBACK_TIMEOUT = httpx.Timeout(5.0, connect=3.0, pool=10.0)
ANSWERS_WITHIN = timedelta(seconds=6)
FIRST_WAIT = timedelta(seconds=10)


def build_hub(settings: Settings, guard: AddressGuard, *, database: Database, redis: Redis, clock: Clock) -> Hub:
    """Return the hub of our own feeds."""
    environment = settings.environment
    base_url, throttle = environment.public_address, RedisThrottle(redis, clock)
    secrets = Secrets(environment.signing_key, environment.former_keys)
    callbacks = Callbacks(
        client=_callback_client(settings, guard), secrets=secrets, clock=clock, hub=f"{base_url}{HUB_PATH}"
    )
    looking = Looking(database=database, client=portal_client(), clock=clock)
    return Hub(
        asking=Asking(database=database, throttle=throttle, secrets=secrets, clock=clock, base_url=base_url),
        looking=looking,
        verifying=Verifying(
            database=database,
            callbacks=callbacks,
            looking=looking,
            throttle=throttle,
            clock=clock,
            first_wait=min(FIRST_WAIT, environment.failure_backoff or FIRST_WAIT),
        ),
        distributing=Distributing(database=database, callbacks=callbacks, policy=policy_of(settings), clock=clock),
    )


def _callback_client(settings: Settings, guard: AddressGuard) -> httpx.Client:
    """Callbacks are many and strange: few connections are kept, and all answer soon or not at all."""
    transport = GuardedTransport(
        guard,
        tls=tls.verified(),
        limits=httpx.Limits(max_connections=96, max_keepalive_connections=32, keepalive_expiry=10),
        answer_within=ANSWERS_WITHIN,
    )
    return httpx.Client(transport=transport, headers={"User-Agent": user_agent(settings)}, timeout=CALLBACK_TIMEOUT)
