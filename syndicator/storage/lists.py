"""Lists as single parameters: a statement is the same, and is planned once, however many values or rows it is given."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, Self, TypeAlias

from sqlalchemy import (
    ARRAY,
    JSON,
    BigInteger,
    Boolean,
    Connection,
    Dialect,
    Insert,
    Text,
    Update,
    bindparam,
    cast,
    column,
    func,
    insert,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.operators import OperatorType
from sqlalchemy.sql.selectable import TableValuedAlias
from sqlalchemy.types import TypeDecorator, TypeEngine

from syndicator.storage.base import Base
from syndicator.storage.statements import insert_all, table

Of: TypeAlias = "Callable[[str], ColumnElement[Any]]"
"""Gives the value that a row brings under a name."""
_ROWS = "rows"


class _Listed(TypeDecorator[Sequence[Any]]):
    """A list as a parameter: an array for PostgreSQL, JSON for SQLite."""

    impl = Text
    cache_ok = True

    def __init__(self, of: type[TypeEngine[Any]]) -> None:
        super().__init__()
        self.of = of

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return what the driver is told that it is."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else ARRAY(self.of()))

    def process_bind_param(self, value: Sequence[Any] | None, dialect: Dialect) -> str | list[Any]:
        """Return it as the driver takes it."""
        values = list(value or ())
        return json.dumps(values) if dialect.name == "sqlite" else values


class one_of(FunctionElement[bool]):  # noqa: N801 -- it is called as a function
    """Whether a column has one of the values that come as a list under a name."""

    inherit_cache = True
    type = Boolean()

    def __init__(self, of: ColumnElement[Any] | InstrumentedAttribute[Any], name: str) -> None:
        kind = BigInteger if of.type.python_type is int else Text
        super().__init__(of, bindparam(name, type_=_Listed(kind)))

    def self_group(self, against: OperatorType | None = None) -> Self:  # noqa: ARG002 -- its base asks for it
        """Stand as it is: compared with "true" no index of SQLite would be used."""
        return self


@compiles(one_of, "postgresql")
def _any_of_array(element: one_of, compiler: SQLCompiler, **how: Any) -> str:  # noqa: ANN401 -- SQLAlchemy's own
    of, values = element.clauses
    return f"{compiler.process(of, **how)} = ANY ({compiler.process(values, **how)})"


@compiles(one_of, "sqlite")
def _any_of_json(element: one_of, compiler: SQLCompiler, **how: Any) -> str:  # noqa: ANN401 -- SQLAlchemy's own
    of, values = element.clauses
    listed = compiler.process(values, **how)
    return f"{compiler.process(of, **how)} IN (SELECT value FROM json_each({listed}))"  # noqa: S608 -- our own columns


class ManyRows:
    """
    One change of many rows, to each by values of its own.

    PostgreSQL gets all of it as one statement with one parameter; SQLite, which is no journey away, row by row.

    Args:
        columns: what each row brings, by name.
        change: makes the statement of the values that a row brings, which it is given by their names.
    """

    def __init__(self, columns: Mapping[str, TypeEngine[Any]], change: Callable[[Of], Update]) -> None:
        self._columns = columns
        self._change = change
        self._built: dict[bool, Update] = {}

    def write(self, connection: Connection, rows: Sequence[Mapping[str, object]]) -> None:
        """Change the rows."""
        if not rows:
            return
        at_once = connection.dialect.name == "postgresql"
        if at_once not in self._built:
            self._built[at_once] = self._change(_brought(self._columns).c.__getitem__ if at_once else self._single)
        connection.execute(self._built[at_once], {_ROWS: _told(rows)} if at_once else list(rows))

    def _single(self, name: str) -> ColumnElement[Any]:
        return bindparam(name, type_=self._columns[name])


def append_rows(connection: Connection, row: type[Base], rows: Sequence[Mapping[str, object]]) -> None:
    """Insert rows that all name the same columns, in the order given; none of them holds bytes."""
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        connection.execute(_appending(row, tuple(rows[0])), {_ROWS: _told(rows)})
    else:
        insert_all(connection, row, rows)


@lru_cache(maxsize=16)
def _appending(row: type[Base], names: tuple[str, ...]) -> Insert:
    brought = _brought({name: table(row).c[name].type for name in names})
    return insert(table(row)).from_select(names, select(*(brought.c[name] for name in names)))


def _brought(columns: Mapping[str, TypeEngine[Any]]) -> TableValuedAlias:
    """Return the rows that a parameter holds, as something to select from."""
    rows = func.json_to_recordset(cast(bindparam(_ROWS, type_=Text()), JSON))
    named = (column(name, kind) for name, kind in columns.items())
    return rows.table_valued(*named).render_derived(name="brought", with_types=True)


def _told(rows: Sequence[Mapping[str, object]]) -> str:
    return json.dumps(rows, default=_moment)


def _moment(value: object) -> str:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.isoformat()
    raise TypeError(f"{value!r} cannot be written")
