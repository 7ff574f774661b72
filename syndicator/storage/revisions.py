"""Queries on `revisions` and `verdicts`: what bulletins say, and the judgement on it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import Connection, and_, or_, select
from sqlalchemy.orm import aliased

from syndicator.model.bulletin import Candidate, Content
from syndicator.model.verdict import Verdict
from syndicator.storage.encoding import verdict_columns
from syndicator.storage.statements import AnyRow, insert_all, slices, table
from syndicator.storage.tables import BulletinRow, RevisionRow, VerdictRow

CONTENT_FIELDS = tuple(field.name for field in fields(Content))
NO_TRACES: Mapping[int, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Retold:
    """A revision that told readers something else than the one before; what it was that stood there is not told."""

    at: datetime
    title: bool
    text: bool
    picture: bool
    by_desk: bool


def add(
    connection: Connection,
    revisions: Sequence[tuple[int, int, Candidate]],
    now: datetime,
    traces: Mapping[int, str] = NO_TRACES,
) -> None:
    """Store revisions, given as (bulletin id, number, candidate); `traces` are those of their polls, by bulletin."""
    rows = [
        {
            "bulletin_id": bulletin_id,
            "number": number,
            "seen_at": now,
            "text_hash": candidate.fingerprint.text_hash,
            "trace": traces.get(bulletin_id),
        }
        | {name: getattr(candidate.draft.content, name) for name in CONTENT_FIELDS}
        for bulletin_id, number, candidate in revisions
    ]
    insert_all(connection, RevisionRow, rows)


def add_verdicts(connection: Connection, verdicts: Sequence[tuple[int, int, Verdict]], now: datetime) -> dict[int, int]:
    """Store verdicts, given as (bulletin id, revision, verdict); return their ids by bulletin id."""
    rows = [
        {"bulletin_id": bulletin_id, "revision": revision, "judged_at": now} | verdict_columns(verdict)
        for bulletin_id, revision, verdict in verdicts
    ]
    insert_all(connection, VerdictRow, rows)
    wanted = {(bulletin_id, revision, verdict.version) for bulletin_id, revision, verdict in verdicts}
    stored: dict[int, int] = {}
    for some in slices([bulletin_id for bulletin_id, _, _ in verdicts]):
        columns = (VerdictRow.bulletin_id, VerdictRow.revision, VerdictRow.version, VerdictRow.id)
        for row in connection.execute(select(*columns).where(VerdictRow.bulletin_id.in_(some))):
            if (row.bulletin_id, row.revision, row.version) in wanted:
                stored[row.bulletin_id] = row.id
    return stored


def content_from(row: AnyRow) -> Content:
    """Return the content in a row that carries the columns of a revision."""
    return Content(**{name: getattr(row, name) for name in CONTENT_FIELDS})


def find(connection: Connection, bulletin_id: int) -> list[tuple[int, datetime, Content, str | None]]:
    """Return a bulletin's revisions as (number, seen at, content, trace or None), oldest first."""
    rows = connection.execute(
        select(table(RevisionRow)).where(RevisionRow.bulletin_id == bulletin_id).order_by(RevisionRow.number)
    )
    return [(row.number, row.seen_at, content_from(row), row.trace) for row in rows]


def newest_traces(connection: Connection, bulletin_ids: Collection[int]) -> dict[int, str]:
    """Return the trace of what each bulletin says now; of those that have one."""
    newest = and_(RevisionRow.bulletin_id == BulletinRow.id, RevisionRow.number == BulletinRow.revision)
    found: dict[int, str] = {}
    for some in slices(sorted(bulletin_ids)):
        statement = select(BulletinRow.id, RevisionRow.trace).join(RevisionRow, newest)
        rows = connection.execute(statement.where(BulletinRow.id.in_(some), RevisionRow.trace.is_not(None)))
        found |= {bulletin_id: trace for bulletin_id, trace in rows if trace is not None}
    return found


def retold(connection: Connection, bulletin_id: int, since: datetime) -> list[Retold]:
    """Return the revisions after the first one that changed what readers see, oldest first, from a moment on."""
    before = aliased(RevisionRow)
    one_before = and_(before.bulletin_id == RevisionRow.bulletin_id, before.number == RevisionRow.number - 1)
    names = {"title": ("title",), "text": ("lead", "html", "text"), "picture": ("image",)}
    changed = {
        part: or_(*(getattr(RevisionRow, name).is_distinct_from(getattr(before, name)) for name in some))
        for part, some in names.items()
    }
    statement = (
        select(RevisionRow.seen_at.label("at"), RevisionRow.editor.is_not(None).label("by_desk"))
        .add_columns(*(condition.label(part) for part, condition in changed.items()))
        .join(before, one_before)
        .where(RevisionRow.bulletin_id == bulletin_id, RevisionRow.seen_at > since, or_(*changed.values()))
        .order_by(RevisionRow.number)
    )
    return [Retold(**row._asdict()) for row in connection.execute(statement)]
