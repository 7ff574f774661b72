"""An archive: very many released bulletins, put into a database in bulk; our newsroom tells what they say."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from html import escape
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import text

from benchmarks.documents import MOMENT, SEED
from syndicator.model.bulletin import BulletinState
from syndicator.model.moment import utc_now
from syndicator.model.source import SourceConfig
from syndicator.model.unit import Unit, UnitTree
from syndicator.model.verdict import TopicScore, Verdict
from syndicator.newsroom.composer import choose_kind, compose
from syndicator.newsroom.options import UNITS_FILE
from syndicator.newsroom.units import read_units
from syndicator.storage import sources
from syndicator.storage.encoding import verdict_columns
from syndicator.storage.session import Connection, Database
from syndicator.storage.statements import insert_all
from syndicator.storage.tables import Base, BulletinRow, BulletinTopicRow, RevisionRow, StoryRow, VerdictRow

A_BATCH = 2_000
APART = timedelta(minutes=2)
"""Between two releases; a hundred thousand of them are what a busy country tells in five months."""
Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Archive:
    """Fills an empty database; `topics` are the slugs of the vocabulary."""

    database: Database
    units: UnitTree
    topics: Sequence[str]

    def fill(self, count: int) -> None:
        """Store so many bulletins, the last one released just now."""
        with self.database.write() as connection:
            address = "https://humas.example.id/feed/"
            source_id = sources.add(connection, SourceConfig(address=address), address, utc_now())
        assert source_id is not None
        began_at = utc_now() - count * APART
        told = self._releases()
        for first in range(1, count + 1, A_BATCH):
            numbers = range(first, min(first + A_BATCH, count + 1))
            with self.database.write() as connection:
                rows = [self._rows(number, next(told), source_id, began_at + number * APART) for number in numbers]
                for table in (StoryRow, BulletinRow, RevisionRow, VerdictRow):
                    insert_all(connection, table, [row[table] for row in rows])
                insert_all(
                    connection, BulletinTopicRow, [listed for number in numbers for listed in self._listed(number)]
                )
        with self.database.write() as connection:
            _settle(connection)

    def _releases(self) -> Iterator[tuple[Unit | None, str, str]]:
        newsroom, dice = read_units(UNITS_FILE), random.Random(SEED)
        number = 0
        while True:
            number += 1
            unit = dice.choice(newsroom)
            told = compose(choose_kind(unit, dice), unit, number=number, published=MOMENT, seed=SEED).wording
            yield self.units.find(unit.name), told.title, "\n".join(told.lines)

    def _listed(self, number: int) -> Iterator[Row]:
        chosen = random.Random(number).sample(self.topics, 1 + number % 2)
        return ({"slug": slug, "bulletin_id": number, "rank": rank} for rank, slug in enumerate(chosen))

    def _rows(
        self, number: int, told: tuple[Unit | None, str, str], source_id: int, at: datetime
    ) -> dict[type[Base], Row]:
        unit, title, words = told
        uid, digest = uuid5(NAMESPACE_URL, f"archive-{number}"), sha256(f"{number} {words}".encode()).hexdigest()
        listed = tuple(TopicScore(str(row["slug"]), 0.9, ("laporan",)) for row in self._listed(number))
        verdict = Verdict(topics=listed, unit=unit.slug if unit else None, version="measured")
        return {
            StoryRow: {
                "id": number,
                "uid": uuid5(uid, "story"),
                "canonical_id": number,
                "pinned_id": None,
                "merged_into": None,
                "created_at": at,
            },
            BulletinRow: {
                "id": number,
                "uid": uid,
                "source_id": source_id,
                "story_id": number,
                "state": BulletinState.RELEASED,
                "canonical": True,
                "address": f"https://humas.example.id/{number}/",
                "unit": unit.slug if unit else None,
                "unit_path": self.units.path(unit) if unit else None,
                "revision": 1,
                "verdict_id": number,
                "first_seen_at": at,
                "published_at": at,
                "released_at": at,
                "updated_at": at,
            },
            RevisionRow: {
                "id": number,
                "bulletin_id": number,
                "number": 1,
                "title": title,
                "lead": words.split("\n")[0][:280],
                "html": "".join(f"<p>{escape(line, quote=False)}</p>" for line in words.split("\n")),
                "text": words,
                "image": f"https://humas.example.id/{number}.jpg",
                "author": None,
                "published_at": at,
                "modified_at": None,
                "seen_at": at,
                "editor": None,
                "hash": digest,
                "text_hash": digest,
            },
            VerdictRow: {"id": number, "bulletin_id": number, "revision": 1, "judged_at": at}
            | verdict_columns(verdict),
        }


def _settle(connection: Connection) -> None:
    """Let a database number on behind what came with numbers, and know what is in its tables."""
    if connection.dialect.name == "postgresql":
        for table in ("stories", "bulletins", "revisions", "verdicts"):
            last = f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
            connection.execute(text(last))
        connection.execute(text("ANALYZE"))
