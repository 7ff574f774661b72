"""Bulletins put straight into the store, for tests of what becomes of them there."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, select

from syndicator.model.bulletin import BulletinState, Candidate, Content, Draft
from syndicator.model.change import Addition
from syndicator.model.fingerprint import Fingerprint
from syndicator.model.source import SourceConfig
from syndicator.model.story import Kinship, Relation
from syndicator.model.verdict import Verdict
from syndicator.storage import bulletins, relations, revisions, sources, stories
from syndicator.storage.statements import insert_all, table
from syndicator.storage.tables import BulletinRow, SketchRow, StoryRow

SHELVED_AT = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
NOW = SHELVED_AT + timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Shelved:
    """
    One bulletin as a test puts it down.

    Args:
        number: its uid as a number; it stands in the story `story` (its own number where 0) and is canonical there
            if it founds it.
        sketched: False as if it had been stored before bulletins were compared by likeness.
    """

    number: int
    story: int = 0
    authority: int = 3
    words: int = 100
    text: str = ""
    state: BulletinState = BulletinState.RELEASED
    unit: str | None = None
    sketched: bool = True

    @property
    def uid(self) -> UUID:
        return UUID(int=self.number)

    @property
    def founds(self) -> bool:
        return self.story in {0, self.number}

    @property
    def story_uid(self) -> UUID:
        return story_uid(self.story or self.number)

    def addition(self, source_id: int) -> Addition:
        text = self.text or f"kabar nomor {self.number}"
        content = Content(
            title=f"Rilis {self.number}",
            lead="",
            html="",
            text=text,
            image=None,
            author=None,
            published_at=SHELVED_AT + timedelta(minutes=self.number),
            modified_at=None,
            hash=f"h{self.number}",
        )
        draft = Draft(
            source_id=source_id,
            guid=None,
            address=f"https://{source_id}.test/{self.number}",
            content=content,
            core=text,
        )
        return Addition(
            uid=self.uid,
            story_uid=self.story_uid,
            canonical=self.founds,
            candidate=Candidate(draft=draft, identities=(), fingerprint=Fingerprint(text_hash=text)),
            verdict=Verdict(topics=(), unit=self.unit),
            state=self.state,
            unit_path=None,
            deliveries=(),
            events=(),
        )


def story_uid(number: int) -> UUID:
    return UUID(int=1_000_000 + number)


def shelve(connection: Connection, *told: Shelved) -> dict[int, int]:
    """Store bulletins in the order given, one source for all; return their ids by number."""
    listed = sources.listing(connection)
    source_id = listed[0].id if listed else sources.add(connection, SourceConfig(address="https://a.test"), "a", NOW)
    assert source_id is not None
    additions = [one.addition(source_id) for one in told]
    stories.add(connection, [one.story_uid for one in told if one.founds], NOW)
    story_ids = stories.ids(connection, [one.story_uid for one in told])
    ids = bulletins.add(connection, additions, story_ids, NOW)
    revisions.add(connection, [(ids[one.uid], 1, one.candidate) for one in additions], NOW)
    verdicts = revisions.add_verdicts(connection, [(ids[one.uid], 1, one.verdict) for one in additions], NOW)
    bulletins.set_verdicts(connection, verdicts)
    stories.set_canonical(connection, {story_ids[one.story_uid]: ids[one.uid] for one in told if one.founds})
    owners = {one.addition(1).candidate.fingerprint.text_hash: story_ids[one.story_uid] for one in told}
    stories.own_texts(connection, owners)
    insert_all(connection, SketchRow, [_sketch(one, ids[one.uid]) for one in told if one.sketched])
    return {one.number: ids[one.uid] for one in told}


def _sketch(one: Shelved, bulletin_id: int) -> dict[str, object]:
    words = struct.pack(f"<{one.words}I", *range(1, one.words + 1)) + bytes(4)
    return {
        "bulletin_id": bulletin_id,
        "words": words,
        "title": b"",
        "facts": {},
        "authority": one.authority,
        "published_at": SHELVED_AT,
    }


def copies(connection: Connection, *pairs: tuple[int, int], kinship: Kinship = Kinship.COPY) -> None:
    """Relate bulletins, given by their numbers."""
    numbers = sorted({number for pair in pairs for number in pair})
    uids = [UUID(int=number) for number in numbers]
    rows = connection.execute(select(BulletinRow.uid, BulletinRow.id).where(BulletinRow.uid.in_(uids)))
    ids = {row.uid: row.id for row in rows}
    told = [
        Relation(one=UUID(int=one), other=UUID(int=other), kinship=kinship, score=0.9, reason="the same words")
        for one, other in pairs
    ]
    relations.relate(connection, told, ids, NOW)


def standing(connection: Connection) -> dict[int, tuple[int, bool]]:
    """Return for each bulletin, by number, the number of its story and whether it is canonical there."""
    rows = connection.execute(
        select(BulletinRow.uid, BulletinRow.canonical, StoryRow.uid.label("story"))
        .join(StoryRow, StoryRow.id == BulletinRow.story_id)
        .order_by(BulletinRow.id)
    )
    return {row.uid.int: (row.story.int - 1_000_000, row.canonical) for row in rows}


def updated(connection: Connection) -> dict[int, datetime]:
    """Return when each bulletin, by number, last changed."""
    rows = connection.execute(select(table(BulletinRow).c.uid, table(BulletinRow).c.updated_at))
    return {row.uid.int: row.updated_at for row in rows}
