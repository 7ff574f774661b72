"""
Use case: the grants of channels are kept for all processes; sealed in the database, renewed by one at a time.

Who renews holds a lease in Redis, and no transaction: the service may take long to answer. A process that dies in
between blocks the others until the lease ends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import redis

from syndicator.deliver.sealing import Seal, Unreadable
from syndicator.deliver.vault import Grant
from syndicator.errors import SyndicatorError, Unavailable
from syndicator.model.moment import Clock
from syndicator.storage import grants
from syndicator.storage.session import Database
from syndicator.telemetry import logger

LEASE = timedelta(seconds=60)
"""Longer than services take to renew."""
PATIENCE = timedelta(seconds=20)
"""How long one waits for another that renews; less than a delivery is claimed for."""
LOOK_EVERY_S = 0.1

log = logger(__name__)


class StoredVault:
    """
    The vault of one channel; see `deliver.vault.Vault`.

    Raises:
        Unavailable: from both methods, while database or Redis do not answer, or another process renews for long.
    """

    def __init__(
        self,
        *,
        database: Database,
        redis: redis.Redis,
        seal: Seal,
        clock: Clock,
        lease: timedelta = LEASE,
        patience: timedelta = PATIENCE,
    ) -> None:
        self._database = database
        self._redis = redis
        self._seal = seal
        self._clock = clock
        self._lease = lease
        self._patience = patience
        self._unsaved: Grant | None = None

    def grant(self) -> Grant | None:
        """Return the grant that is in force; None where none was stored, or what is stored cannot be used here."""
        unsaved = self._unsaved
        if unsaved is not None:
            self._store(unsaved)
            return unsaved
        with self._database.read() as connection:
            sealed = grants.sealed(connection, self._seal.channel)
        if sealed is None:
            return None
        try:
            return self._seal.opened(sealed)
        except Unreadable as error:
            log.warning("grant_unreadable", channel=self._seal.channel, reason=str(error))
            return None

    def renew(self, outdated: Grant | None, ask: Callable[[Grant | None], Grant]) -> Grant:
        """Return a newer grant than the outdated one: what another process got meanwhile, or what `ask` returns."""
        known = self.grant()
        if known is not None and known != outdated:
            return known
        with self._alone():
            known = self.grant()
            if known is not None and known != outdated:
                return known
            fresh = ask(known)
            self._store(fresh)
            return fresh

    def _store(self, fresh: Grant) -> None:
        """
        Store it; what cannot be stored now stays in this process, and is stored with the next question.

        Most services accept what a grant is renewed with only once: one that is lost needs a person.
        """
        self._unsaved = fresh
        try:
            with self._database.write() as connection:
                channel, expires_at = self._seal.channel, fresh.expires_at
                grants.put(connection, channel, self._seal.closed(fresh), expires_at, self._clock())
        except SyndicatorError as error:
            log.warning("grant_unsaved", channel=self._seal.channel, reason=str(error))
            return
        self._unsaved = None

    @contextmanager
    def _alone(self) -> Iterator[None]:
        lease = self._redis.lock(
            f"syndicator:renewing:{self._seal.channel}", timeout=self._lease.total_seconds(), sleep=LOOK_EVERY_S
        )
        try:
            taken = lease.acquire(blocking_timeout=self._patience.total_seconds())
        except redis.RedisError as error:
            raise Unavailable(f"Redis does not answer: {error}", "start it, or correct SYNDICATOR_REDIS_URL") from error
        if not taken:
            raise Unavailable(f"another process is renewing the token of {self._seal.channel}", "it is tried again")
        try:
            yield
        finally:
            try:
                lease.release()
            except redis.RedisError as error:  # it ended while we asked, or Redis is away: it ends by itself
                log.warning("lease_not_released", channel=self._seal.channel, reason=str(error))
