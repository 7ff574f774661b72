"""`worker`, `beat`, `portal`: the programs that `up` starts, one by one."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import NoReturn
from uuid import uuid4

import click
import uvicorn

from syndicator.cli.opening import opened
from syndicator.cli.shell import actor, example
from syndicator.settings import load
from syndicator.telemetry import configure_logs

STOP_GRACE_S = 5


def celery(*arguments: str) -> list[str]:
    """Return the command line of a Celery program over our app."""
    return [sys.executable, "-m", "celery", "--quiet", "--app=workers.app", *arguments]


def celery_worker(queues: Sequence[str], concurrency: int) -> list[str]:
    """Return the command line of a worker that serves these queues."""
    return celery(
        "worker",
        "--loglevel=WARNING",
        "--pool=prefork",
        f"--concurrency={concurrency}",
        f"--queues={','.join(queues)}",
        f"--hostname=syndicator-{uuid4().hex[:12]}@%h",
        "--without-gossip",
        "--without-mingle",
    )


def celery_beat() -> list[str]:
    """Return the command line of beat."""
    return celery("beat", "--loglevel=WARNING", "--pidfile=")


def _keep_running(name: str, command: Sequence[str]) -> NoReturn:
    """Become a small supervisor of the command: a worker that its broker broke is started anew."""
    sys.stdout.flush()
    keeper = [sys.executable, "-m", "syndicator.cli.supervisor", name, *command]
    os.execv(sys.executable, keeper)  # noqa: S606 -- our own interpreter and arguments


@click.command(epilog=example("syndicator worker --queues dispatch.telegram-humas --concurrency 4"))
@click.option("--queues", default="", help="Comma-separated queues to serve; all of them by default.")
@click.option("--concurrency", default=2, show_default=True, type=click.IntRange(1, 64), help="Processes.")
def worker(queues: str, concurrency: int) -> None:
    """Serve queues: poll sources, send deliveries, keep up. As many of these as you like."""
    with opened() as service:
        known = service.queues
    wanted = [name.strip() for name in queues.split(",") if name.strip()] or list(known)
    for name in wanted:
        if name not in known:
            raise click.BadParameter(
                f"there is no queue {name!r}; write some of {', '.join(known)}", param_hint="--queues"
            )
    _keep_running("worker", celery_worker(wanted, concurrency))


@click.command(epilog=example("syndicator beat"))
def beat() -> None:
    """Ring by the clock for all that is due. One is enough, and two do no harm."""
    with opened() as service:
        service.sourcing.bring_in(service.settings.sources, actor=actor())
    _keep_running("beat", celery_beat())


@click.command(epilog=example("SYNDICATOR_PORT=9000 syndicator portal"))
def portal() -> None:
    """Serve the web: portal, feeds, desk."""
    settings = load()
    configure_logs(settings.environment.log_format)
    uvicorn.run(
        "syndicator.portal.app:app",
        factory=True,
        host=settings.environment.host,
        port=settings.environment.port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=STOP_GRACE_S,
    )
