"""Revisions of the desk: what a person shows in place of what a source said, masked or in other words."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select, update

from syndicator.errors import ConcurrentChange
from syndicator.model.bulletin import Bulletin, Content
from syndicator.model.verdict import Verdict
from syndicator.storage import bulletins, revisions
from syndicator.storage.revisions import CONTENT_FIELDS
from syndicator.storage.statements import insert_all, table
from syndicator.storage.tables import BulletinRow, RevisionRow


def put_in_place(
    connection: Connection,
    bulletin: Bulletin,
    content: Content,
    verdict: Verdict,
    *,
    editor: str,
    now: datetime,
    seen: bool = True,
) -> int:
    """
    Store a content as the newest revision of a bulletin; return its number.

    It keeps the hashes of what the source said, so that nothing is new while that says the same; and its trace.

    Args:
        bulletin: as the person saw it.
        seen: whether who reads our pages and feeds sees a difference.

    Raises:
        ConcurrentChange: it was revised meanwhile.
    """
    number = bulletin.revision + 1
    moved = connection.execute(
        update(BulletinRow)
        .where(BulletinRow.id == bulletin.id, BulletinRow.revision == bulletin.revision)
        .values(revision=number, updated_at=now if seen else bulletin.updated_at)
    )
    if moved.rowcount == 0:
        raise ConcurrentChange(f"bulletin {bulletin.id} was revised at the same moment")
    columns = table(RevisionRow).c
    said = connection.execute(
        select(columns.text_hash, columns.trace).where(
            RevisionRow.bulletin_id == bulletin.id, RevisionRow.number == bulletin.revision
        )
    ).one()
    told = {name: getattr(content, name) for name in CONTENT_FIELDS}
    own = {"bulletin_id": bulletin.id, "number": number, "seen_at": now, "editor": editor, **said._asdict()}
    insert_all(connection, RevisionRow, [own | told])
    bulletins.set_verdicts(connection, revisions.add_verdicts(connection, [(bulletin.id, number, verdict)], now))
    return number
