"""Queries on `pages`: which pages of a source were read, and what they gave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, func, select

from syndicator.model.page import PageFinding, PageNote
from syndicator.storage.statements import slices, table, upsert
from syndicator.storage.tables import PageRow


def find(connection: Connection, wanted: Mapping[int, Sequence[str]]) -> dict[tuple[int, str], PageNote]:
    """Return what is remembered of pages, by source and key; `wanted` maps a source's id to keys."""
    found: dict[tuple[int, str], PageNote] = {}
    for source_id, keys in wanted.items():
        for some in slices(sorted(set(keys))):
            rows = connection.execute(
                select(table(PageRow)).where(PageRow.source_id == source_id, PageRow.key.in_(some))
            )
            for row in rows:
                found[source_id, row.key] = PageNote(**row._asdict() | {"finding": PageFinding(row.finding)})
    return found


def findings(connection: Connection, source_id: int) -> dict[PageFinding, int]:
    """Return how many pages of a source gave what."""
    rows = connection.execute(
        select(PageRow.finding, func.count()).where(PageRow.source_id == source_id).group_by(PageRow.finding)
    )
    return {PageFinding(row[0]): row[1] for row in rows}


def note(connection: Connection, notes: Sequence[PageNote]) -> None:
    """Write what pages gave."""
    if not notes:
        return
    statement = upsert(connection, PageRow)
    columns = ("told", "finding", "tries", "read_at")
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["source_id", "key"], set_={name: statement.excluded[name] for name in columns}
        ),
        [
            {
                "source_id": one.source_id,
                "key": one.key,
                "told": one.told,
                "finding": one.finding,
                "tries": one.tries,
                "read_at": one.read_at,
            }
            for one in notes
        ],
    )
