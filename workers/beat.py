"""Beat that may run on several machines: one of them rings, the others stand by and take over when it falls silent."""

from __future__ import annotations

import time
from typing import Any

import redis
from celery.beat import Scheduler
from redis.lock import Lock

from syndicator.bootstrap.clients import redis_client
from syndicator.errors import SyndicatorError
from syndicator.life import SignsOfLife
from syndicator.telemetry import logger
from workers.app import settings

LOCK = "syndicator:beat"
LASTS_S, RENEWED_EVERY_S = 10.0, 3.0
STANDS_BY_S = 1.0

log = logger(__name__)


class LeadingScheduler(Scheduler):  # type: ignore[misc]
    """Rings only while it holds a lock in Redis, which ends by itself soon after its holder has died."""

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 -- Celery's own
        super().__init__(*args, **options)
        client = redis_client(settings.environment.redis_address)
        self._lock = Lock(client, LOCK, timeout=LASTS_S, blocking=False, thread_local=False)
        self._life = SignsOfLife(settings.environment.signs_folder)
        self._renewed_at = float("-inf")
        self._leads = False

    def tick(self, *args: Any, **options: Any) -> float:  # noqa: ANN401 -- Celery's own
        """Ring for what is due where this beat leads; return how long it may sleep."""
        self._life.give("beat")
        if time.monotonic() - self._renewed_at > RENEWED_EVERY_S:
            self._look_who_leads()
        return float(super().tick(*args, **options)) if self._leads else STANDS_BY_S

    def _look_who_leads(self) -> None:
        try:
            led, self._leads = self._leads, self._held()
        except (redis.RedisError, SyndicatorError) as error:
            log.warning("beat_without_redis", error=str(error))
            led, self._leads = self._leads, False
        if self._leads:
            self._renewed_at = time.monotonic()
        if self._leads is not led:
            log.info("beat_leads" if self._leads else "beat_stands_by")

    def _held(self) -> bool:
        """Hold the lock for longer, or take it where nobody has it."""
        if self._leads:
            try:
                return bool(self._lock.reacquire())
            except redis.exceptions.LockError:
                log.warning("beat_lost_its_lock")
        return bool(self._lock.acquire(blocking=False))

    def close(self) -> None:
        """Leave the lock to the next one."""
        super().close()
        if self._leads:
            self._leads = False  # Celery closes twice
            try:
                self._lock.release()
            except redis.RedisError as error:
                log.warning("beat_lock_not_released", error=str(error))
