"""Celery alone, as our workers use it: a task that does nothing, on the same broker."""

from __future__ import annotations

from celery import Celery

from syndicator.settings.environment import read_environment

QUEUE = "noop"
app = Celery("noop", broker=read_environment().broker_address)
app.conf.update(
    task_serializer="json",
    accept_content=["json"],
    task_ignore_result=True,
    task_acks_late=True,
    worker_prefetch_multiplier=1,
    task_default_queue=QUEUE,
)


@app.task(name="noop")
def noop(ids: list[int]) -> None:
    """Do nothing with these ids."""
