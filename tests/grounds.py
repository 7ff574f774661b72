"""An environment and a database of each kind for all tests of a module, where a service takes long to build."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest

from tests.configured import copy_rules
from tests.conftest import TEMPLATE
from tests.servers import PostgresServer


@contextmanager
def ground(request: pytest.FixtureRequest, folder: Path, redis_url: str, base_url: str) -> Iterator[None]:
    """Set the environment of a service; the fixture that asks for it says by its parameter on which database."""
    with pytest.MonkeyPatch.context() as environment, _database(request, folder) as database_url:
        for name, value in {
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            "DATA_DIR": str(folder),
            "CONFIG_DIR": str(copy_rules(folder / "config")),
            "ALLOWED_NETWORKS": "127.0.0.0/8,::1/128",
            "FASTEST_POLL": "1s",
            "FAILURE_BACKOFF": "1s",
            "BASE_URL": base_url,
        }.items():
            environment.setenv(f"SYNDICATOR_{name}", value)
        environment.chdir(folder)
        yield


@contextmanager
def _database(request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{folder / 'ground.db'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    name = f"test_{uuid4().hex}"
    server.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    yield server.url(name)
    server.execute(f"DROP DATABASE {name} WITH (FORCE)")
