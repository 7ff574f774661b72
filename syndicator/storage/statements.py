"""Statements that the two dialects spell differently, and long lists cut to what a statement may hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias, TypeVar, cast

from sqlalchemy import Connection, Row, Table
from sqlalchemy.dialects import postgresql, sqlite

from syndicator.storage.base import Base

T = TypeVar("T")
AnyRow: TypeAlias = Row[*tuple[Any, ...]]
"""A row whose columns the statement decides."""
LONGEST_LIST = 900
"""SQLite's older builds take 999 variables in a statement; a little room stays for the others."""


def table(row: type[Base]) -> Table:
    """Return the table behind a row class, for statements in bulk."""
    return cast("Table", row.__table__)


def upsert(connection: Connection, row: type[Base]) -> postgresql.Insert:
    """Return an INSERT that can say ON CONFLICT; both dialects share the methods that we use."""
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table(row))
    return cast("postgresql.Insert", sqlite.insert(table(row)))


def slices(values: Sequence[T], size: int = LONGEST_LIST) -> Iterator[Sequence[T]]:
    """Yield the values in runs of at most `size`."""
    for start in range(0, len(values), size):
        yield values[start : start + size]
