"""Opening the database: one `Database`, two kinds of transaction, the same on SQLite and PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    IntegrityError,
    InterfaceError,
    NoSuchModuleError,
    OperationalError,
    StatementError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout

from syndicator.errors import ConcurrentChange, ConfigError, Unavailable, Unstorable
from syndicator.storage import changes
from syndicator.storage.freshness import keep_fresh

__all__ = ["Connection", "Database", "once_committed"]

DECIDE_AGAIN = frozenset({"40P01", "40001"})
"""PostgreSQL's states for a deadlock and a failed serialisation: nothing was written, another try may go well."""
_EMPTY: dict[type, str] = {list: "[]", dict: "{}"}
DISK_FULL = "53100"
CONNECT_WITHIN_S, POOL_WAIT_S = 10, 10
BUSY_TIMEOUT_S = 15
"""How long SQLite waits for another writer before it gives up."""
_PREPARED = "prepared"
_CHANGED = "syndicator_changed"
"""Set on a connection once its transaction has written what the public sees."""
_AFTERWARDS = "syndicator_afterwards"
"""What is done once the transaction of a connection has committed."""


def parse_url(address: str) -> URL:
    """Return the address of a database with our driver for it; `postgres://` and `postgresql://` are both fine."""
    try:
        url = make_url(address)
    except ArgumentError as error:
        raise ConfigError(
            "SYNDICATOR_DATABASE_URL",
            "this is not the address of a database",
            "write postgresql://user:password@host/name or sqlite:////path/to/file.db",
        ) from error
    if url.drivername in {"postgres", "postgresql"}:
        return url.set(drivername="postgresql+psycopg")
    return url


def _create_engine(url: URL, pool_size: int) -> Engine:
    common: dict[str, Any] = {"insertmanyvalues_page_size": 500}
    try:
        if url.get_backend_name() == "sqlite":
            if url.database:
                Path(url.database).parent.mkdir(parents=True, exist_ok=True)
            options = {"timeout": BUSY_TIMEOUT_S, "check_same_thread": False}
            engine = create_engine(url, connect_args=options, json_serializer=_json, **common)
            event.listen(engine, "connect", _prepare_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
            return engine
        url, options = _driver_options(url)
        common |= {"pool_size": pool_size, "max_overflow": pool_size, "pool_timeout": POOL_WAIT_S}
        return keep_fresh(create_engine(url, connect_args=options, **common))
    except (NoSuchModuleError, ImportError) as error:
        raise ConfigError(
            "SYNDICATOR_DATABASE_URL", f"the database {url.drivername!r} is not supported", "use postgresql or sqlite"
        ) from error


def _driver_options(url: URL) -> tuple[URL, dict[str, Any]]:
    """
    Return the address without what is said to the driver alone, and that.

    With `?prepared=off` no statement is prepared on the server: poolers that lend a connection for one transaction may
    lend another one next time, where it is not known (PgBouncer before 1.21).
    """
    said = url.query.get(_PREPARED, "on")
    if said not in {"on", "off"}:
        raise ConfigError("SYNDICATOR_DATABASE_URL", f"{_PREPARED}={said} says nothing", f"write {_PREPARED}=off")
    options: dict[str, Any] = {"prepare_threshold": None} if said == "off" else {}
    if "connect_timeout" not in url.query:
        options["connect_timeout"] = CONNECT_WITHIN_S
    return url.difference_update_query([_PREPARED]), options


def _json(value: object) -> str:
    """Return a value as SQLite's columns of JSON hold it; most of them are empty lists and mappings."""
    return json.dumps(value) if value else _EMPTY.get(type(value)) or json.dumps(value)


def _prepare_sqlite(dbapi_connection: Any, _record: object) -> None:  # noqa: ANN401 -- the driver's own object
    """Readers never wait for the writer (WAL); our own BEGIN replaces the driver's."""
    dbapi_connection.isolation_level = None
    cursor = dbapi_connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_TIMEOUT_S * 1000}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes the lock at once: a lock taken midway could only fail."""
    writes = connection.get_execution_options().get("syndicator_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _watch(connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
    if changes.touches(statement):
        connection.info[_CHANGED] = True


def _first_line(error: DBAPIError) -> str:
    return str(error.orig).strip().partition("\n")[0]


def once_committed(connection: Connection, act: Callable[[], None]) -> None:
    """Do something when a transaction of `write` has committed; it must not raise."""
    connection.info.setdefault(_AFTERWARDS, []).append(act)


class Database:
    """
    The memory of the service.

    Args:
        tell: called after each commit that changed what the public sees; it must not raise, and not take long.

    Raises:
        ConfigError: the address cannot be used.
        Unavailable: from `read` and `write`, when the server does not answer.
        ConcurrentChange: from `write`, when a constraint shows that another process wrote first.
        Unstorable: from `write`, when the values themselves are refused.
    """

    def __init__(self, address: str, *, pool_size: int = 5, tell: Callable[[], None] | None = None) -> None:
        self.url = parse_url(address)
        self.engine = _create_engine(self.url, pool_size)
        event.listen(self.engine, "before_cursor_execute", _watch)
        self._tell = tell

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self.engine.dialect.name

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Open a transaction that only reads."""
        with self._begin(writes=False) as connection:
            yield connection

    @contextmanager
    def glance(self) -> Iterator[Connection]:
        """Open a connection on which each question stands by itself: cheaper where one does not rest on another."""
        with self._begin(writes=False, alone=True) as connection:
            yield connection

    @contextmanager
    def look(self) -> Iterator[Connection]:
        """Open a transaction in which the database refuses to write, for what must not change anything."""
        with self._begin(writes=False, refuses=True) as connection:
            if self.dialect != "sqlite":
                yield connection
                return
            connection.exec_driver_sql("PRAGMA query_only=ON")
            try:
                yield connection
            finally:
                connection.exec_driver_sql("PRAGMA query_only=OFF")

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """
        Open a transaction that commits at the end of the block, or rolls back when it raises.

        Where it writes what the public sees, it makes a new version of that (see `changes`).
        """
        with self._begin(writes=True) as connection:
            connection.info.pop(_CHANGED, None)
            connection.info.pop(_AFTERWARDS, None)
            yield connection
            changed = connection.info.pop(_CHANGED, False)
            afterwards: list[Callable[[], None]] = connection.info.pop(_AFTERWARDS, [])
            if changed:
                changes.append(connection)
        for act in afterwards:
            act()
        if changed and self._tell is not None:
            self._tell()

    @contextmanager
    def rebuild(self) -> Iterator[Connection]:
        """Open a transaction as `write` does, for changes of the schema: while it lasts nothing can be told."""
        with self._begin(writes=True) as connection:
            yield connection

    @contextmanager
    def _begin(self, *, writes: bool, refuses: bool = False, alone: bool = False) -> Iterator[Connection]:
        options: dict[str, Any] = {"syndicator_writes": writes}
        if alone and self.dialect == "postgresql":
            options["isolation_level"] = "AUTOCOMMIT"
        if refuses and self.dialect == "postgresql":
            options["postgresql_readonly"] = True
        try:
            with self.engine.connect().execution_options(**options) as connection, connection.begin():
                yield connection
        except PoolTimeout as error:
            raise Unavailable(
                f"all connections of this process to the database are in use, for {POOL_WAIT_S} s and longer",
                "look for long questions in pg_stat_activity; more processes bear more than more connections",
            ) from error
        except IntegrityError as error:
            raise ConcurrentChange(f"another process wrote first: {_first_line(error)}") from error
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) in DECIDE_AGAIN:
                raise ConcurrentChange(f"two processes wrote at once: {_first_line(error)}") from error
            if error.connection_invalidated or isinstance(error, OperationalError | InterfaceError):
                raise self._unavailable(error) from error
            raise Unstorable(f"the database refused: {_first_line(error)}") from error
        except (StatementError, UnicodeError) as error:
            raise Unstorable(f"a value cannot be stored: {type(error).__name__}") from error

    def _unavailable(self, error: DBAPIError) -> Unavailable:
        if getattr(error.orig, "sqlstate", None) == DISK_FULL or "disk is full" in str(error.orig):
            place = self.url.render_as_string(hide_password=True)
            return Unavailable(f"the disk of the database at {place} is full", "make room; nothing has to be restarted")
        return Unavailable(
            f"the database at {self.url.render_as_string(hide_password=True)} does not answer: {_first_line(error)}",
            "start it, or correct SYNDICATOR_DATABASE_URL",
        )

    def check_answers(self) -> None:
        """Raise Unavailable unless the database answers a trivial question."""
        with self.read() as connection:
            connection.execute(text("SELECT 1"))

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()
