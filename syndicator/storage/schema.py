"""The schema's version: upgrade it, or say clearly why this program and this database do not fit."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from syndicator.errors import SchemaMismatch
from syndicator.storage.session import Database

MIGRATIONS = Path(__file__).parent / "migrations"
UPGRADE_LOCK = 0x53594E44  # any fixed number; PostgreSQL's advisory locks are named by numbers


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    return config


def head() -> str:
    """Return the version of the schema that this program knows."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def _stored(connection: Connection) -> str | None:
    """Return the version that the database carries, None for an empty one; refuse one that we do not know."""
    version = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if version is not None and version not in known:
        raise SchemaMismatch(
            f"the database's schema is version {version}, which is newer than this program knows ({head()})",
            "install the newer program, or restore a backup that fits this one",
        )
    return version


def upgrade(database: Database, target: str = "head") -> tuple[str | None, str]:
    """
    Bring the schema to `target` (a version, or `head`), one process at a time; return the versions before and after.

    Raises:
        SchemaMismatch: the database is newer than this program.
    """
    with database.rebuild() as connection:
        if database.dialect == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": UPGRADE_LOCK})
        before = _stored(connection)
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, target)
        return before, head() if target == "head" else target


def downgrade(database: Database, target: str) -> None:
    """Take migrations back down to `target` (a version, or `base`)."""
    with database.rebuild() as connection:
        _stored(connection)
        config = _config()
        config.attributes["connection"] = connection
        command.downgrade(config, target)


def check(database: Database) -> str:
    """
    Return the schema's version if it is the one that this program needs.

    Raises:
        SchemaMismatch: it is older (run `syndicator db upgrade`) or newer.
    """
    with database.read() as connection:
        version = _stored(connection)
    if version != head():
        raise SchemaMismatch(
            f"the database's schema is version {version or 'empty'}, this program needs {head()}",
            "run: syndicator db upgrade",
        )
    return version or ""
