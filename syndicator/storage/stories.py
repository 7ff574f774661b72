"""Queries on `stories` and `fingerprints`: which texts are the same release."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, bindparam, select, update

from syndicator.errors import ConcurrentChange
from syndicator.model.story import Story
from syndicator.storage.statements import insert_all, slices, table
from syndicator.storage.tables import BulletinRow, FingerprintRow, StoryRow


def add(connection: Connection, uids: Sequence[UUID], now: datetime) -> None:
    """Found new stories."""
    insert_all(connection, StoryRow, [{"uid": uid, "created_at": now} for uid in uids])


def ids(connection: Connection, uids: Sequence[UUID]) -> dict[UUID, int]:
    """Return the ids of stories by their uids."""
    found: dict[UUID, int] = {}
    for some in slices(uids):
        rows = connection.execute(select(StoryRow.uid, StoryRow.id).where(StoryRow.uid.in_(some)))
        found |= {row.uid: row.id for row in rows}
    return found


def set_canonical(connection: Connection, canonical: Mapping[int, int]) -> None:
    """Name the canonical bulletin of each story (story id → bulletin id)."""
    if canonical:
        stories = table(StoryRow)
        connection.execute(
            update(stories).where(stories.c.id == bindparam("story")).values(canonical_id=bindparam("bulletin")),
            [{"story": story, "bulletin": bulletin} for story, bulletin in canonical.items()],
        )


def own_free_texts(connection: Connection, owners: Mapping[str, int]) -> bool:
    """Make stories the owners of those folded texts (text hash → story id) that nobody owns yet; say if all were."""
    given = 0
    for some in slices(sorted(owners)):  # all processes lock in one order
        rows = [{"text_hash": text_hash, "story_id": owners[text_hash]} for text_hash in some]
        given += insert_all(connection, FingerprintRow, rows, unless=("text_hash",))
    return given == len(owners)


def own_texts(connection: Connection, owners: Mapping[str, int]) -> None:
    """
    Make stories the owners of folded texts (text hash → story id).

    Raises:
        ConcurrentChange: another process gave one of the texts to another story meanwhile.
    """
    if own_free_texts(connection, owners):
        return
    for some in slices(list(owners)):
        rows = connection.execute(
            select(FingerprintRow.text_hash, FingerprintRow.story_id).where(FingerprintRow.text_hash.in_(some))
        )
        if any(owners[row.text_hash] != row.story_id for row in rows):
            raise ConcurrentChange("a text became part of another story at the same moment")


def lock(connection: Connection, story_ids: Collection[int]) -> None:
    """Lock stories against changes of who is in them, until the transaction ends; all processes in one order."""
    for some in slices(sorted(story_ids)):
        connection.execute(select(StoryRow.id).where(StoryRow.id.in_(some)).order_by(StoryRow.id).with_for_update())


def pin(connection: Connection, story_id: int, bulletin_id: int | None) -> None:
    """Name the bulletin that the desk made the canonical one of its story; None leaves the choice to the ranks."""
    connection.execute(update(StoryRow).where(StoryRow.id == story_id).values(pinned_id=bulletin_id))


def find(connection: Connection, story: int | UUID) -> Story | None:
    """Return a story by its id or uid, with its members; one that was merged is told as it is, without members."""
    named = StoryRow.uid == story if isinstance(story, UUID) else StoryRow.id == story
    row = connection.execute(select(table(StoryRow)).where(named)).one_or_none()
    if row is None:
        return None
    members = connection.execute(
        select(BulletinRow.id).where(BulletinRow.story_id == row.id).order_by(BulletinRow.id)
    ).scalars()
    return Story(
        id=row.id,
        uid=row.uid,
        canonical_id=row.canonical_id,
        members=tuple(members),
        pinned_id=row.pinned_id,
        merged_into=row.merged_into,
    )


def follow(connection: Connection, story: int | UUID) -> Story | None:
    """Return the story that a name leads to, through all mergers."""
    found = find(connection, story)
    while found is not None and found.merged_into is not None:
        found = find(connection, found.merged_into)
    return found
