"""Queries on `stories` and `fingerprints`: which texts are the same release."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, and_, bindparam, select, update

from syndicator.errors import ConcurrentChange
from syndicator.model.bulletin import BulletinState
from syndicator.model.story import Story
from syndicator.storage.statements import insert_all, slices, table
from syndicator.storage.tables import BulletinRow, FingerprintRow, RevisionRow, SketchRow, SourceRow, StoryRow


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryMember:
    """
    A bulletin of a story as people see it.

    `source` is where it was polled, `unit` who issued it; `authority` is None where it was stored before it was known.
    """

    id: int
    uid: UUID
    source_id: int
    source: str
    unit: str | None
    address: str | None
    title: str
    state: BulletinState
    authority: int | None
    canonical: bool
    published_at: datetime
    first_seen_at: datetime


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


def heads(connection: Connection, uids: Sequence[UUID]) -> dict[int, int]:
    """Return the canonical bulletin of each of these stories (story id → bulletin id) that has bulletins."""
    found: dict[int, int] = {}
    for some in slices(uids):
        statement = select(StoryRow.id, BulletinRow.id.label("head")).join(
            BulletinRow, BulletinRow.story_id == StoryRow.id
        )
        statement = statement.where(StoryRow.uid.in_(some), BulletinRow.canonical.is_(True))
        found |= {row.id: row.head for row in connection.execute(statement)}
    return found


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


def members(connection: Connection, story_id: int) -> list[StoryMember]:
    """Return the bulletins of a story as people see them, in order of arrival."""
    return [member for _, member in members_of(connection, [story_id])]


def members_of(connection: Connection, story_ids: Sequence[int]) -> list[tuple[int, StoryMember]]:
    """Return the bulletins of stories (as many as a statement may list), each with its story, in order of arrival."""
    newest = and_(RevisionRow.bulletin_id == BulletinRow.id, RevisionRow.number == BulletinRow.revision)
    statement = (
        select(BulletinRow.id, BulletinRow.uid, BulletinRow.source_id, BulletinRow.unit, BulletinRow.address)
        .add_columns(BulletinRow.state, BulletinRow.canonical, BulletinRow.published_at, BulletinRow.first_seen_at)
        .add_columns(RevisionRow.title, SourceRow.address.label("source"), SketchRow.authority, BulletinRow.story_id)
        .join(RevisionRow, newest)
        .join(SourceRow, SourceRow.id == BulletinRow.source_id)
        .outerjoin(SketchRow, SketchRow.bulletin_id == BulletinRow.id)
        .where(BulletinRow.story_id.in_(story_ids))
        .order_by(BulletinRow.id)
    )
    told = [row._asdict() for row in connection.execute(statement)]
    return [(row.pop("story_id"), StoryMember(**row | {"state": BulletinState(row["state"])})) for row in told]
