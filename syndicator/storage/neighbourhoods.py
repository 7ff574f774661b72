"""What an arrangement has to know: stories with all that is near them. `placements` writes what it decides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from sqlalchemy import Connection, and_, case, select

from syndicator.model.bulletin import BulletinState
from syndicator.model.story import Kinship, Member, Placement, Relation, Tie
from syndicator.storage import relations, stories
from syndicator.storage.statements import AnyRow, slices
from syndicator.storage.tables import BulletinRow, RevisionRow, SketchRow, StoryRow

MOST = 2_000
"""Members: likeness leads to a few dozen at most, unless something is wrong with what is related to what."""
AUTHORITY_UNKNOWN = 2
"""Of a bulletin that was stored before authorities were: some Humas published it."""
KEPT_BEFORE = "it was stored with its story before texts were compared by likeness"


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbourhood:
    """
    Stories in full, with all stories to which likeness and people's words lead from them.

    An arrangement of less would depend on where one began: who is two steps away may be the better centre for the next.

    Args:
        members: in order of arrival; `ids` are their bulletin ids.
        canonical: those that stand for their stories now.
        relations, ties: among the members.
        complete: whether nothing had to be left out.
    """

    members: tuple[Member, ...]
    ids: Mapping[UUID, int]
    canonical: frozenset[UUID]
    relations: tuple[Relation, ...]
    ties: tuple[Tie, ...]
    complete: bool = True

    def changed_by(self, placements: Iterable[Placement]) -> list[Placement]:
        """Return those of an arrangement that are otherwise than it stands."""
        stories_now = {member.uid: member.story_uid for member in self.members}
        return [
            one
            for one in placements
            if one.story != stories_now[one.bulletin] or one.canonical is not (one.bulletin in self.canonical)
        ]


def neighbourhood(
    connection: Connection, bulletin_ids: Collection[int], *, most: int = MOST, lock: bool = False
) -> Neighbourhood:
    """
    Return the stories that bulletins are in, and the stories near to these, the nearest first to be taken.

    Args:
        most: members; the bulletins' own stories count, but are always told in full, as every story is.
        lock: against changes until the transaction ends, the stories first, each in order of its id.
    """
    story_ids, complete = _near(connection, _stories_of(connection, bulletin_ids), most)
    if lock:
        stories.lock(connection, story_ids)
    rows = _member_rows(connection, story_ids, lock=lock)
    uids = {row.id: row.uid for row in rows}
    return Neighbourhood(
        members=tuple(_member(row) for row in rows),
        ids={uid: bulletin_id for bulletin_id, uid in uids.items()},
        canonical=frozenset(row.uid for row in rows if row.canonical),
        relations=(*_related(connection, uids), *_kept_before(rows)),
        ties=tuple(
            Tie(one=uids[word.one_id], other=uids[word.other_id], together=word.together)
            for word in relations.words_among(connection, uids)
        ),
        complete=complete,
    )


def _stories_of(connection: Connection, bulletin_ids: Collection[int]) -> set[int]:
    found: set[int] = set()
    for some in slices(sorted(bulletin_ids)):
        found |= set(connection.execute(select(BulletinRow.story_id).where(BulletinRow.id.in_(some))).scalars())
    return found


def _members_of(connection: Connection, story_ids: Collection[int]) -> dict[int, list[int]]:
    found: defaultdict[int, list[int]] = defaultdict(list)
    for some in slices(sorted(story_ids)):
        statement = select(BulletinRow.story_id, BulletinRow.id).where(BulletinRow.story_id.in_(some))
        for row in connection.execute(statement):
            found[row.story_id].append(row.id)
    return found


def _near(connection: Connection, story_ids: set[int], most: int) -> tuple[list[int], bool]:
    """Return the stories within reach of these, whole ones only, as long as there is room, and whether there was."""
    reached = _members_of(connection, story_ids)
    size = sum(map(len, reached.values()))
    edge = [bulletin_id for members in reached.values() for bulletin_id in members]
    left_out: set[int] = set()
    while edge:
        beyond = _stories_of(connection, relations.neighbours(connection, sorted(edge))) - reached.keys() - left_out
        edge = []
        for story_id, members in sorted(_members_of(connection, beyond).items()):
            if size + len(members) > most:
                left_out.add(story_id)
                continue
            reached[story_id] = members
            edge += members
            size += len(members)
    return sorted(reached), not left_out


def _member_rows(connection: Connection, story_ids: Sequence[int], *, lock: bool) -> list[AnyRow]:
    newest = and_(RevisionRow.bulletin_id == BulletinRow.id, RevisionRow.number == BulletinRow.revision)
    statement = (
        select(BulletinRow.id, BulletinRow.uid, BulletinRow.story_id, BulletinRow.state, BulletinRow.canonical)
        .add_columns(StoryRow.uid.label("story_uid"), StoryRow.pinned_id, StoryRow.canonical_id)
        .add_columns(BulletinRow.published_at, SketchRow.words, SketchRow.authority)
        .add_columns(case((SketchRow.words.is_(None), RevisionRow.text)).label("text"))
        .join(StoryRow, StoryRow.id == BulletinRow.story_id)
        .join(RevisionRow, newest)
        .outerjoin(SketchRow, SketchRow.bulletin_id == BulletinRow.id)
        .order_by(BulletinRow.id)
    )
    if lock:
        statement = statement.with_for_update(of=BulletinRow)
    rows: list[AnyRow] = []
    for some in slices(story_ids):
        rows += connection.execute(statement.where(BulletinRow.story_id.in_(some)))
    return sorted(rows, key=lambda row: row.id)


def _member(row: AnyRow) -> Member:
    length = len(row.text.split()) if row.words is None else np.count_nonzero(np.frombuffer(row.words, "<u4"))
    return Member(
        uid=row.uid,
        story_uid=row.story_uid,
        authority=AUTHORITY_UNKNOWN if row.authority is None else row.authority,
        length_words=int(length),
        published_at=row.published_at,
        state=BulletinState(row.state),
        pinned=row.pinned_id == row.id,
    )


def _related(connection: Connection, uids: Mapping[int, UUID]) -> Iterable[Relation]:
    for one in relations.between(connection, uids):
        earlier, later = uids[one.other_id], uids[one.bulletin_id]
        yield Relation(one=later, other=earlier, kinship=one.kinship, score=one.score, reason=one.reason)


def _kept_before(rows: Sequence[AnyRow]) -> Iterable[Relation]:
    """What has no sketch was compared by its whole text: that decision stands."""
    canonical = {row.story_id: row for row in rows if row.id == row.canonical_id}
    for row in rows:
        head = canonical.get(row.story_id)
        if row.words is None and head is not None and head is not row:
            yield Relation(one=row.uid, other=head.uid, kinship=Kinship.COPY, score=1.0, reason=KEPT_BEFORE)
