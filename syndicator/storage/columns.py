"""Column types that hold on both databases: aware UTC moments, and whole numbers wide enough to last."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, DateTime, Integer
from sqlalchemy.types import TypeDecorator

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect

_NAIVE = "a moment without a zone cannot be stored: {!r}"
_SQLITE_CHARS = len("2026-01-02 03:04:05.678901")
WideInteger = BigInteger().with_variant(Integer(), "sqlite")
"""64 bits on both; SQLite numbers its rows by itself only in a column declared INTEGER."""


def _sqlite_text(moment: datetime | None) -> str | None:
    """Return a moment as SQLite's columns hold it: naive, in UTC, with its microseconds."""
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise ValueError(_NAIVE.format(moment))
    return moment.astimezone(UTC).isoformat(" ", "microseconds")[:_SQLITE_CHARS]


class UtcMoment(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC: `timestamptz` on PostgreSQL, naive UTC text on SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], object] | None:
        """Write SQLite's text in one step: a batch of polls writes many moments, most of them its own."""
        return _sqlite_text if dialect.name == "sqlite" else super().bind_processor(dialect)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive moments: their zone would be a guess."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(_NAIVE.format(value))
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give every moment back aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)
