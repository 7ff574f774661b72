"""A database that has no connection or no room left: told as what it is, and over as soon as it is mended."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from syndicator.errors import Unavailable
from syndicator.storage import session
from syndicator.storage.session import Database

ROOM = text("PRAGMA max_page_count = 1000000")


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_pool_that_runs_dry_is_told_soon_and_serves_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "POOL_WAIT_S", 0.1)
    small = Database(database.url.render_as_string(hide_password=False), pool_size=1)
    with small.read() as one, small.read() as other:
        assert [held.execute(text("SELECT 1")).scalar() for held in (one, other)] == [1, 1]
        with pytest.raises(Unavailable, match="all connections"), small.read():
            pass
    with small.read() as free:
        assert free.execute(text("SELECT 1")).scalar() == 1
    small.close()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_full_disk_of_postgresql_is_told_as_that(database: Database) -> None:
    with pytest.raises(Unavailable, match="disk of the database") as told, database.write() as connection:
        connection.execute(text("DO $$ BEGIN RAISE EXCEPTION 'no room' USING ERRCODE = '53100'; END $$"))
    assert "make room" in told.value.mend


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_full_disk_of_sqlite_leaves_nothing_half_written(database: Database) -> None:
    written = text("INSERT INTO heartbeats (name, at) VALUES (:name, '2026-03-02')")
    with database.read() as connection:
        connection.execute(text("PRAGMA max_page_count = 1"))
    with pytest.raises(Unavailable, match="disk of the database"), database.write() as connection:
        connection.execute(written, [{"name": f"{number:0500}"} for number in range(5_000)])
    with database.write() as connection:
        connection.execute(ROOM)
        assert connection.execute(text("SELECT count(*) FROM heartbeats")).scalar() == 0
        connection.execute(written, {"name": "there is room again"})
    with database.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM heartbeats")).scalar() == 1
