"""Queries on `fetches` as people see them: how the polls of a source went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, or_, select

from syndicator.model.source import Source
from syndicator.storage.statements import AnyRow, slices, table
from syndicator.storage.tables import FetchRow

DOCUMENT, UNCHANGED, FAILED = "document", "unchanged", "failed"
"""How a poll may end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """
    One poll.

    Args:
        status: of the answer; None where there was none.
        outcome: DOCUMENT, UNCHANGED or FAILED.
        size_bytes: of the document, 0 where there was none.
        error_kind, error: of one that failed; None of any other.
    """

    id: int
    source_id: int
    at: datetime
    took: timedelta
    status: int | None
    outcome: str
    size_bytes: int
    entries: int
    added: int
    revised: int
    error_kind: str | None
    error: str | None


def of_source(connection: Connection, source_id: int, *, before: int | None = None, most: int) -> list[Fetched]:
    """Return the polls of a source, the newest first; `before` is the id of the last one that was seen."""
    statement = select(table(FetchRow)).where(FetchRow.source_id == source_id)
    if before is not None:
        at = select(FetchRow.at).where(FetchRow.id == before).scalar_subquery()
        statement = statement.where(or_(FetchRow.at < at, and_(FetchRow.at == at, FetchRow.id < before)))
    rows = connection.execute(statement.order_by(FetchRow.at.desc(), FetchRow.id.desc()).limit(most))
    return [_fetched(row) for row in rows]


def last_of(connection: Connection, sources: Sequence[Source]) -> dict[int, Fetched]:
    """Return the last poll of each of these sources that was polled and whose log is still kept, by source id."""
    found: dict[int, Fetched] = {}
    for some in slices([one for one in sources if one.last_polled_at is not None]):
        wanted = [and_(FetchRow.source_id == one.id, FetchRow.at == one.last_polled_at) for one in some]
        rows = connection.execute(select(table(FetchRow)).where(or_(*wanted)).order_by(FetchRow.id))
        found |= {row.source_id: _fetched(row) for row in rows}
    return found


def _fetched(row: AnyRow) -> Fetched:
    return Fetched(
        id=row.id,
        source_id=row.source_id,
        at=row.at,
        took=timedelta(milliseconds=row.took_ms),
        status=row.status,
        outcome=row.outcome,
        size_bytes=row.size,
        entries=row.entries,
        added=row.added,
        revised=row.revised,
        error_kind=row.error_kind,
        error=row.error,
    )
