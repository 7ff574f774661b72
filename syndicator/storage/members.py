"""The bulletins of one story, locked together for a decision about all of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, select

from syndicator.errors import ConcurrentChange
from syndicator.model.bulletin import BulletinState
from syndicator.model.known import Known
from syndicator.model.verdict import HoldReason
from syndicator.storage import bulletins
from syndicator.storage.encoding import reasons_from
from syndicator.storage.statements import slices
from syndicator.storage.tables import BulletinRow, StoryRow, VerdictRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspect:
    """A bulletin of a story in which one is held; `reasons` are those of the verdict that counts."""

    bulletin_id: int
    story_uid: UUID
    revision: int
    state: BulletinState
    reasons: tuple[HoldReason, ...]

    @property
    def holds(self) -> bool:
        """Whether it is held for what it says."""
        return self.state is BulletinState.HELD and bool(self.reasons)


def lock(connection: Connection, bulletin_id: int) -> tuple[int, tuple[Known, ...]]:
    """
    Return the story of a bulletin and all that is in it, in order of arrival, locked until the transaction ends.

    Raises:
        NotFound: there is no such bulletin.
        ConcurrentChange: it went to another story at the same moment.
    """
    mine = select(BulletinRow.story_id).where(BulletinRow.id == bulletin_id)
    story_id = connection.execute(mine).scalar()
    if story_id is None:
        bulletins.lock(connection, bulletin_id)
        raise ConcurrentChange(f"bulletin {bulletin_id} came at the same moment")
    connection.execute(select(StoryRow.id).where(StoryRow.id == story_id).with_for_update())
    ids = connection.execute(
        select(BulletinRow.id).where(BulletinRow.story_id == story_id).order_by(BulletinRow.id).with_for_update()
    ).scalars()
    members = tuple(bulletins.lock(connection, one) for one in ids)
    if bulletin_id not in {known.bulletin_id for known in members}:
        raise ConcurrentChange(f"bulletin {bulletin_id} went to another story at the same moment")
    return story_id, members


def suspected(connection: Connection, bulletin_ids: Collection[int]) -> dict[int, tuple[Suspect, ...]]:
    """
    Return the bulletins that may be seen or are held, of those of these bulletins' stories in which any is held.

    Returns:
        story id → its bulletins, in order of arrival.
    """
    found: dict[int, list[Suspect]] = {}
    for some in slices(sorted(bulletin_ids)):
        theirs = select(BulletinRow.story_id).where(BulletinRow.id.in_(some))
        held = select(BulletinRow.story_id).where(
            BulletinRow.story_id.in_(theirs), BulletinRow.state == BulletinState.HELD
        )
        for story_id in connection.execute(held.distinct()).scalars().all():
            found[story_id] = _suspects(connection, story_id)
    return {story_id: tuple(some) for story_id, some in sorted(found.items())}


def _suspects(connection: Connection, story_id: int) -> list[Suspect]:
    rows = connection.execute(
        select(BulletinRow.id, StoryRow.uid, BulletinRow.revision, BulletinRow.state, VerdictRow.hold_reasons)
        .join(StoryRow, StoryRow.id == BulletinRow.story_id)
        .join(VerdictRow, VerdictRow.id == BulletinRow.verdict_id)
        .where(BulletinRow.story_id == story_id, BulletinRow.state.in_((BulletinState.HELD, BulletinState.RELEASED)))
        .order_by(BulletinRow.id)
    )
    return [
        Suspect(
            bulletin_id=row.id,
            story_uid=row.uid,
            revision=row.revision,
            state=BulletinState(row.state),
            reasons=reasons_from(row.hold_reasons),
        )
        for row in rows
    ]
