"""Serve a newsroom on loopback addresses, and on nothing else."""

from __future__ import annotations

import resource
import signal
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime

import uvicorn

from syndicator.newsroom.app import build_app
from syndicator.newsroom.clock import Clock
from syndicator.newsroom.hostile import ANSWERS
from syndicator.newsroom.newsroom import INDEX_HOST, site_host
from syndicator.newsroom.options import NewsroomOptions

SPARE_FILES = 512
BIND_TRIES = 5
GRACE_S = 2
STARTS_WITHIN_S = 30.0
BACKLOG = 256
STOPPING = (signal.SIGINT, signal.SIGTERM)

Announce = Callable[[str], None]


def run(options: NewsroomOptions, announce: Announce) -> None:
    """
    Serve until SIGTERM or SIGINT, then stop cleanly and return.

    Args:
        announce: called once with the address of the index, when all sites listen.
    """
    server = _prepared(options, _clock(options), announce)
    server.serve_here()


@contextmanager
def serving(options: NewsroomOptions, clock: Clock | None = None) -> Iterator[str]:
    """Serve from a thread of this process for the length of a with block; gives the index's address."""
    listening = threading.Event()
    server = _prepared(options, clock or _clock(options), lambda _address: listening.set())
    thread = threading.Thread(target=server.serve_here, name="newsroom", daemon=True)
    thread.start()
    if not listening.wait(STARTS_WITHIN_S):
        raise TimeoutError("the newsroom did not start in time")
    try:
        yield server.address
    finally:
        server.should_exit = True
        thread.join(STARTS_WITHIN_S)


class _Server(uvicorn.Server):
    """A server that says when it listens and does not raise the signal again that stopped it."""

    def __init__(self, config: uvicorn.Config, sockets: list[socket.socket], address: str, announce: Announce) -> None:
        super().__init__(config)
        self.address = address
        self._sockets = sockets
        self._announce = announce

    def serve_here(self) -> None:
        self.run(self._sockets)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self._announce(self.address)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        former = {number: signal.signal(number, self.handle_exit) for number in STOPPING}
        try:
            yield
        finally:
            for number, handler in former.items():
                signal.signal(number, handler)


def _clock(options: NewsroomOptions) -> Clock:
    """Return a running clock, as old as the epoch where the options say so."""
    if options.epoch is None or not options.since_epoch:
        return Clock()
    return Clock(age=max(0.0, (datetime.now(UTC) - options.epoch).total_seconds()))


def _prepared(options: NewsroomOptions, clock: Clock, announce: Announce) -> _Server:
    hosts = [INDEX_HOST, *_site_hosts(options)]
    _allow_files(len(hosts) + SPARE_FILES)
    sockets = bind(hosts, options.port)
    port = sockets[0].getsockname()[1]
    app = build_app(options, clock, port=port)
    config = uvicorn.Config(
        app,
        log_level="error",
        access_log=False,
        lifespan="off",
        server_header=False,
        backlog=BACKLOG,
        timeout_graceful_shutdown=GRACE_S,
    )
    return _Server(config, sockets, f"{app.newsroom.index_base}/", announce)


def bind(hosts: Sequence[str], port: int) -> list[socket.socket]:
    """
    Bind one socket for each loopback address, all to the same port.

    With port 0 the system chooses one on the first address; when another address has it taken, a
    new one is tried. OSError if a port that was asked for is in use.
    """
    for attempt in range(BIND_TRIES):
        bound: list[socket.socket] = []
        try:
            for host in hosts:
                bound.append(_bound(host, bound[0].getsockname()[1] if bound else port))
        except OSError:
            for listener in bound:
                listener.close()
            if port or attempt == BIND_TRIES - 1:
                raise
        else:
            return bound
    raise OSError("no port is free on all addresses")


def _bound(host: str, port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError:
        listener.close()
        raise
    return listener


def _site_hosts(options: NewsroomOptions) -> list[str]:
    if options.hosts == "one":
        return []
    extra = len(ANSWERS) if options.faults == "hostile" else 0
    return [site_host(index) for index in range(options.units + extra)]


def _allow_files(wanted: int) -> None:
    """Raise the soft limit of open files towards the hard one, where that is allowed."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    limit = hard if hard != resource.RLIM_INFINITY else max(soft, wanted)
    if soft < limit:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))
