"""The service under siege: on SQLite, with a fetcher and a reader that lose patience soon."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import text

from syndicator.bootstrap.building import build
from syndicator.bootstrap.service import Service
from syndicator.parse.apart import ReaderApart
from syndicator.parse.reader import FeedReader
from syndicator.settings import load
from tests.configured import copy_rules
from tests.conftest import MovableClock
from tests.feeds import Told, rss
from tests.hostile.siege import READ_WITHIN_S, armed
from tests.servers import RedisServer


@pytest.fixture(scope="session")
def reader() -> Iterator[FeedReader]:
    """A reader that has started its process apart."""
    reader = FeedReader(ReaderApart(timedelta(seconds=READ_WITHIN_S)))
    reader.read_feed(rss([Told(1)]).replace(b"<rss", b"<!DOCTYPE rss><rss"), content_type="", address="http://a.test/")
    yield reader
    reader.close()


@pytest.fixture(scope="session")
def fortress(tmp_path_factory: pytest.TempPathFactory, redis_server: RedisServer) -> Iterator[Service]:
    """One service for all cases, on SQLite, which is emptied after each: to build it anew takes longer than most."""
    folder = tmp_path_factory.mktemp("fortress")
    copy_rules(folder / "config")
    with pytest.MonkeyPatch.context() as environment:
        environment.chdir(folder)
        for name, value in {
            "DATA_DIR": str(folder / "var"),
            "CONFIG_DIR": str(folder / "config"),
            "ALLOWED_NETWORKS": "127.0.0.0/8,::1/128",
            "BASE_URL": "http://portal.test",
            "DATABASE_URL": f"sqlite:///{folder / 'test.db'}",
            "REDIS_URL": redis_server.url,
        }.items():
            environment.setenv(f"SYNDICATOR_{name}", value)
        built = build(load(), clock=MovableClock())
    built.migrate()
    built.open()
    yield built
    built.close()


@pytest.fixture
def besieged(fortress: Service, reader: FeedReader) -> Iterator[Service]:
    yield armed(fortress, reader)
    with fortress.database.write() as connection:
        connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        tables = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
        for table in tables:
            if table != "alembic_version" and not table.startswith(("sqlite_", "sought_")):  # SQLite's own
                connection.execute(text(f'DELETE FROM "{table}"'))
