"""`worker`, `beat`, `portal`: the programs that `up` starts, one by one."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

import click
import uvicorn

from syndicator.cli.shell import actor, example, opened
from syndicator.settings import load
from syndicator.telemetry import configure_logs

STOP_GRACE_S = 5


def _celery(*arguments: str) -> NoReturn:
    """Become Celery: its signals and its exit status are then the program's own."""
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "celery", "-A", "workers.app", *arguments])  # noqa: S606 -- our own interpreter and arguments


@click.command(epilog=example("syndicator worker --queues dispatch.webhook --concurrency 4"))
@click.option("--queues", default="", help="Comma-separated queues to serve; all of them by default.")
@click.option("--concurrency", default=2, show_default=True, type=click.IntRange(1, 64), help="Processes.")
def worker(queues: str, concurrency: int) -> None:
    """Serve queues: poll sources, send deliveries, keep up. As many of these as you like."""
    with opened() as service:
        kinds = service.channel_kinds
    known = ("poll", "upkeep", *(f"dispatch.{kind}" for kind in kinds))
    wanted = [name.strip() for name in queues.split(",") if name.strip()] or list(known)
    for name in wanted:
        if name not in known:
            raise click.BadParameter(
                f"there is no queue {name!r}; write some of {', '.join(known)}", param_hint="--queues"
            )
    _celery(
        "worker",
        "--loglevel=WARNING",
        "--pool=prefork",
        f"--concurrency={concurrency}",
        f"--queues={','.join(wanted)}",
        f"--hostname=syndicator-{os.getpid()}@%h",
        "--without-gossip",
        "--without-mingle",
    )


@click.command(epilog=example("syndicator beat"))
def beat() -> None:
    """Ring by the clock for all that is due. One is enough, and two do no harm."""
    with opened() as service:
        service.sourcing.bring_in(service.settings.sources, actor=actor())
    _celery("beat", "--loglevel=WARNING", "--pidfile=")


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
