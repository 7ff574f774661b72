"""All rows as lines of text, the same from either database, and back again."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Connection, LargeBinary, Table, Uuid, delete, func, insert, select, text, update

from syndicator.model.channel import ChannelState
from syndicator.storage.base import Base
from syndicator.storage.columns import UtcMoment
from syndicator.storage.tables import BulletinRow, ChannelRow, DeliveryRow, SourceRow, UserRow

LEFT_OUT = frozenset({"heartbeats", "tries"})
"""What tells of the moment only."""
A_SLICE = 1_000
Row = tuple[str, list[Any]]
"""A table's name, and the values of one row in the order of its columns."""


def tables() -> list[Table]:
    """Return the tables that are kept, those first that others refer to."""
    return [table for table in Base.metadata.sorted_tables if table.name not in LEFT_OUT]


def columns() -> dict[str, list[str]]:
    """Return table → its columns, in the order in which rows tell them."""
    return {table.name: [column.name for column in table.columns] for table in tables()}


def rows(connection: Connection) -> Iterator[Row]:
    """Yield all rows as they stood at one moment, whoever writes meanwhile; nothing may have been asked before."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))
    for table in tables():
        writers = [_codec(column)[0] for column in table.columns]
        found = connection.execution_options(stream_results=True, yield_per=A_SLICE).execute(_ordered(table))
        for row in found:
            yield table.name, [write(value) for write, value in zip(writers, row, strict=True)]


def _ordered(table: Table) -> Any:  # noqa: ANN401 -- a Select of whatever columns the table has
    """Rows that others of their table refer to come first."""
    if table.name == DeliveryRow.__tablename__:
        return select(table).order_by(table.c.carried_by.is_not(None), table.c.id)
    return select(table).order_by(*table.primary_key.columns)


def is_empty(connection: Connection) -> bool:
    """Return whether nothing is here that anybody would miss."""
    kept = (BulletinRow.id, SourceRow.id, UserRow.id)
    return not any(connection.execute(select(one).limit(1)).first() for one in kept)


def fill(connection: Connection, told: Iterable[Row]) -> int:
    """Put rows into a database that is empty, and let ids go on behind them; return how many they are."""
    known = {table.name: (table, {column.name: _codec(column)[1] for column in table.columns}) for table in tables()}
    for table in reversed(tables()):
        connection.execute(delete(table))
    count, pending = 0, iter(told)
    while some := list(islice(pending, A_SLICE)):
        by_table: dict[str, list[dict[str, Any]]] = {}
        for name, values in some:
            told_of = zip(known[name][1].items(), values, strict=True)
            by_table.setdefault(name, []).append({column: read(value) for (column, read), value in told_of})
        for name, mapped in by_table.items():
            connection.execute(insert(known[name][0]), mapped)
        count += len(some)
    if connection.dialect.name == "postgresql":
        _go_on(connection)
    return count


def pause_channels(connection: Connection, reason: str, now: datetime) -> None:
    """Let no channel send before a person says so."""
    connection.execute(update(ChannelRow).values(state=ChannelState.PAUSED, reason=reason, changed_at=now))


def _go_on(connection: Connection) -> None:
    """Have PostgreSQL number on behind the highest number of each table; SQLite does so by itself."""
    for table in tables():
        for column in table.primary_key.columns:
            named = connection.execute(select(func.pg_get_serial_sequence(table.name, column.name))).scalar()
            if named is not None:
                highest = connection.execute(select(func.max(column))).scalar() or 0
                connection.execute(select(func.setval(named, highest + 1, False)))


def _codec(column: Column[Any]) -> tuple[Callable[[Any], Any], Callable[[Any], Any]]:
    """Return how a column's values are written as JSON, and read from it."""
    for kind, (write, read) in CODECS.items():
        if isinstance(column.type, kind):
            return _unless_none(write), _unless_none(read)
    return _as_it_is, _as_it_is


def _unless_none(turn: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else turn(value)


def _as_it_is(value: Any) -> Any:  # noqa: ANN401 -- whatever a column holds
    return value


CODECS: Mapping[type[Any], tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    UtcMoment: (datetime.isoformat, datetime.fromisoformat),
    LargeBinary: (lambda value: b64encode(value).decode(), b64decode),
    Uuid: (lambda value: value.hex, UUID),
}


def line(row: object) -> bytes:
    """Return one line."""
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
