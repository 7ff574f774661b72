"""Statements that the two dialects spell differently, and long lists cut to what a statement may hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias, TypeVar, cast

from sqlalchemy import Connection, Dialect, Row, Table, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import StatementError

from syndicator.storage.base import Base

T = TypeVar("T")
AnyRow: TypeAlias = Row[*tuple[Any, ...]]
"""A row whose columns the statement decides."""
LONGEST_LIST = 900
"""SQLite's older builds take 999 variables in a statement; a little room stays for the others."""
_PLANNED_BY_VALUES = text("SET LOCAL plan_cache_mode = force_custom_plan")


def table(row: type[Base]) -> Table:
    """Return the table behind a row class, for statements in bulk."""
    return cast("Table", row.__table__)


def plan_by_values(connection: Connection) -> None:
    """
    Have PostgreSQL plan what follows in this transaction for the very values that are asked for.

    After five times it would take one plan for all of them: that of what is common walks for ever to find what is rare,
    and beginnings of a path are looked up in no index.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(_PLANNED_BY_VALUES)


def upsert(connection: Connection, row: type[Base]) -> postgresql.Insert:
    """Return an INSERT that can say ON CONFLICT; both dialects share the methods that we use."""
    return _upsert(connection.dialect, row)


def _upsert(dialect: Dialect, row: type[Base]) -> postgresql.Insert:
    if dialect.name == "postgresql":
        return postgresql.insert(table(row))
    return cast("postgresql.Insert", sqlite.insert(table(row)))


@dataclass(frozen=True, slots=True)
class _Bulk:
    """An INSERT as the driver takes it; `readers` turn values into the driver's, by place or by name."""

    text: str
    names: tuple[str, ...]
    readers: tuple[tuple[int, str, Callable[[Any], Any]], ...]
    positional: bool

    def parameters(self, row: Mapping[str, object]) -> Any:  # noqa: ANN401 -- as the driver wants them
        if self.positional:
            values = [row[name] for name in self.names]
            for place, _, reader in self.readers:
                values[place] = reader(values[place])
            return tuple(values)
        named = dict(row)
        for _, name, reader in self.readers:
            named[name] = reader(named[name])
        return named


@lru_cache(maxsize=64)
def _bulk(dialect: Dialect, row: type[Base], columns: tuple[str, ...], unless: tuple[str, ...]) -> _Bulk:
    statement = _upsert(dialect, row).inline()
    if unless:
        statement = statement.on_conflict_do_nothing(index_elements=unless)
    compiled = statement.compile(dialect=dialect, column_keys=list(columns))
    names = tuple(getattr(compiled, "positiontup", None) or columns)
    types = [(place, name, table(row).c[name].type.dialect_impl(dialect)) for place, name in enumerate(names)]
    readers = [(place, name, kind.bind_processor(dialect)) for place, name, kind in types]
    return _Bulk(
        text=str(compiled),
        names=names,
        readers=tuple((place, name, reader) for place, name, reader in readers if reader is not None),
        positional=dialect.positional,
    )


def insert_all(
    connection: Connection, row: type[Base], rows: Sequence[Mapping[str, object]], *, unless: tuple[str, ...] = ()
) -> int:
    """
    Insert many rows that all name the same columns; return how many were new.

    What SQLAlchemy does anew for each row of a statement is done once here: thousands of rows come with each batch.

    Args:
        unless: the columns of a constraint; rows that it has already are left out.
    """
    if not rows:
        return 0
    bulk = _bulk(connection.dialect, row, tuple(rows[0]), unless)
    try:
        values = [bulk.parameters(one) for one in rows]
    except (TypeError, ValueError) as error:
        raise StatementError(str(error), bulk.text, None, error) from error
    return connection.exec_driver_sql(bulk.text, values).rowcount


def slices(values: Sequence[T], size: int = LONGEST_LIST) -> Iterator[Sequence[T]]:
    """Yield the values in runs of at most `size`."""
    for start in range(0, len(values), size):
        yield values[start : start + size]
