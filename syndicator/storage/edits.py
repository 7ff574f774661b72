"""Queries on the revisions that the desk made in words of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, or_, select
from sqlalchemy.orm import aliased

from syndicator.storage.tables import RevisionRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What a revision of the desk is called, and its first words."""

    number: int
    title: str
    lead: str
    editor: str
    at: datetime


def newest(connection: Connection, bulletin_id: int) -> Edit | None:
    """Return the newest title and lead that a person gave a bulletin, whatever its source said since."""
    before = aliased(RevisionRow)
    made = (RevisionRow.number, RevisionRow.title, RevisionRow.lead, RevisionRow.editor, RevisionRow.seen_at)
    row = connection.execute(
        select(*made)
        .join(before, and_(before.bulletin_id == RevisionRow.bulletin_id, before.number == RevisionRow.number - 1))
        .where(
            RevisionRow.bulletin_id == bulletin_id,
            RevisionRow.editor.is_not(None),
            or_(before.title != RevisionRow.title, before.lead != RevisionRow.lead),
        )
        .order_by(RevisionRow.number.desc())
        .limit(1)
    ).one_or_none()
    if row is None or row.editor is None:
        return None
    return Edit(number=row.number, title=row.title, lead=row.lead, editor=row.editor, at=row.seen_at)
