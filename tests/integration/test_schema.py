"""The schema on both databases."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from syndicator.errors import SchemaMismatch
from syndicator.storage import schema, sought, sources
from syndicator.storage.session import Database
from syndicator.storage.tables import Base


def _is_of_both(name: str | None, kind: str, _parents: object) -> bool:
    """What is sought in is a table of words on one database and FTS5's own tables on the other."""
    return kind != "table" or not (name or "").startswith(sought.NAME)


def test_the_migrations_make_the_very_tables_that_the_code_declares(database: Database) -> None:
    with database.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": _is_of_both})
        assert compare_metadata(context, Base.metadata) == []


def test_upgrading_twice_changes_nothing(database: Database) -> None:
    assert schema.upgrade(database) == (schema.head(), schema.head())


def test_the_schema_goes_down_and_up_again(database: Database) -> None:
    schema.downgrade(database, "base")
    with database.read() as connection:
        assert set(inspect(connection).get_table_names()) <= {"alembic_version"}
    schema.upgrade(database)
    assert schema.check(database) == schema.head()


def test_a_database_of_a_newer_version_is_refused_with_its_mend(database: Database) -> None:
    with database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaMismatch, match=r"9999, which is newer .* install the newer program"):
        schema.check(database)
    with pytest.raises(SchemaMismatch, match="9999"):
        schema.upgrade(database)


def test_an_empty_database_says_which_command_mends_it(database: Database) -> None:
    schema.downgrade(database, "base")
    with pytest.raises(SchemaMismatch, match="syndicator db upgrade"):
        schema.check(database)


def test_sources_of_the_first_version_keep_their_rows_and_get_their_hosts(database: Database) -> None:
    schema.downgrade(database, "0001")
    addresses = ("https://www.humas.contoh.test/feed/", "http://humas.contoh.test/feed", "https://lain.test:8443/feed/")
    with database.write() as connection:
        for address in addresses:
            connection.execute(
                text(
                    "INSERT INTO sources (address, kind, trusted, language, state, failures, next_poll_at, added_at)"
                    " VALUES (:address, 'feed', true, 'id', 'active', 0, :now, :now)"
                ),
                {"address": address, "now": "2026-03-02 08:00:00"},
            )
    schema.upgrade(database)
    with database.read() as connection:
        found = sources.listing(connection)
        rows = connection.execute(text("SELECT host, address_key FROM sources ORDER BY id")).all()
    assert [source.config.address for source in found] == list(addresses)
    assert [tuple(row) for row in rows] == [
        ("www.humas.contoh.test", "//humas.contoh.test/feed"),
        ("humas.contoh.test", f"//humas.contoh.test/feed#{found[1].id}"),
        ("lain.test:8443", "//lain.test:8443/feed"),
    ]
    schema.downgrade(database, "0001")
    with database.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM sources")).scalar_one() == len(addresses)
