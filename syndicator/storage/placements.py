"""Writing where bulletins stand: their stories, the canonical ones, and which story took over which."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, Update, bindparam, exists, select, update
from sqlalchemy.orm import aliased

from syndicator.errors import ConcurrentChange
from syndicator.model.event import Event, EventKind
from syndicator.model.story import Placement
from syndicator.storage import stories
from syndicator.storage.statements import AnyRow, slices, table
from syndicator.storage.tables import BulletinRow, FingerprintRow, RevisionRow, StoryRow


@dataclass(frozen=True, slots=True, kw_only=True)
class _Move:
    """A bulletin that stands otherwise than before."""

    bulletin_id: int
    before: int
    after: int
    was_canonical: bool
    canonical: bool

    @property
    def leaves(self) -> bool:
        """Whether it goes to another story."""
        return self.before != self.after


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    """
    All that an arrangement changes.

    Args:
        founded: stories that are new.
        emptied: stories without a bulletin left → the story that took over their canonical one.
        canonical: story → its canonical bulletin.
        sizes: story → how many bulletins it had before.
    """

    moves: tuple[_Move, ...]
    founded: frozenset[int]
    emptied: Mapping[int, int]
    canonical: Mapping[int, int]
    sizes: Mapping[int, int]


def place(connection: Connection, placements: Sequence[Placement], now: datetime) -> list[Event]:
    """
    Write where bulletins stand; return an event for each that moved, became canonical or ceased to be.

    Placements name all bulletins of every story that they touch, as an arrangement of a neighbourhood does.

    Raises:
        ConcurrentChange: a bulletin came to one of the stories, or left it, since they were read.
    """
    wanted = {placement.bulletin: placement for placement in placements}
    targets, founded = _targets(connection, {placement.story for placement in placements}, now)
    touched = set(targets.values()) | _stories_now(connection, list(wanted))
    stories.lock(connection, touched)
    rows = _members(connection, touched)
    if {row.uid for row in rows} != wanted.keys():
        raise ConcurrentChange("a bulletin came to one of these stories, or left it, at the same moment")
    change = _change(rows, wanted, targets, founded)
    _write_bulletins(connection, change.moves, now)
    _write_stories(connection, change, touched)
    _move_texts(connection, change)
    return list(_told(change, now))


def _targets(connection: Connection, uids: set[UUID], now: datetime) -> tuple[dict[UUID, int], frozenset[int]]:
    """Return the ids of stories by their uids, and those that had to be founded."""
    known = stories.ids(connection, sorted(uids))
    stories.add(connection, sorted(uids - known.keys()), now)
    targets = stories.ids(connection, sorted(uids))
    return targets, frozenset(targets[uid] for uid in uids - known.keys())


def _stories_now(connection: Connection, uids: Sequence[UUID]) -> set[int]:
    found: set[int] = set()
    for some in slices(uids):
        found |= set(connection.execute(select(BulletinRow.story_id).where(BulletinRow.uid.in_(some))).scalars())
    return found


def _members(connection: Connection, story_ids: set[int]) -> list[AnyRow]:
    rows: list[AnyRow] = []
    for some in slices(sorted(story_ids)):
        statement = (
            select(BulletinRow.id, BulletinRow.uid, BulletinRow.story_id, BulletinRow.canonical)
            .where(BulletinRow.story_id.in_(some))
            .order_by(BulletinRow.id)
            .with_for_update()
        )
        rows += connection.execute(statement)
    return rows


def _change(
    rows: Sequence[AnyRow], wanted: Mapping[UUID, Placement], targets: Mapping[UUID, int], founded: frozenset[int]
) -> _Change:
    after = {row.id: targets[wanted[row.uid].story] for row in rows}
    heads = {after[row.id]: row.id for row in rows if wanted[row.uid].canonical}
    sizes: defaultdict[int, int] = defaultdict(int)
    heirs: dict[int, int] = {}
    for row in sorted(rows, key=lambda row: (not row.canonical, row.id)):
        sizes[row.story_id] += 1
        heirs.setdefault(row.story_id, after[row.id])
    moves = (
        _Move(
            bulletin_id=row.id,
            before=row.story_id,
            after=after[row.id],
            was_canonical=row.canonical,
            canonical=wanted[row.uid].canonical,
        )
        for row in sorted(rows, key=lambda row: row.id)
    )
    return _Change(
        moves=tuple(move for move in moves if move.leaves or move.was_canonical != move.canonical),
        founded=founded,
        emptied={story: heir for story, heir in heirs.items() if story not in heads},
        canonical=heads,
        sizes=sizes,
    )


def _write_bulletins(connection: Connection, moves: Sequence[_Move], now: datetime) -> None:
    """Move bulletins; `updated_at` moves as well, for the validators of feeds follow it."""
    bulletins = table(BulletinRow)
    statement = (
        update(bulletins)
        .where(bulletins.c.id == bindparam("bulletin"))
        .values(story_id=bindparam("story"), canonical=bindparam("stands"), updated_at=now)
    )
    if moves:
        rows = [{"bulletin": move.bulletin_id, "story": move.after, "stands": move.canonical} for move in moves]
        connection.execute(statement, rows)


def _write_stories(connection: Connection, change: _Change, touched: set[int]) -> None:
    """Name canonical bulletins; a pin goes with its bulletin, and the canonical one's counts where two meet."""
    where_now = {move.bulletin_id: move.after for move in change.moves}
    pins: defaultdict[int, list[int]] = defaultdict(list)
    before: dict[int, AnyRow] = {}
    for some in slices(sorted(touched)):
        for row in connection.execute(select(table(StoryRow)).where(StoryRow.id.in_(some)).order_by(StoryRow.id)):
            before[row.id] = row
            if row.pinned_id is not None:
                pins[where_now.get(row.pinned_id, row.id)].append(row.pinned_id)
    for story_id, row in before.items():
        head = change.canonical.get(story_id, row.canonical_id)
        pinned = None if story_id in change.emptied else _pin(pins[story_id], head)
        merged_into = None if story_id in change.canonical else change.emptied.get(story_id, row.merged_into)
        if (head, pinned, merged_into) != (row.canonical_id, row.pinned_id, row.merged_into):
            connection.execute(
                update(StoryRow)
                .where(StoryRow.id == story_id)
                .values(canonical_id=head, pinned_id=pinned, merged_into=merged_into)
            )


def _pin(pinned: Sequence[int], head: int | None) -> int | None:
    if not pinned:
        return None
    return head if head in pinned else pinned[0]


def _move_texts(connection: Connection, change: _Change) -> None:
    """Let stories own the texts of the bulletins that they took over, unless one that stayed carries the same."""
    for move in change.moves:
        remains = change.emptied.get(move.before, move.before)
        if move.after not in {move.before, remains}:
            connection.execute(_take_texts(move, remains))
    for emptied, heir in sorted(change.emptied.items()):
        connection.execute(update(FingerprintRow).where(FingerprintRow.story_id == emptied).values(story_id=heir))


def _take_texts(move: _Move, remains: int) -> Update:
    carried, stayed, others = aliased(RevisionRow), aliased(RevisionRow), aliased(BulletinRow)
    texts = select(carried.text_hash).where(carried.bulletin_id == move.bulletin_id)
    kept = exists().where(
        stayed.text_hash == FingerprintRow.text_hash, stayed.bulletin_id == others.id, others.story_id == remains
    )
    return (
        update(FingerprintRow)
        .where(FingerprintRow.story_id == move.before, FingerprintRow.text_hash.in_(texts), ~kept)
        .values(story_id=move.after)
    )


def _told(change: _Change, now: datetime) -> Iterator[Event]:
    for move in change.moves:
        kind, reason = _meaning(move, change)
        details = {"story": move.after, "before": move.before, "canonical": move.canonical}
        yield Event(kind=kind, at=now, reason=reason, bulletin_id=move.bulletin_id, details=details)


def _meaning(move: _Move, change: _Change) -> tuple[EventKind, str]:
    stands = ", for which it stands" if move.canonical else ""
    if not move.leaves and move.canonical:
        return EventKind.CANONICAL_CHANGED, f"it stands for story {move.after} now"
    if not move.leaves:
        return EventKind.CANONICAL_CHANGED, f"bulletin {change.canonical[move.after]} stands for the story now"
    if move.after in change.founded:
        return EventKind.STORY_SPLIT, f"from story {move.before} into story {move.after} of its own{stands}"
    if move.before in change.emptied and change.sizes[move.before] > 1:
        return EventKind.STORY_MERGED, f"story {move.before} became part of story {move.after}{stands}"
    return EventKind.STORY_JOINED, f"joined story {move.after}, left story {move.before}{stands}"
