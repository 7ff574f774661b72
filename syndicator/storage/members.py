"""The bulletins of one story, locked together for a decision about all of them."""

from __future__ import annotations

from sqlalchemy import Connection, select

from syndicator.errors import ConcurrentChange
from syndicator.model.known import Known
from syndicator.storage import bulletins
from syndicator.storage.tables import BulletinRow, StoryRow


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
