"""Released bulletins with their planned posts, put into a database in bulk: what fan-out is tried and measured on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from html import escape
from uuid import NAMESPACE_URL, uuid4, uuid5

from sqlalchemy import func, select, text

from syndicator.classify.judge import Judge
from syndicator.model.bulletin import BulletinState
from syndicator.model.delivery import Action, DeliveryState
from syndicator.model.moment import utc_now
from syndicator.model.source import SourceConfig
from syndicator.storage import sources
from syndicator.storage.encoding import verdict_columns
from syndicator.storage.session import Connection, Database
from syndicator.storage.statements import insert_all
from syndicator.storage.tables import Base, BulletinRow, DeliveryRow, RevisionRow, StoryRow, VerdictRow

LONG_AGO = datetime(2026, 3, 2, 7, tzinfo=UTC)
Row = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Planner:
    """Plans posts of new bulletins; `channels` maps names of channels to their kinds."""

    database: Database
    channels: Mapping[str, str]
    judge: Judge
    told: Sequence[tuple[str, str]]
    source_id: int

    def plan(self, count: int, *, swift: bool = False) -> list[int]:
        """
        Plan posts of so many new bulletins in every channel; return the ids of the deliveries, in order.

        Args:
            swift: all are judged like one of them, which is enough for what only waits.
        """
        with self.database.write() as connection:
            first = (connection.execute(select(func.max(BulletinRow.id))).scalar() or 0) + 1
            before = connection.execute(select(func.max(DeliveryRow.id))).scalar() or 0
            wording = self._wording(first)
            rows = [
                self._rows(number, wording if swift else self._wording(number))
                for number in range(first, first + count)
            ]
            for table in (StoryRow, BulletinRow, RevisionRow, VerdictRow):
                insert_all(connection, table, [row[table] for row in rows])
            planned = [row for number in range(first, first + count) for row in self._deliveries(number, utc_now())]
            insert_all(connection, DeliveryRow, planned)
            _count_on(connection)
        return list(range(before + 1, before + 1 + len(planned)))

    def _rows(self, number: int, wording: tuple[str, str, Row]) -> dict[type[Base], Row]:
        title, words, verdict = wording
        name = uuid5(NAMESPACE_URL, f"bulletin-{number}")
        now = utc_now()
        bulletin: Row = {
            "id": number,
            "uid": name,
            "source_id": self.source_id,
            "story_id": number,
            "state": BulletinState.RELEASED,
            "canonical": True,
            "address": f"https://humas.example.id/{number}/",
            "unit": None,
            "unit_path": None,
            "revision": 1,
            "verdict_id": number,
            "first_seen_at": now,
            "published_at": LONG_AGO,
            "released_at": now,
            "updated_at": now,
        }
        story: Row = {
            "id": number,
            "uid": uuid5(name, "story"),
            "canonical_id": number,
            "pinned_id": None,
            "merged_into": None,
            "created_at": now,
        }
        revision: Row = {
            "id": number,
            "bulletin_id": number,
            "number": 1,
            "title": title,
            "lead": words[:200],
            "html": "".join(f"<p>{escape(line, quote=False)}</p>" for line in words.split("\n")),
            "text": words,
            "image": None,
            "author": None,
            "published_at": LONG_AGO,
            "modified_at": None,
            "seen_at": now,
            "editor": None,
            "hash": sha256(words.encode()).hexdigest(),
            "text_hash": sha256(words.encode()).hexdigest(),
        }
        judged: Row = {"id": number, "bulletin_id": number, "revision": 1, "judged_at": now}
        return {StoryRow: story, BulletinRow: bulletin, RevisionRow: revision, VerdictRow: judged | verdict}

    def _wording(self, number: int) -> tuple[str, str, Row]:
        """Return a title of its own over one of the texts, and the verdict on both; nothing is told that would wait."""
        for place in range(number, number + len(self.told)):
            title, words = self.told[place % len(self.told)]
            title = f"Rilis {number:06d} {title}"
            verdict = self.judge.judge(title, words, source_unit=None)
            if not verdict.hold:
                return title, words, verdict_columns(verdict)
        raise ValueError(f"whatever bulletin {number} tells would be held")

    def _deliveries(self, number: int, due_at: datetime) -> Iterator[Row]:
        for name, kind in self.channels.items():
            yield {
                "key": f"msg_{uuid4().hex}",
                "bulletin_id": number,
                "revision": 1,
                "channel": name,
                "kind": kind,
                "action": Action.CREATE,
                "state": DeliveryState.PLANNED,
                "urgency": 0,
                "due_at": due_at,
                "rank_at": due_at,
                "planned_at": utc_now(),
                "reason": "measured",
                "attempts": 0,
                "begun": False,
                "rung_until": utc_now() + timedelta(days=1),
            }


def planner(database: Database, channels: Mapping[str, str], judge: Judge, told: Sequence[tuple[str, str]]) -> Planner:
    """Return a planner over an empty database; `told` are titles and texts, which bulletins tell in turn."""
    with database.write() as connection:
        address = "https://humas.example.id/feed/"
        source_id = sources.add(connection, SourceConfig(address=address), address, utc_now())
    assert source_id is not None
    return Planner(database=database, channels=channels, judge=judge, told=told, source_id=source_id)


def _count_on(connection: Connection) -> None:
    """Have PostgreSQL number further rows behind those that came with numbers, and know what is in its tables."""
    if connection.dialect.name != "postgresql":
        return
    for table in ("stories", "bulletins", "revisions", "verdicts"):
        last = f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
        connection.execute(text(last))
    connection.execute(text("ANALYZE"))
