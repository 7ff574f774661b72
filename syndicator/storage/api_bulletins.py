"""Queries of the API on bulletins and stories: pages of what the public may see, each from where the last one ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, or_, select
from sqlalchemy.orm import aliased

from syndicator.model.bulletin import BulletinState
from syndicator.model.unit import UnitTree
from syndicator.storage.reading import Selection, narrowed
from syndicator.storage.statements import slices
from syndicator.storage.stories import StoryMember, members_of
from syndicator.storage.tables import BulletinRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """
    Which released bulletins, besides what the selection says.

    Args:
        source_id: it published them; `told_by` one that published any copy of their story.
        since, until: the first and the last moment of their release.
    """

    selection: Selection
    source_id: int | None = None
    told_by: int | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a page ended: the release of its last bulletin, and its id."""

    released_at: datetime
    bulletin_id: int


def released_ids(
    connection: Connection, wanted: Wanted, units: UnitTree, *, after: Mark | None, most: int
) -> list[int]:
    """Return the ids of what the public may see, newest release first, from below a mark."""
    rows = connection.execute(
        select(BulletinRow.id)
        .where(
            BulletinRow.state == BulletinState.RELEASED,
            BulletinRow.canonical.is_(True),
            *narrowed(BulletinRow, wanted.selection, units),
            *_more(wanted),
            *_below(after),
        )
        .order_by(BulletinRow.released_at.desc(), BulletinRow.id.desc())
        .limit(most)
    )
    return list(rows.scalars())


def _more(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.source_id is not None:
        found.append(BulletinRow.source_id == wanted.source_id)
    if wanted.told_by is not None:
        copy = aliased(BulletinRow)
        told = select(copy.story_id).where(copy.source_id == wanted.told_by, copy.state == BulletinState.RELEASED)
        found.append(BulletinRow.story_id.in_(told))
    if wanted.since is not None:
        found.append(BulletinRow.released_at >= wanted.since)
    if wanted.until is not None:
        found.append(BulletinRow.released_at <= wanted.until)
    return found


def _below(after: Mark | None) -> list[ColumnElement[bool]]:
    """The first condition is what an index begins at, the second what tells releases of one moment apart."""
    if after is None:
        return []
    earlier = or_(BulletinRow.released_at < after.released_at, BulletinRow.id < after.bulletin_id)
    return [and_(BulletinRow.released_at <= after.released_at, earlier)]


def released_members(connection: Connection, story_ids: Sequence[int]) -> dict[int, list[StoryMember]]:
    """Return for each story those of its bulletins that the public may see, in order of arrival."""
    found: dict[int, list[StoryMember]] = {}
    for some in slices(story_ids):
        for story_id, member in members_of(connection, some):
            if member.state is BulletinState.RELEASED:
                found.setdefault(story_id, []).append(member)
    return found
