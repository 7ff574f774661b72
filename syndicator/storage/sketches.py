"""Queries on `sketches`: what the newest revision of each bulletin is compared by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select

from syndicator.model.bulletin import BulletinState
from syndicator.model.fingerprint import Fingerprint, Sketch
from syndicator.model.known import StoredSketch
from syndicator.storage.statements import slices, upsert
from syndicator.storage.tables import BulletinRow, SketchRow, StoryRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketched:
    """What a bulletin's newest revision is found and compared by; for `authority` see `Member`."""

    bulletin_id: int
    fingerprint: Fingerprint
    authority: int
    published_at: datetime


def put(connection: Connection, rows: Sequence[Sketched]) -> None:
    """Store sketches; that of a new revision replaces the one before."""
    if not rows:
        return
    insert = upsert(connection, SketchRow)
    changing = ("words", "title", "facts", "authority", "published_at")
    insert = insert.on_conflict_do_update(
        index_elements=["bulletin_id"], set_={name: insert.excluded[name] for name in changing}
    )
    by_id = sorted(rows, key=lambda row: row.bulletin_id)  # all processes lock in one order
    connection.execute(insert, [_columns(row) for row in by_id])


def _columns(row: Sketched) -> dict[str, object]:
    sketch = row.fingerprint.sketch
    return {
        "bulletin_id": row.bulletin_id,
        "words": sketch.words,
        "title": sketch.title,
        "facts": {kind: list(said) for kind, said in sketch.facts.items()},
        "authority": row.authority,
        "published_at": row.published_at,
    }


_STORED = (
    select(
        BulletinRow.id,
        BulletinRow.uid,
        StoryRow.uid,
        BulletinRow.source_id,
        BulletinRow.state,
        BulletinRow.canonical,
        func.coalesce(StoryRow.pinned_id == BulletinRow.id, False),
        SketchRow.authority,
        SketchRow.published_at,
        SketchRow.words,
        SketchRow.title,
        SketchRow.facts,
    )
    .join(SketchRow, SketchRow.bulletin_id == BulletinRow.id)
    .join(StoryRow, StoryRow.id == BulletinRow.story_id)
    .where(BulletinRow.id.in_(bindparam("bulletins", expanding=True)))
)


def stored(connection: Connection, bulletin_ids: Sequence[int]) -> dict[int, StoredSketch]:
    """Return what bulletins are compared by, by their ids; those that are gone or have no sketch are left out."""
    found: dict[int, StoredSketch] = {}
    for some in slices(sorted(set(bulletin_ids))):
        for row in connection.execute(_STORED, {"bulletins": some}).all():
            found[row[0]] = StoredSketch(
                bulletin_id=row[0],
                uid=row[1],
                story_uid=row[2],
                source_id=row[3],
                state=BulletinState(row[4]),
                canonical=row[5],
                pinned=row[6],
                authority=row[7],
                published_at=row[8],
                sketch=Sketch(words=row[9], title=row[10], facts={kind: tuple(said) for kind, said in row[11].items()}),
            )
    return found
