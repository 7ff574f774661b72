"""Queries on `corrections`: what the desk said of verdicts, as a word that lasts and as labelled examples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, func, insert, select, update

from syndicator.errors import ConcurrentChange
from syndicator.model.bulletin import Bulletin
from syndicator.model.correction import MARK, DeskWord, judging_version
from syndicator.model.verdict import Verdict
from syndicator.storage.encoding import reasons_columns, reasons_from, verdict_from
from syndicator.storage.statements import AnyRow, slices, table
from syndicator.storage.tables import BulletinRow, CorrectionRow, RevisionRow, VerdictRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """
    A revision of a bulletin, and all that the desk has said of it: a labelled example.

    Args:
        topics: slugs, the main one first; None where the desk said nothing of them. So are the others.
        unit: slug; empty where the desk left it open.
    """

    bulletin_id: int
    title: str
    text: str
    topics: tuple[str, ...] | None
    unit: str | None
    sensitive: bool | None
    decided_at: datetime


def add(
    connection: Connection, bulletin: tuple[int, int], word: DeskWord, *, version: str, actor: str, now: datetime
) -> int:
    """
    Store a correction of a bulletin's revision, given as (bulletin id, number); return its id.

    Args:
        word: all that the desk has said of the bulletin, this correction included.
        version: what had judged.
    """
    columns = table(CorrectionRow).c
    statement = insert(table(CorrectionRow)).returning(columns.id)
    values = {
        "bulletin_id": bulletin[0],
        "revision": bulletin[1],
        "version": version,
        "topics": None if word.topics is None else list(word.topics),
        "unit": word.unit,
        "place": word.place,
        "sensitive": word.sensitive,
        "overruled": reasons_columns(word.overruled),
        "actor": actor,
        "decided_at": now,
    }
    return int(connection.execute(statement, values).scalar_one())


def words(connection: Connection, bulletin_ids: Sequence[int]) -> dict[int, DeskWord]:
    """Return what the desk has said of bulletins so far; those of which it said nothing are left out."""
    found: dict[int, DeskWord] = {}
    for some in slices(sorted(set(bulletin_ids))):
        newest = select(func.max(CorrectionRow.id)).where(CorrectionRow.bulletin_id.in_(some))
        rows = connection.execute(
            select(table(CorrectionRow)).where(CorrectionRow.id.in_(newest.group_by(CorrectionRow.bulletin_id)))
        )
        found |= {row.bulletin_id: _word(row) for row in rows}
    return found


def check(connection: Connection, known: Mapping[int, int | None]) -> None:
    """
    Make sure that nobody corrected these bulletins meanwhile, given with the newest correction that was known.

    Raises:
        ConcurrentChange: somebody did; roll back and decide again.
    """
    found = words(connection, list(known))
    for bulletin_id, correction_id in known.items():
        newest = found[bulletin_id].id if bulletin_id in found else None
        if newest != correction_id:
            raise ConcurrentChange(f"the desk corrected bulletin {bulletin_id} at the same moment")


def judged(connection: Connection, bulletin: Bulletin) -> Verdict:
    """Return what the judge itself said of the newest revision of a bulletin, whatever the desk corrected since."""
    if MARK not in bulletin.verdict.version:
        return bulletin.verdict
    row = connection.execute(
        select(table(VerdictRow)).where(
            VerdictRow.bulletin_id == bulletin.id,
            VerdictRow.revision == bulletin.revision,
            VerdictRow.version == judging_version(bulletin.verdict.version),
        )
    ).one_or_none()
    return bulletin.verdict if row is None else verdict_from(row._asdict())


def label(connection: Connection, bulletin_id: int, unit: str | None, unit_path: str | None, now: datetime) -> None:
    """List a bulletin under a unit, and tell whoever keeps copies of pages and feeds that it changed."""
    connection.execute(
        update(BulletinRow).where(BulletinRow.id == bulletin_id).values(unit=unit, unit_path=unit_path, updated_at=now)
    )


def examples(connection: Connection) -> list[Corrected]:
    """Return the newest correction of each bulletin with the text of the revision that it was about, oldest first."""
    newest = select(func.max(CorrectionRow.id)).group_by(CorrectionRow.bulletin_id)
    about = and_(RevisionRow.bulletin_id == CorrectionRow.bulletin_id, RevisionRow.number == CorrectionRow.revision)
    rows = connection.execute(
        select(
            CorrectionRow.bulletin_id,
            RevisionRow.title,
            RevisionRow.text,
            CorrectionRow.topics,
            CorrectionRow.unit,
            CorrectionRow.sensitive,
            CorrectionRow.decided_at,
        )
        .join(RevisionRow, about)
        .where(CorrectionRow.id.in_(newest))
        .order_by(CorrectionRow.id)
    )
    return [Corrected(**row._asdict() | {"topics": _topics(row.topics)}) for row in rows]


def _word(row: AnyRow) -> DeskWord:
    return DeskWord(
        id=row.id,
        topics=_topics(row.topics),
        unit=row.unit,
        place=row.place,
        sensitive=row.sensitive,
        overruled=reasons_from(row.overruled),
    )


def _topics(column: list[str] | None) -> tuple[str, ...] | None:
    return None if column is None else tuple(column)
