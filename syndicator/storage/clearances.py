"""Queries on what the desk let through: the releases that people made, and the reasons that they overruled."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import Connection, func, select

from syndicator.model.clearance import NONE, Clearance
from syndicator.model.event import EventKind
from syndicator.storage import corrections
from syndicator.storage.statements import slices
from syndicator.storage.tables import EventRow

_TELLING = (EventKind.BULLETIN_RELEASED, EventKind.BULLETIN_EDITED, EventKind.BULLETIN_REWORDED)
"""What tells what the desk let through: a release, and words of its own, of which what was let through holds on."""


def of(connection: Connection, bulletin_ids: Collection[int]) -> dict[int, Clearance]:
    """Return what the desk knew of each bulletin when it let it through; those that nobody let through are left out."""
    found = _released(connection, bulletin_ids)
    for bulletin_id, word in corrections.words(connection, sorted(bulletin_ids)).items():
        found[bulletin_id] = replace(
            found.get(bulletin_id, NONE), overruled=frozenset(word.overruled), harmless=word.sensitive is False
        )
    return found


def _released(connection: Connection, bulletin_ids: Collection[int]) -> dict[int, Clearance]:
    """The last release by a person counts; a later one was made with what was known then."""
    found: dict[int, Clearance] = {}
    for some in slices(sorted(bulletin_ids)):
        last = select(func.max(EventRow.seq)).where(
            EventRow.bulletin_id.in_(some),
            EventRow.kind.in_(_TELLING),
            EventRow.actor.is_not(None),
        )
        rows = connection.execute(
            select(EventRow.bulletin_id, EventRow.details).where(EventRow.seq.in_(last.group_by(EventRow.bulletin_id)))
        )
        found |= {row.bulletin_id: Clearance.from_details(row.details) for row in rows}
    return found
