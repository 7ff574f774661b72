"""Connections whose server went away while nobody used them."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from syndicator.errors import Unavailable
from syndicator.storage import freshness
from syndicator.storage.session import Database

OTHERS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = :name"


def cut(database: Database) -> None:
    """Have the server close all connections to a database but the one that asks for it."""
    other = Database(database.url.render_as_string(hide_password=False))
    with other.read() as connection:
        connection.execute(text(OTHERS), {"name": database.url.database})
    other.close()


def use(database: Database) -> object:
    with database.read() as connection:
        return connection.execute(text("SELECT 1")).scalar()


@pytest.fixture
def two(database: Database) -> Database:
    """Have two connections in the pool."""
    with database.read() as one, database.read() as other:
        for connection in (one, other):
            connection.execute(text("SELECT 1"))
    return database


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_one_that_lay_idle_is_replaced_without_a_word(two: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(freshness, "FRESH_FOR_S", 0.0)
    cut(two)
    assert use(two) == 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_one_that_was_used_just_now_is_told_as_unavailable_once_and_then_replaced(two: Database) -> None:
    cut(two)
    with pytest.raises(Unavailable):
        use(two)
    assert use(two) == 1
