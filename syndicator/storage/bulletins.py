"""Queries on `bulletins`: what is known of a draft, new bulletins, and changes of their state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, select, update
from sqlalchemy.orm import aliased

from syndicator.errors import ConcurrentChange, NotFound
from syndicator.model.absence import Standing
from syndicator.model.bulletin import BulletinState
from syndicator.model.change import Addition, Correction
from syndicator.model.known import Known, TextOwner
from syndicator.storage.statements import AnyRow, insert_all, slices, table
from syndicator.storage.tables import BulletinRow, BulletinTopicRow, FingerprintRow, IdentityRow, RevisionRow, StoryRow


def _known_columns() -> Select[int, UUID, int, UUID, str, bool, int, str, datetime | None]:
    return (
        select(
            BulletinRow.id,
            BulletinRow.uid,
            BulletinRow.source_id,
            StoryRow.uid,
            BulletinRow.state,
            BulletinRow.canonical,
            BulletinRow.revision,
            RevisionRow.hash,
            RevisionRow.modified_at,
        )
        .join(StoryRow, StoryRow.id == BulletinRow.story_id)
        .join(
            RevisionRow,
            (RevisionRow.bulletin_id == BulletinRow.id) & (RevisionRow.number == BulletinRow.revision),
        )
    )


def _known(row: AnyRow) -> Known:
    return Known(
        bulletin_id=row[0],
        uid=row[1],
        source_id=row[2],
        story_uid=row[3],
        state=BulletinState(row[4]),
        canonical=row[5],
        revision=row[6],
        hash=row[7],
        modified_at=row[8],
    )


_ANY_REVISION, _CANONICAL = aliased(RevisionRow), aliased(BulletinRow)
_NAMED = (
    _known_columns()
    .add_columns(IdentityRow.source_id.label("namer_id"), IdentityRow.key)
    .join(IdentityRow, IdentityRow.bulletin_id == BulletinRow.id)
    .where(
        IdentityRow.key.in_(bindparam("names", expanding=True)),
        IdentityRow.source_id.in_(bindparam("namers", expanding=True)),
    )
)
_OWNERS = (
    select(FingerprintRow.text_hash, StoryRow.uid, _CANONICAL.state)
    .join(StoryRow, StoryRow.id == FingerprintRow.story_id)
    .join(_CANONICAL, _CANONICAL.id == StoryRow.canonical_id)
    .where(FingerprintRow.text_hash.in_(bindparam("hashes", expanding=True)))
)
_CARRIERS = (
    _known_columns()
    .add_columns(_ANY_REVISION.text_hash)
    .join(_ANY_REVISION, _ANY_REVISION.bulletin_id == BulletinRow.id)
    .where(_ANY_REVISION.text_hash.in_(bindparam("hashes", expanding=True)))
    .order_by(BulletinRow.id)
)
"""What each poll asks is built once: to build a statement takes longer than to ask it."""


def by_identity(connection: Connection, wanted: Mapping[int, Sequence[str]]) -> dict[tuple[int, str], Known]:
    """Return what is known under the given identities; `wanted` maps a source's id to the names it uses."""
    found: dict[tuple[int, str], Known] = {}
    names = sorted({name for some in wanted.values() for name in some})
    for some in slices(names):
        rows = connection.execute(_NAMED, {"names": some, "namers": list(wanted)})
        found |= {(row.namer_id, row.key): _known(row) for row in rows}
    return found


def by_text(connection: Connection, hashes: Sequence[str]) -> dict[str, TextOwner]:
    """Return the stories that own these texts, each with those of its bulletins that ever carried the text."""
    found: dict[str, TextOwner] = {}
    for some in slices(sorted(set(hashes))):
        owners = connection.execute(_OWNERS, {"hashes": some}).all()
        carriers = _carriers(connection, [row.text_hash for row in owners])
        found |= {
            row.text_hash: TextOwner(row.uid, BulletinState(row.state), tuple(carriers.get(row.text_hash, ())))
            for row in owners
        }
    return found


def _carriers(connection: Connection, hashes: Sequence[str]) -> dict[str, list[Known]]:
    carriers: dict[str, list[Known]] = {}
    for row in connection.execute(_CARRIERS, {"hashes": hashes}) if hashes else ():
        carriers.setdefault(row.text_hash, []).append(_known(row))
    return carriers


def standing(connection: Connection, since: Mapping[int, datetime]) -> dict[int, list[Standing]]:
    """
    Return the bulletins that their sources should still tell, by source: released or held, and not older than told.

    Args:
        since: source id → publication of the oldest that is wanted.
    """
    found: dict[int, list[Standing]] = {}
    for some in slices(list(since)):
        statement = (
            _known_columns()
            .add_columns(BulletinRow.address, RevisionRow.title, BulletinRow.published_at)
            .where(
                BulletinRow.source_id.in_(some),
                BulletinRow.published_at >= min(since[source_id] for source_id in some),
                BulletinRow.state.in_((BulletinState.RELEASED, BulletinState.HELD)),
            )
        )
        for row in connection.execute(statement):
            if row.published_at >= since[row.source_id]:
                found.setdefault(row.source_id, []).append(_standing(row))
    return found


def _standing(row: AnyRow) -> Standing:
    return Standing(known=_known(row), address=row.address, title=row.title, published_at=row.published_at)


def by_ids(connection: Connection, bulletin_ids: Sequence[int]) -> dict[int, Standing]:
    """Return bulletins with what is needed to look for them at their source, whatever their state."""
    found: dict[int, Standing] = {}
    for some in slices(bulletin_ids):
        statement = (
            _known_columns()
            .add_columns(BulletinRow.address, RevisionRow.title, BulletinRow.published_at)
            .where(BulletinRow.id.in_(some))
        )
        found |= {row[0]: _standing(row) for row in connection.execute(statement)}
    return found


def by_title(connection: Connection, wanted: Mapping[int, Sequence[str]]) -> dict[tuple[int, str, datetime], Known]:
    """Return what each source told under these titles, by source, title and publication."""
    found: dict[tuple[int, str, datetime], Known] = {}
    for source_id, titles in wanted.items():
        for some in slices(sorted(set(titles))):
            rows = connection.execute(
                _known_columns()
                .add_columns(RevisionRow.title, BulletinRow.published_at)
                .where(BulletinRow.source_id == source_id, RevisionRow.title.in_(some))
            )
            found |= {(source_id, row.title, row.published_at): _known(row) for row in rows}
    return found


def add(
    connection: Connection, additions: Sequence[Addition], stories: Mapping[UUID, int], now: datetime
) -> dict[UUID, int]:
    """Store new bulletins (their revisions and verdicts follow); return their ids by uid."""
    insert_all(connection, BulletinRow, [_new(addition, stories[addition.story_uid], now) for addition in additions])
    return ids(connection, [addition.uid for addition in additions])


def ids(connection: Connection, uids: Sequence[UUID]) -> dict[UUID, int]:
    """Return the ids of bulletins by their uids."""
    found: dict[UUID, int] = {}
    for some in slices(uids):
        rows = connection.execute(select(BulletinRow.uid, BulletinRow.id).where(BulletinRow.uid.in_(some)))
        found |= {row.uid: row.id for row in rows}
    return found


def _new(addition: Addition, story_id: int, now: datetime) -> dict[str, object]:
    return {
        "uid": addition.uid,
        "source_id": addition.candidate.draft.source_id,
        "story_id": story_id,
        "state": addition.state,
        "canonical": addition.canonical,
        "address": addition.candidate.draft.address,
        "unit": addition.verdict.unit,
        "unit_path": addition.unit_path,
        "revision": 1,
        "first_seen_at": now,
        "published_at": addition.candidate.draft.content.published_at,
        "released_at": now if addition.state is BulletinState.RELEASED else None,
        "updated_at": now,
    }


def correct(connection: Connection, corrections: Sequence[Correction], now: datetime) -> None:
    """
    Move bulletins on to their next revision.

    Raises:
        ConcurrentChange: somebody changed one of them since it was looked up.
    """
    for correction in sorted(corrections, key=lambda one: one.known.bulletin_id):
        moved = connection.execute(
            update(BulletinRow)
            .where(_still(correction.known))
            .values(
                revision=correction.known.revision + 1,
                state=correction.state,
                unit=correction.verdict.unit,
                unit_path=correction.unit_path,
                address=correction.candidate.draft.address,
                updated_at=now,
            )
        )
        _check_moved(moved.rowcount, correction.known)


def take_back(connection: Connection, known: Known, now: datetime) -> None:
    """Withdraw a bulletin as it was looked up; raises ConcurrentChange if somebody changed it since."""
    moved = connection.execute(
        update(BulletinRow).where(_still(known)).values(state=BulletinState.WITHDRAWN, updated_at=now)
    )
    _check_moved(moved.rowcount, known)


def _still(known: Known) -> ColumnElement[bool]:
    """A bulletin that stands as it was looked up: what a person decided meanwhile is not overwritten."""
    return and_(
        BulletinRow.id == known.bulletin_id, BulletinRow.state == known.state, BulletinRow.revision == known.revision
    )


def _check_moved(rows: int, known: Known) -> None:
    if rows == 0:
        raise ConcurrentChange(f"bulletin {known.bulletin_id} was changed at the same moment")


def set_verdicts(connection: Connection, verdict_ids: Mapping[int, int]) -> None:
    """Make the given verdicts (by bulletin id) the ones that count."""
    if verdict_ids:
        bulletins = table(BulletinRow)
        connection.execute(
            update(bulletins).where(bulletins.c.id == bindparam("bulletin")).values(verdict_id=bindparam("verdict")),
            [{"bulletin": bulletin, "verdict": verdict} for bulletin, verdict in verdict_ids.items()],
        )


def set_topics(connection: Connection, topics: Mapping[int, Sequence[str]]) -> None:
    """List the bulletins under these topics, best first, and no others."""
    listed = table(BulletinTopicRow)
    for some in slices(list(topics)):
        connection.execute(listed.delete().where(listed.c.bulletin_id.in_(some)))
    rows = [
        {"slug": slug, "bulletin_id": bulletin_id, "rank": rank}
        for bulletin_id, slugs in topics.items()
        for rank, slug in enumerate(slugs)
    ]
    insert_all(connection, BulletinTopicRow, rows)


def lock(connection: Connection, bulletin_id: int) -> Known:
    """Return what is known of a bulletin, locked against changes until the transaction ends."""
    row = connection.execute(
        _known_columns().where(BulletinRow.id == bulletin_id).with_for_update(of=BulletinRow)
    ).one_or_none()
    if row is None:
        raise NotFound(f"there is no bulletin {bulletin_id}", "list them with: syndicator bulletins list")
    return _known(row)


def set_state(connection: Connection, bulletin_id: int, state: BulletinState, now: datetime) -> None:
    """Set a bulletin's state; the first release gives it its moment of release, and keeps it for ever."""
    bulletins = table(BulletinRow)
    connection.execute(update(bulletins).where(bulletins.c.id == bulletin_id).values(state=state, updated_at=now))
    if state is BulletinState.RELEASED:
        connection.execute(
            update(bulletins)
            .where(bulletins.c.id == bulletin_id, bulletins.c.released_at.is_(None))
            .values(released_at=now)
        )
