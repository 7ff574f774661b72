"""`up`: the whole service on this machine, one command."""

from __future__ import annotations

import fcntl
import json
import os
import socket
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click
import httpx

from syndicator.bootstrap.queues import POLL, UPKEEP
from syndicator.bootstrap.service import Service
from syndicator.cli import redis_server
from syndicator.cli.opening import opened
from syndicator.cli.processes import celery_beat, celery_worker
from syndicator.cli.shell import actor, example
from syndicator.cli.sources import bring_in
from syndicator.cli.supervisor import Supervisor
from syndicator.errors import Refused, Unavailable
from syndicator.settings import Environment, load

DEMO_PORT = 8700
POOL = 2
"""Processes of each worker."""
LOOPBACK = ("127.0.0.0/8", "::1/128")
ANSWER_TIMEOUT_S = 60.0


@click.command(epilog=example("syndicator up\nsyndicator up --sources feeds.opml"))
@click.option(
    "--sources",
    "sources_file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="An OPML or TOML file of sources to add first.",
)
def up(sources_file: Path | None) -> None:
    """Start everything on this machine and watch over it; Ctrl-C ends all of it."""
    environment = load().environment
    with _alone(environment.data_dir):
        _check_port(environment)
        supervisor = Supervisor(dict(os.environ))
        supervisor.stop_on_signals()
        try:
            _start(environment, sources_file, supervisor)
            supervisor.watch()
        finally:
            click.echo("stopping …")
            supervisor.stop()
            click.echo("stopped")


def _start(environment: Environment, sources_file: Path | None, supervisor: Supervisor) -> None:
    if environment.redis_url is None:
        _start_redis(environment, supervisor)
    with opened(checked=False) as service:
        service.migrate()
        service.open()
        password = service.accounts.add_first()
        service.sourcing.bring_in(service.settings.sources, actor=actor())
        if sources_file is not None:
            bring_in(service, sources_file)
        demo = _start_demo(service, environment, supervisor)
        queues = service.queues
    _start_programs(supervisor, queues)
    _wait_for(f"http://{_reachable(environment.host)}:{environment.port}/healthz", supervisor)
    _announce(environment, password, demo)


def _start_redis(environment: Environment, supervisor: Supervisor) -> None:
    path = environment.redis_socket
    if redis_server.answers(environment.redis_address):
        raise Unavailable(f"another server answers on {path}", "stop what is left of an earlier run first")
    path.unlink(missing_ok=True)
    process = supervisor.start("redis", redis_server.command(path, environment.data_dir.resolve()))
    redis_server.wait_until_it_answers(environment.redis_address, process)


def _start_programs(supervisor: Supervisor, queues: Sequence[str]) -> None:
    supervisor.start("intake worker", celery_worker([POLL, UPKEEP], POOL))
    others = [name for name in queues if name not in {POLL, UPKEEP}]
    supervisor.start("dispatch worker", celery_worker(others, POOL))
    supervisor.start("beat", celery_beat())
    supervisor.start("portal", [sys.executable, "-m", "syndicator", "portal"])


def _start_demo(service: Service, environment: Environment, supervisor: Supervisor) -> str | None:
    """Start the demo newsroom where there is no source yet, or carry on the one of before; return its address."""
    marker = environment.data_dir / "demo.json"
    if marker.exists():
        began = json.loads(marker.read_text())
    elif service.sourcing.all():
        return None
    else:
        began = {"port": _free_port(DEMO_PORT), "epoch": datetime.now(UTC).isoformat(timespec="seconds")}
        marker.write_text(json.dumps(began))
    port = str(began["port"])
    networks = [*environment.networks, *LOOPBACK]
    supervisor.environment = {
        **supervisor.environment,
        "SYNDICATOR_ALLOWED_NETWORKS": ",".join(dict.fromkeys(networks)),
    }
    program = [sys.executable, "-m", "syndicator", "demo-feeds", "--port", port, "--epoch", began["epoch"]]
    supervisor.start("demo newsroom", program)
    address = f"http://127.0.0.1:{port}"
    _wait_for(f"{address}/healthz", supervisor)
    with tempfile.NamedTemporaryFile(suffix=".toml") as file:
        file.write(httpx.get(f"{address}/sources.toml", trust_env=False).content)
        file.flush()
        bring_in(service, Path(file.name))
    return address


def _wait_for(address: str, supervisor: Supervisor) -> None:
    ends_at = time.monotonic() + ANSWER_TIMEOUT_S
    while not supervisor.stopping:
        try:
            if httpx.get(address, timeout=2, trust_env=False).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
        if time.monotonic() > ends_at:
            raise Unavailable(f"{address} does not answer after {ANSWER_TIMEOUT_S:g} s", "read the lines above")


def _announce(environment: Environment, password: str | None, demo: str | None) -> None:
    address = environment.public_address
    click.echo()
    click.secho(f"Portal    {address}/", bold=True)
    click.echo(f"Feeds     {address}/feeds/all.rss · .atom · .json")
    if password is not None:
        click.secho(f"Desk      {address}/desk   login: admin   password: {password}   (shown only now)", bold=True)
    else:
        click.echo(f"Desk      {address}/desk")
    if demo is not None:
        click.echo(f"Demo      no source is configured: the demo newsroom runs at {demo}/")
        click.echo("          take real ones instead with: make run SOURCES=file.opml")
    click.echo("Ctrl-C ends everything.")


@contextmanager
def _alone(data_dir: Path) -> Iterator[None]:
    """Hold a lock on the data dir: two services over one folder would start two of everything."""
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / "up.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Refused(
                f"the service runs already over {data_dir}", "stop it first, or set another SYNDICATOR_DATA_DIR"
            ) from error
        yield


def _check_port(environment: Environment) -> None:
    try:
        with socket.create_server((environment.host, environment.port)):
            return
    except OSError as error:
        raise Refused(
            f"port {environment.port} on {environment.host} is taken ({error.strerror})", "set another SYNDICATOR_PORT"
        ) from error


def _free_port(wanted: int) -> int:
    for port in (wanted, 0):
        try:
            with socket.create_server(("127.0.0.1", port)) as taken:
                return int(taken.getsockname()[1])
        except OSError:
            continue
    raise Unavailable("no port is free on 127.0.0.1", "stop something that listens there")


def _reachable(host: str) -> str:
    """The address to ask a server that listens on `host` at."""
    if host in {"0.0.0.0", "::"}:  # noqa: S104 -- compared, not listened on
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host
