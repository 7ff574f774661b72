"""The Celery app: how messages travel and how workers live. What they do stands in the use cases."""

from __future__ import annotations

import ctypes
import gc
import logging
import signal
import sys
import warnings
from datetime import timedelta
from functools import cache

from celery import Celery, Task, signals
from celery.exceptions import CPendingDeprecationWarning

from syndicator.bootstrap.building import build
from syndicator.bootstrap.service import Service
from syndicator.errors import SyndicatorError
from syndicator.life import SignsOfLife
from syndicator.settings import load
from syndicator.telemetry import configure_logs, logger
from workers.queues import UPKEEP
from workers.schedule import BEAT_TABLE

SOFT_LIMIT_S = 105
HARD_LIMIT_S = 120
"""As long as a lease on sources lasts: a task that is stopped here has lost what it claimed."""
RUNG_FOR = timedelta(seconds=15)
"""A doorbell that was rung may be on its way so long before the sweep rings again."""
COLLECTED_EVERY = 20_000
"""New objects between two searches for garbage; what a worker is built of is searched no more."""
_PR_SET_PDEATHSIG = 1

log = logger(__name__)
settings = load()
app = Celery("syndicator", include=["workers.tasks"])
app.conf.update(
    broker_url=settings.environment.broker_address,
    broker_connection_retry_on_startup=True,
    broker_transport_options={
        "visibility_timeout": 3600,
        "socket_keepalive": True,
        "socket_connect_timeout": 10,
        "socket_timeout": 30,
    },
    task_serializer="json",
    accept_content=["json"],
    task_ignore_result=True,
    task_acks_late=True,
    task_soft_time_limit=SOFT_LIMIT_S,
    task_time_limit=HARD_LIMIT_S,
    task_publish_retry_policy={"max_retries": 2, "interval_start": 0.1, "interval_step": 0.2},
    task_default_queue=UPKEEP,
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    worker_cancel_long_running_tasks_on_connection_loss=False,
    beat_schedule=BEAT_TABLE,
    beat_scheduler="workers.beat:LeadingScheduler",
    beat_max_loop_interval=1,
)


@cache
def service() -> Service:
    """Return this process's own service, built at its first task: connections must not cross a fork."""
    built = build(settings, rung_for=RUNG_FOR)
    built.open()
    built.observing.start()
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECTED_EVERY)
    return built


@signals.setup_logging.connect
def _configure_logs(**_: object) -> None:
    configure_logs(settings.environment.log_format)
    logging.getLogger("celery.beat").addFilter(_without_traceback)
    warnings.filterwarnings("ignore", category=CPendingDeprecationWarning)


def _without_traceback(record: logging.LogRecord) -> bool:
    """While Redis is away beat says so at every tick; one line of it is enough."""
    record.exc_info = None
    return True


@signals.task_failure.connect
def _tell_failure(sender: Task | None = None, exception: BaseException | None = None, **_: object) -> None:
    """Celery keeps quiet about errors that are expected; a person wants to see them, in one line."""
    if isinstance(exception, SyndicatorError):
        log.warning("task_failed", task=sender.name if sender else None, error=str(exception))


@signals.heartbeat_sent.connect
def _live(**_: object) -> None:
    SignsOfLife(settings.environment.signs_folder).give("worker")


@signals.worker_process_init.connect
def _die_with_parent(**_: object) -> None:
    """Have Linux stop a pool process whose worker was killed; it would go on alone otherwise."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


@signals.worker_process_shutdown.connect
def _close(**_: object) -> None:
    if service.cache_info().currsize:
        service().close()
