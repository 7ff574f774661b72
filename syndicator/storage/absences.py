"""Queries on `absences`: bulletins that their sources no longer tell."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, delete, select

from syndicator.model.absence import Absence, Finding
from syndicator.storage.statements import slices, table, upsert
from syndicator.storage.tables import AbsenceRow


def of_sources(connection: Connection, source_ids: Sequence[int]) -> dict[int, Absence]:
    """Return all absences of these sources, by bulletin."""
    found: dict[int, Absence] = {}
    for some in slices(source_ids):
        for row in connection.execute(select(table(AbsenceRow)).where(AbsenceRow.source_id.in_(some))):
            told = row._asdict()
            found[row.bulletin_id] = Absence(**told | {"finding": Finding(row.finding)})
    return found


def note(connection: Connection, absences: Sequence[Absence]) -> None:
    """Write absences, new ones and known ones."""
    if not absences:
        return
    statement = upsert(connection, AbsenceRow)
    columns = ("polls", "finding", "checked_at")
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["bulletin_id"], set_={name: statement.excluded[name] for name in columns}
        ),
        [
            {
                "bulletin_id": one.bulletin_id,
                "source_id": one.source_id,
                "since": one.since,
                "polls": one.polls,
                "finding": one.finding,
                "checked_at": one.checked_at,
            }
            for one in absences
        ],
    )


def forget(connection: Connection, bulletin_ids: Sequence[int]) -> None:
    """Forget the absences of these bulletins: they were told again."""
    for some in slices(bulletin_ids):
        connection.execute(delete(AbsenceRow).where(AbsenceRow.bulletin_id.in_(some)))
