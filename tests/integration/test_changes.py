from __future__ import annotations

import threading

import pytest
from sqlalchemy import func, insert, select

from syndicator.errors import ConcurrentChange
from syndicator.storage import changes, logins
from syndicator.storage.changes import COUNTED, Version
from syndicator.storage.session import Database
from syndicator.storage.statements import table
from syndicator.storage.tables import ChangeRow, StoryRow
from tests.conftest import MovableClock

TOUCHING = "UPDATE stories SET pinned_id = NULL"


def version(database: Database) -> Version:
    with database.read() as connection:
        return changes.version(connection)


def touch(database: Database) -> None:
    with database.write() as connection:
        connection.exec_driver_sql(TOUCHING)


@pytest.mark.parametrize(
    ("statement", "seen"),
    [
        ("INSERT INTO bulletins (uid) VALUES (?)", True),
        ('UPDATE "bulletins" SET state = ?', True),
        ("UPDATE bulletins SET canonical = ? WHERE bulletins.id = ?", True),
        ("INSERT INTO revisions (number) VALUES (?)", True),
        ("INSERT INTO verdicts (version) VALUES (?) ON CONFLICT DO NOTHING", True),
        ("DELETE FROM bulletin_topics WHERE bulletin_id IN (?)", True),
        ("UPDATE stories SET merged_into = ?", True),
        ("WITH gone AS (SELECT 1) DELETE FROM bulletins", True),
        ("DELETE FROM sources WHERE id = ?", True),
        ("UPDATE sources SET polled_at = ?", False),
        ("SELECT bulletins.id FROM bulletins FOR UPDATE OF bulletins", False),
        ("UPDATE deliveries SET state = ? WHERE bulletin_id IN (SELECT id FROM bulletins)", False),
        ("INSERT INTO bulletins_of_old (id) VALUES (1)", False),
    ],
)
def test_what_the_public_sees_is_known_by_its_statements(statement: str, seen: bool) -> None:  # noqa: FBT001
    assert changes.touches(statement) is seen


def test_a_transaction_that_writes_what_is_seen_makes_one_version(database: Database, clock: MovableClock) -> None:
    first = version(database)
    assert first == Version()
    with database.write() as connection:
        connection.exec_driver_sql(TOUCHING)
        connection.exec_driver_sql(TOUCHING)
    second = version(database)
    assert (second.newest, second.count) == (1, 1)
    with database.write() as connection:
        logins.forget_expired(connection, clock())
    with database.read() as connection:
        connection.execute(select(StoryRow.id)).all()
    assert version(database) == second


def test_what_is_rolled_back_makes_no_version_and_tells_nobody(database_url: str) -> None:
    told: list[Version] = []
    database = Database(database_url, tell=lambda: told.append(version(database)))

    def fail() -> None:
        with database.write() as connection:
            connection.exec_driver_sql(TOUCHING)
            raise ConcurrentChange("for the test")

    with pytest.raises(ConcurrentChange):
        fail()
    assert (version(database), told) == (Version(), [])
    with database.write() as connection:
        connection.execute(select(StoryRow.id)).all()
    assert told == []
    touch(database)
    assert told == [version(database)], "told after the commit, once"
    database.close()


def test_versions_are_not_those_of_a_database_that_was_restored(database: Database) -> None:
    touch(database)
    first = version(database)
    with database.rebuild() as connection:
        connection.execute(table(ChangeRow).delete())
        connection.execute(insert(table(ChangeRow)), {"id": first.newest, "mark": first.mark + 1})
    assert version(database) != first


def test_pruning_makes_no_version(database: Database) -> None:
    with database.rebuild() as connection:
        connection.execute(insert(table(ChangeRow)), [{"mark": number} for number in range(COUNTED + 20)])
    before = version(database)
    with database.write() as connection:
        assert changes.prune(connection) == 20
    assert version(database) == before
    with database.read() as connection:
        assert connection.execute(select(func.count()).select_from(table(ChangeRow))).scalar_one() == COUNTED


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # SQLite has one writer at a time
def test_writers_do_not_wait_for_each_other_and_the_late_one_is_seen(database: Database) -> None:
    """Numbers are given before the commit: the later number may be committed first."""
    appended, commit = threading.Event(), threading.Event()

    def write_late() -> None:
        with database.write() as connection:
            changes.append(connection)
            appended.set()
            assert commit.wait(10)

    late = threading.Thread(target=write_late)
    late.start()
    assert appended.wait(10)
    touch(database)
    between = version(database)
    assert (between.newest, between.count) == (2, 1)
    commit.set()
    late.join(10)
    assert version(database) == Version(2, 2, between.mark)
