"""
A PostgreSQL database grown in bulk: what intake and dispatch really stored of some bulletins is told again and again.

Every further bulletin has rows in each table like one of the real ones: texts, verdicts, names, words to search,
sketches, deliveries, attempts, events. Names and hashes are its own; its keys are spread as those of real texts are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import text

from benchmarks.dedup import store
from benchmarks.dedup.keys import Pool
from syndicator.storage.session import Connection, Database

APART = "interval '2.6 seconds'"
"""Between two bulletins: a million of them are what a month brings."""
AT_ONCE = 2
A_STEP = 25_000
OWN_UID = "CAST(md5({column} || '-' || n) AS uuid)"
OWN_TEXT = "md5({column} || '-' || n)"
WHEN = "(SELECT told_at FROM multiplied) + n * " + APART
TABLES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "stories": ("b.story_id", {"id": "n", "uid": OWN_UID, "canonical_id": "n", "pinned_id": "NULL"}),
    "bulletins": (
        "b.id",
        {
            "id": "n",
            "uid": OWN_UID,
            "story_id": "n",
            "canonical": "true",
            "verdict_id": "n",
            "address": "{column} || n",
        },
    ),
    "revisions": ("b.id", {"id": "n", "bulletin_id": "n", "hash": OWN_TEXT, "text_hash": OWN_TEXT}),
    "verdicts": ("b.id", {"id": "n", "bulletin_id": "n"}),
    "bulletin_topics": ("b.id", {"bulletin_id": "n"}),
    "identities": ("b.id", {"bulletin_id": "n", "key": "left({column}, 380) || n"}),
    "fingerprints": ("b.story_id", {"story_id": "n", "text_hash": OWN_TEXT}),
    "sketches": ("b.id", {"bulletin_id": "n"}),
    "sought": (
        "b.id",
        {
            "bulletin_id": "n",
            "words": "ts_delete({column}, '@' || (b.id >> 10)) || array_to_tsvector(ARRAY['@' || (n >> 10)])",
        },
    ),
    "deliveries": ("b.id", {"id": "nextval('deliveries_id_seq')", "bulletin_id": "n", "key": OWN_TEXT}),
    "events": ("b.id", {"seq": "nextval('events_seq_seq')", "bulletin_id": "n"}),
}
"""By table: what of the real bulletin `b` its rows belong to, and which columns are the new bulletin's own."""
OWNERS = {"stories": "id", "bulletins": "id", "fingerprints": "story_id"}
"""The column by which rows of a table belong to a bulletin or its story, where it is another than `bulletin_id`."""
MOMENTS = frozenset(
    {"first_seen_at", "published_at", "released_at", "updated_at", "seen_at", "judged_at", "created_at"}
)
MOMENTS_OF_POSTS = frozenset({"at", "due_at", "rank_at", "planned_at", "finished_at", "started_at"})
ATTEMPTS = (
    "INSERT INTO attempts (delivery_id, number, started_at, finished_at, outcome, reason)"
    " SELECT id, 1, planned_at, finished_at, 'delivered', NULL FROM deliveries WHERE id > :first"
)


@dataclass(slots=True)
class Multiplied:
    """
    A database that grows.

    Args:
        real: ids of the bulletins that intake stored, first posts of each included.
        last: the highest id that was given.
    """

    database: Database
    pool: Pool
    real: Sequence[int]
    last: int

    def grow(self, total: int) -> None:
        """Store further bulletins until there are so many in all; statistics and maps of the tables are up to date."""
        with self.database.read() as connection:
            there = int(connection.execute(text("SELECT count(*) FROM bulletins")).scalar_one())
            self.last = int(connection.execute(text("SELECT max(id) FROM bulletins")).scalar_one())
        first, last = self.last + 1, self.last + total - there
        if last < first:
            return
        with self._without_indexes():
            self._tell_again(first, last)
            with self.database.write() as connection:
                templates = [int(key) for key in self.pool.common]
                connection.execute(text("DELETE FROM candidate_keys WHERE key = ANY(:keys)"), {"keys": templates})
                store.copy_keys(connection, self.pool.rows(first, last, seed=first))
        self.last = last
        with self.database.write() as connection:
            self._count_on(connection)
        with self.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
            connection.execute(text("CHECKPOINT"))

    def _tell_again(self, first: int, last: int) -> None:
        with self.database.write() as connection:
            before = int(connection.execute(text("SELECT coalesce(max(id), 0) FROM deliveries")).scalar_one())
            statements = list(self._statements(connection, last))
        steps = [(start, min(start + A_STEP - 1, last)) for start in range(first, last + 1, A_STEP)]

        def tell(bounds: tuple[int, int]) -> None:
            with self.database.write() as connection:
                connection.execute(text("SET LOCAL session_replication_role = replica"))
                for statement in statements:
                    connection.execute(text(statement), {"first": bounds[0], "last": bounds[1]})

        with ThreadPoolExecutor(AT_ONCE) as threads:
            list(threads.map(tell, steps))
        with self.database.write() as connection:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            connection.execute(text(ATTEMPTS), {"first": before})

    def _statements(self, connection: Connection, last: int) -> Iterator[str]:
        """Yield an INSERT for each table, and lay out before which real bulletin each new one is like."""
        connection.execute(text("DROP TABLE IF EXISTS multiplied"))
        connection.execute(
            text(f"CREATE UNLOGGED TABLE multiplied AS SELECT now() - :last * {APART} AS told_at"), {"last": last}
        )
        connection.execute(text("DROP TABLE IF EXISTS multiplied_from"))
        connection.execute(
            text(
                "CREATE UNLOGGED TABLE multiplied_from AS SELECT row_number() OVER (ORDER BY id) - 1 AS place, id,"
                " story_id FROM bulletins WHERE id = ANY(:real)"
            ),
            {"real": list(self.real)},
        )
        for table, (owner, own) in TABLES.items():
            yield self._statement(connection, table, owner, own)

    def _statement(self, connection: Connection, table: str, owner: str, own: Mapping[str, str]) -> str:
        columns = connection.execute(
            text("SELECT column_name FROM information_schema.columns WHERE table_name = :table"), {"table": table}
        ).scalars()
        told = {name: self._expression(name, own, table) for name in columns}
        return (
            f"INSERT INTO {table} ({', '.join(told)}) SELECT {', '.join(told.values())}"
            " FROM generate_series(CAST(:first AS bigint), CAST(:last AS bigint)) AS n"
            f" JOIN multiplied_from AS b ON b.place = n % {len(self.real)}"
            f" JOIN {table} AS one ON one.{OWNERS.get(table, 'bulletin_id')} = {owner}"
        )

    @staticmethod
    def _expression(name: str, own: Mapping[str, str], table: str) -> str:
        column = f"one.{name}"
        if name in own:
            return own[name].format(column=column)
        if name in MOMENTS or (table in {"deliveries", "events"} and name in MOMENTS_OF_POSTS):
            return f"CASE WHEN {column} IS NULL THEN NULL ELSE {WHEN} END"
        return column

    @contextmanager
    def _without_indexes(self) -> Iterator[None]:
        """Make anew in the end all indexes that are there for no constraint, which is far faster than to keep them."""
        with self.database.read() as connection:
            made = connection.execute(
                text(
                    "SELECT indexname, indexdef FROM pg_indexes JOIN pg_class ON relname = indexname"
                    " WHERE schemaname = 'public' AND tablename = ANY(:tables) AND NOT EXISTS"
                    " (SELECT FROM pg_constraint WHERE conindid = pg_class.oid)"
                ),
                {"tables": [*TABLES, "attempts"]},
            ).all()
        with self.database.write() as connection:
            for name, _ in made:
                connection.execute(text(f"DROP INDEX {name}"))
        yield
        with ThreadPoolExecutor(AT_ONCE) as threads:
            list(threads.map(self._index, [definition for _, definition in made]))

    def _index(self, definition: str) -> None:
        with self.database.write() as connection:
            connection.execute(text("SET LOCAL maintenance_work_mem = '1GB'"))
            connection.execute(text(definition))

    @staticmethod
    def _count_on(connection: Connection) -> None:
        """Have further rows numbered behind those that came with numbers."""
        for table in ("stories", "bulletins", "revisions", "verdicts"):
            last = f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
            connection.execute(text(last))
