"""Fixtures for all tests: databases of both kinds, Redis, settings, a clock that tests move."""

from __future__ import annotations

import gc
import pkgutil
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4
from zlib import crc32

import pytest
from argon2 import PasswordHasher

from syndicator.bootstrap.building import build
from syndicator.bootstrap.service import Service
from syndicator.settings import load
from syndicator.storage import schema
from syndicator.storage.session import Database
from tests.configured import copy_rules
from tests.servers import PostgresServer, RedisServer, quick_folder

TEMPLATE = "syndicator_template"
PROJECT = Path(__file__).resolve().parents[1]
COLLECTED_EVERY = 20_000
LONGEST = frozenset({"test_exactly_once.py", "test_fan_out_chaos.py", "test_stalled_channel.py"})
"""Files whose tests take minutes, and mostly wait."""


ALWAYS_ON_BOTH = frozenset({"test_schema.py", "test_changes.py", "test_dispatch.py", "test_fan_out_losses.py"})
"""Files whose tests lie so near to the databases that each is tried on both in every run."""
BOTH = {"sqlite", "postgresql"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--both-databases",
        action="store_true",
        help="try everything that needs a database on SQLite and on PostgreSQL, not on one drawn by the run's seed",
    )


def one_database_each(config: pytest.Config, items: list[pytest.Item]) -> list[pytest.Item]:
    """
    Return the tests of a whole run: what needs a database is tried on one of the two, drawn by the run's seed.

    A run takes two thirds of the time so. A seed that is given again draws the same; single tests, which are run
    without a shuffle, are tried on both.
    """
    seed = config.getoption("randomly_seed", None)
    if seed is None or config.getoption("both_databases"):
        return items
    kinds: dict[str, set[str]] = {}
    for item in items:
        kind = database_of(item)
        if kind in BOTH:
            kinds.setdefault(item.nodeid.replace(kind, "*"), set()).add(kind)
    drawn = []
    for item in items:
        kind = database_of(item)
        name = item.nodeid.replace(kind, "*") if kind else ""
        has_choice = kinds.get(name) == BOTH and item.path.name not in ALWAYS_ON_BOTH
        if not has_choice or kind == sorted(BOTH)[crc32(f"{seed}:{drawn_by(item, name)}".encode()) % 2]:
            drawn.append(item)
    return drawn


def drawn_by(item: pytest.Item, name: str) -> str:
    """Return by what a test's database is drawn: its name, or its file, where tests in a browser share a newsroom."""
    return item.path.name if item.path.parent.name == "browser" else name


def database_of(item: pytest.Item) -> str | None:
    """Return the kind of database that a test is tried on, if it needs one."""
    told = item.callspec.params.values() if hasattr(item, "callspec") else ()
    return next((value for value in told if isinstance(value, str) and value in BOTH), None)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let the longest tests begin first, each on a worker of its own: whatever begins last, all the others wait for."""
    drawn = one_database_each(config, items)
    kept = set(drawn)
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = drawn
    workers = int(getattr(config, "workerinput", {"workercount": 1})["workercount"])
    longest = [item for item in items if item.path.name in LONGEST]
    others = [item for item in items if item.path.name not in LONGEST]
    ordered: list[pytest.Item] = []
    for number in range(workers):
        mine = longest[number::workers]
        share = (len(items) - len(ordered)) // (workers - number) - len(mine)
        ordered += [*mine, *others[:share]]
        others = others[share:]
    items[:] = ordered + others


def pytest_collection_finish() -> None:
    """Search what all tests share for garbage no more, and the rest as seldom as the portal: a sixth of the CPU."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECTED_EVERY)


@pytest.fixture(scope="session", autouse=True)
def costly_hasher() -> Iterator[PasswordHasher]:
    """
    What passwords are hashed by outside of tests, which use one that costs next to nothing.

    A login at full cost takes a fifth of a second of two cores and 64 MiB, and there is one in most tests of the desk.
    """
    name = "syndicator.accounts.passwords._HASHER"
    costly: PasswordHasher = pkgutil.resolve_name(name)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(name, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield costly


@pytest.fixture(scope="session")
def server_folder() -> Iterator[Path]:
    """A short path that others may enter: sockets and servers that are not root live in it."""
    folder = Path(tempfile.mkdtemp(prefix="syn-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres(server_folder: Path) -> Iterator[PostgresServer]:
    folder, databases = server_folder / "postgres", quick_folder()
    folder.mkdir()
    server = PostgresServer(folder, databases)
    server.execute("ALTER SYSTEM SET max_wal_size = '128MB'")
    server.execute("SELECT pg_reload_conf()")
    server.execute(f"CREATE DATABASE {TEMPLATE}")
    database = Database(server.url(TEMPLATE))
    schema.upgrade(database)
    database.close()
    yield server
    server.stop()
    shutil.rmtree(databases, ignore_errors=True)


@pytest.fixture(scope="session")
def redis_server(server_folder: Path) -> Iterator[RedisServer]:
    folder = server_folder / "redis"
    folder.mkdir()
    server = RedisServer(folder)
    yield server
    server.stop()


@pytest.fixture
def redis_url(redis_server: RedisServer) -> str:
    redis_server.flush()
    return redis_server.url


@pytest.fixture(scope="session")
def sqlite_file(server_folder: Path) -> Path:
    """A migrated, empty database, to be copied."""
    path = server_folder / "template.db"
    database = Database(f"sqlite:///{path}")
    schema.upgrade(database)
    database.close()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a migrated, empty database of each kind."""
    if request.param == "sqlite":
        copied = shutil.copy(request.getfixturevalue("sqlite_file"), tmp_path / "test.db")
        yield f"sqlite:///{copied}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    name = f"test_{uuid4().hex}"
    server.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY file_copy")
    yield server.url(name)
    server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.close()


@dataclass
class MovableClock:
    """A clock that stands until a test moves it."""

    now: datetime = field(default_factory=lambda: datetime(2026, 3, 2, 8, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.now

    def advance(self, by: timedelta) -> None:
        self.now += by


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
def config_dir(tmp_path: Path) -> Path:
    """The project's own config files, with no channels, routes or sources yet."""
    return copy_rules(tmp_path / "config")


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, config_dir: Path) -> pytest.MonkeyPatch:
    """The environment of a service on this machine that may reach loopback; tests add to it."""
    monkeypatch.chdir(tmp_path)
    for name, value in {
        "SYNDICATOR_DATA_DIR": str(tmp_path / "var"),
        "SYNDICATOR_CONFIG_DIR": str(config_dir),
        "SYNDICATOR_ALLOWED_NETWORKS": "127.0.0.0/8,::1/128",
        "SYNDICATOR_FASTEST_POLL": "1s",
        "SYNDICATOR_FAILURE_BACKOFF": "1s",
        "SYNDICATOR_HOST_GAP": "5ms",
        "SYNDICATOR_BASE_URL": "http://portal.test",
    }.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


@pytest.fixture
def service(
    environment: pytest.MonkeyPatch, database_url: str, redis_url: str, clock: MovableClock
) -> Iterator[Service]:
    """The whole service over a database of each kind, without processes; its clock is the test's."""
    environment.setenv("SYNDICATOR_DATABASE_URL", database_url)
    environment.setenv("SYNDICATOR_REDIS_URL", redis_url)
    built = build(load(), clock=clock)
    built.open()
    yield built
    built.close()
