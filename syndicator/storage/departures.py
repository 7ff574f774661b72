"""What the public has seen and may see no more: withdrawn, hidden, or told elsewhere since."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Connection, exists, select
from sqlalchemy.orm import aliased

from syndicator.model.bulletin import BulletinState
from syndicator.model.event import EventKind
from syndicator.model.unit import UnitTree
from syndicator.storage.reading import Selection, narrowed
from syndicator.storage.statements import slices
from syndicator.storage.tables import BulletinRow, EventRow, StoryRow

UNSEEN = tuple(state for state in BulletinState if state is not BulletinState.RELEASED)


class Cause(StrEnum):
    """Why a story is no longer shown under its uid."""

    WITHDRAWN = "withdrawn"
    HIDDEN = "hidden"
    MERGED = "merged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """When a bulletin that the public has seen was taken back, whether by the desk, and the desk's word why."""

    at: datetime
    by_desk: bool = True
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """A story that left; `withdrawal` tells more where it was withdrawn."""

    story_uid: UUID
    at: datetime
    cause: Cause
    withdrawal: Withdrawal | None = None


def withdrawals(connection: Connection, bulletin_ids: Iterable[int]) -> dict[int, Withdrawal]:
    """Return the last withdrawal of each bulletin; a source's own words for it are for the desk only."""
    found: dict[int, Withdrawal] = {}
    for some in slices(sorted(set(bulletin_ids))):
        rows = connection.execute(
            select(EventRow.bulletin_id, EventRow.at, EventRow.reason, EventRow.actor)
            .where(EventRow.bulletin_id.in_(some), EventRow.kind == EventKind.BULLETIN_WITHDRAWN)
            .order_by(EventRow.seq)
        )
        for row in rows:
            by_desk = row.actor is not None
            found[row.bulletin_id] = Withdrawal(at=row.at, by_desk=by_desk, reason=row.reason if by_desk else "")
    return found


def departed(
    connection: Connection, selection: Selection, units: UnitTree, *, since: datetime, most: int
) -> list[Departure]:
    """Return the stories of a selection that the public has seen and that left after `since`, the last one first."""
    gone = [*_gone(connection, selection, units, since, most), *_merged(connection, selection, units, since, most)]
    return sorted(gone, key=lambda one: (one.at, one.story_uid), reverse=True)[:most]


def _gone(
    connection: Connection, selection: Selection, units: UnitTree, since: datetime, most: int
) -> Sequence[Departure]:
    """Those whose canonical bulletin may not be seen, though one of theirs was; whose it was decides on the feed."""
    seen = aliased(BulletinRow)
    was_seen = exists().where(
        seen.story_id == BulletinRow.story_id, seen.released_at.is_not(None), *narrowed(seen, selection, units)
    )
    rows = connection.execute(
        select(StoryRow.uid, BulletinRow.id, BulletinRow.state, BulletinRow.updated_at)
        .join(StoryRow, StoryRow.id == BulletinRow.story_id)
        .where(BulletinRow.canonical.is_(True), BulletinRow.state.in_(UNSEEN), BulletinRow.updated_at > since, was_seen)
        .order_by(BulletinRow.updated_at.desc())
        .limit(most)
    ).all()
    told = withdrawals(connection, [row.id for row in rows if row.state == BulletinState.WITHDRAWN])
    return [
        Departure(
            story_uid=row.uid,
            at=row.updated_at,
            cause=Cause.WITHDRAWN if row.state == BulletinState.WITHDRAWN else Cause.HIDDEN,
            withdrawal=told.get(row.id),
        )
        for row in rows
    ]


def _merged(
    connection: Connection, selection: Selection, units: UnitTree, since: datetime, most: int
) -> Sequence[Departure]:
    """Those that another story took over; each still names the bulletin that stood for it."""
    rows = connection.execute(
        select(StoryRow.uid, BulletinRow.updated_at)
        .join(BulletinRow, BulletinRow.id == StoryRow.canonical_id)
        .where(
            StoryRow.merged_into.is_not(None),
            BulletinRow.updated_at > since,
            BulletinRow.released_at.is_not(None),
            *narrowed(BulletinRow, selection, units),
        )
        .order_by(BulletinRow.updated_at.desc())
        .limit(most)
    )
    return [Departure(story_uid=row.uid, at=row.updated_at, cause=Cause.MERGED) for row in rows]
