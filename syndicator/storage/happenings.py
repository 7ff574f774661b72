"""What the public was shown or lost, in the order of the log: the reading side of the live stream."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Connection, and_, func, select

from syndicator.model.bulletin import BulletinState, page_path
from syndicator.model.event import EventKind
from syndicator.storage.statements import AnyRow
from syndicator.storage.tables import BulletinRow, BulletinTopicRow, EventRow, RevisionRow, StoryRow

A_SLICE = 500
"""Rows of the log that are read at once; few enough for one list of ids."""
_OF_HEADS = (
    EventKind.BULLETIN_ADDED,
    EventKind.BULLETIN_REVISED,
    EventKind.BULLETIN_CORRECTED,
    EventKind.BULLETIN_MASKED,
    EventKind.BULLETIN_EDITED,
    EventKind.BULLETIN_HELD,
    EventKind.BULLETIN_RELEASED,
    EventKind.BULLETIN_REJECTED,
    EventKind.BULLETIN_WITHDRAWN,
)
_OF_ANY = (EventKind.CANONICAL_CHANGED, EventKind.STORY_MERGED, EventKind.STORY_SPLIT)
_TOLD = frozenset({*_OF_HEADS, *_OF_ANY})


class Turn(StrEnum):
    """What happened for the public: it sees something new, sees it otherwise, or sees it no more."""

    RELEASED = "released"
    REVISED = "revised"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the public sees of a release now."""

    bulletin_id: int
    title: str
    path: str
    topics: tuple[str, ...]
    unit: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One turn of a story, at a place in the log; `shown` is None for what was withdrawn."""

    seq: int
    turn: Turn
    story_uid: UUID
    at: datetime
    shown: Shown | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the log."""

    seq: int
    kind: str
    at: datetime
    bulletin_id: int | None


def newest(connection: Connection) -> int:
    """Return the place of the last row of the log, 0 while it is empty."""
    return connection.execute(select(func.max(EventRow.seq))).scalar() or 0


def settled(connection: Connection, before: datetime) -> int:
    """Return a place of the log behind which no older row can appear: its row was written before this moment."""
    rows = connection.execute(select(EventRow.seq, EventRow.at).order_by(EventRow.seq.desc()).limit(A_SLICE)).all()
    return next((row.seq for row in rows if row.at <= before), rows[-1].seq - 1 if rows else 0)


def entries(connection: Connection, after: int, *, until: int | None = None) -> list[Entry]:
    """Return the next rows of the log, up to A_SLICE of them."""
    statement = select(EventRow.seq, EventRow.kind, EventRow.at, EventRow.bulletin_id).where(EventRow.seq > after)
    if until is not None:
        statement = statement.where(EventRow.seq <= until)
    rows = connection.execute(statement.order_by(EventRow.seq).limit(A_SLICE))
    return [Entry(row.seq, row.kind, row.at, row.bulletin_id) for row in rows]


def happenings(connection: Connection, log: Sequence[Entry]) -> list[Happening]:
    """
    Return what rows of the log mean for the public, in their order.

    A story is told once, at its last row, and as it stands now: what is held now is not told as it was before.
    """
    wanted = [one for one in log if one.kind in _TOLD and one.bulletin_id is not None]
    if not wanted:
        return []
    ids = {one.bulletin_id for one in wanted if one.bulletin_id is not None}
    placed = connection.execute(select(BulletinRow.id, BulletinRow.story_id).where(BulletinRow.id.in_(ids)))
    stories = {row.id: row.story_id for row in placed}
    heads = _heads(connection, set(stories.values()))
    found = _merged(connection, [one for one in wanted if one.kind == EventKind.STORY_MERGED])
    rows: dict[int, list[Entry]] = {}
    for one in wanted:
        head = heads.get(stories.get(one.bulletin_id or 0, 0))
        if head is not None and (one.kind in _OF_ANY or head.id == one.bulletin_id):
            rows.setdefault(head.story_id, []).append(one)
    seen = _seen(connection, rows)
    topics = _topics(connection, [heads[story].id for story in rows])
    found += [
        _of_head(heads[story], told, topics.get(heads[story].id, ())) for story, told in rows.items() if story in seen
    ]
    return sorted(found, key=lambda one: (one.seq, one.turn is not Turn.WITHDRAWN))


def _heads(connection: Connection, stories: Collection[int]) -> dict[int, AnyRow]:
    """Return the bulletin that stands for each story, with its newest title."""
    current = and_(RevisionRow.bulletin_id == BulletinRow.id, RevisionRow.number == BulletinRow.revision)
    rows = connection.execute(
        select(
            BulletinRow.id,
            BulletinRow.story_id,
            BulletinRow.state,
            BulletinRow.unit,
            BulletinRow.released_at,
            RevisionRow.title,
            StoryRow.uid,
        )
        .join(RevisionRow, current)
        .join(StoryRow, StoryRow.id == BulletinRow.story_id)
        .where(BulletinRow.story_id.in_(sorted(stories)), BulletinRow.canonical.is_(True))
    )
    return {row.story_id: row for row in rows}


def _seen(connection: Connection, stories: Collection[int]) -> set[int]:
    """Return those of the stories of which the public has seen anything, ever."""
    rows = connection.execute(
        select(BulletinRow.story_id).where(
            BulletinRow.story_id.in_(sorted(stories)), BulletinRow.released_at.is_not(None)
        )
    )
    return set(rows.scalars())


def _topics(connection: Connection, bulletins: Collection[int]) -> dict[int, tuple[str, ...]]:
    rows = connection.execute(
        select(BulletinTopicRow.bulletin_id, BulletinTopicRow.slug)
        .where(BulletinTopicRow.bulletin_id.in_(sorted(bulletins)))
        .order_by(BulletinTopicRow.bulletin_id, BulletinTopicRow.rank)
    )
    found: dict[int, tuple[str, ...]] = {}
    for row in rows:
        found[row.bulletin_id] = (*found.get(row.bulletin_id, ()), row.slug)
    return found


def _merged(connection: Connection, log: Sequence[Entry]) -> list[Happening]:
    """Stories that another one took over are told as withdrawn under their old name."""
    places = {one.bulletin_id: one for one in log if one.bulletin_id is not None}
    if not places:
        return []
    rows = connection.execute(
        select(StoryRow.uid, StoryRow.canonical_id)
        .join(BulletinRow, BulletinRow.id == StoryRow.canonical_id)
        .where(
            StoryRow.merged_into.is_not(None),
            StoryRow.canonical_id.in_(sorted(places)),
            BulletinRow.released_at.is_not(None),
        )
    )
    return [
        Happening(
            seq=places[row.canonical_id].seq,
            turn=Turn.WITHDRAWN,
            story_uid=row.uid,
            at=places[row.canonical_id].at,
            shown=None,
        )
        for row in rows
    ]


def _of_head(head: AnyRow, log: Sequence[Entry], topics: tuple[str, ...]) -> Happening:
    last = log[-1]
    if head.state != BulletinState.RELEASED:
        return Happening(seq=last.seq, turn=Turn.WITHDRAWN, story_uid=head.uid, at=last.at, shown=None)
    is_new = head.released_at is not None and head.released_at >= log[0].at
    shown = Shown(
        bulletin_id=head.id, title=head.title, path=page_path(head.id, head.title), topics=topics, unit=head.unit
    )
    turn = Turn.RELEASED if is_new else Turn.REVISED
    return Happening(seq=last.seq, turn=turn, story_uid=head.uid, at=last.at, shown=shown)
