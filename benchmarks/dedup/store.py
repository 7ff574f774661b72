"""A database filled beforehand: some bulletins are real, the bulk has their sketches and keys like theirs."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from typing import cast

import numpy as np
import psycopg
from sqlalchemy import Connection, text

from benchmarks.dedup.keys import Pool, Rows
from benchmarks.dedup.texts import MOMENT
from syndicator.model.fingerprint import Fingerprint
from syndicator.model.source import SourceConfig
from syndicator.storage import candidates, sources
from syndicator.storage.candidates import Sketched, day_of
from syndicator.storage.session import Database

DAYS = 40
"""All that is stored lies within the window in which copies are looked for."""
AUTHORITY = 2
REAL_AT_ONCE = 500
NUMBERS = (
    "WITH RECURSIVE numbers(n) AS (SELECT CAST(:first AS BIGINT) UNION ALL SELECT n + 1 FROM numbers WHERE n < :last)"
)
UIDS = {"postgresql": "CAST(lpad(to_hex(n), 32, '0') AS uuid)", "sqlite": "printf('%032x', n)"}
STORED_AT = {"postgresql": "timestamptz '2026-03-02 07:00:00+00'", "sqlite": "'2026-03-02 07:00:00.000000'"}
BINARY_HEAD, BINARY_END = b"PGCOPY\n\xff\r\n\0" + bytes(8), b"\xff\xff"
COLUMNS = (("key", ">i8"), ("slot", ">i2"), ("bulletin_id", ">i8"), ("day", ">i4"))


def fill(database: Database, known: Sequence[Fingerprint], *, stored: int, spare: int) -> None:
    """
    Store so many bulletins, the first of them with these fingerprints, and `spare` ones that have no sketch yet.

    PostgreSQL is not told to analyse what was stored: so it is right after a fill. What waits to be written to the disk
    is written, for whoever is measured next would wait for it.
    """
    with database.write() as connection:
        add_bulletins(connection, stored + spare)
    rows = Pool([one.keys for one in known]).rows(len(known) + 1, stored)
    with database.write() as connection:
        if database.dialect == "postgresql":
            copy_keys(connection, rows)
        else:
            _insert_keys(connection, rows)
    for start in range(0, len(known), REAL_AT_ONCE):
        some = enumerate(known[start : start + REAL_AT_ONCE], start + 1)
        with database.write() as connection:
            candidates.add(connection, [sketched(place, one) for place, one in some])
    with database.write() as connection:
        _borrow_sketches(connection, len(known), stored)
    if database.dialect == "postgresql":
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("CHECKPOINT"))
    os.sync()


def sketched(bulletin_id: int, fingerprint: Fingerprint) -> Sketched:
    """Return a bulletin as it is stored to be found and compared."""
    return Sketched(bulletin_id=bulletin_id, fingerprint=fingerprint, authority=AUTHORITY, published_at=MOMENT)


def add_bulletins(connection: Connection, last: int) -> None:
    """Store so many bulletins of one source, each a story of its own."""
    source = sources.add(connection, SourceConfig(address="https://humas.test/feed/"), "humas.test/feed", MOMENT)
    dialect = connection.dialect.name
    moment, uid, bounds = STORED_AT[dialect], UIDS[dialect], {"first": 1, "last": last}
    if dialect == "postgresql":  # what it refers to is there: its check is not what is measured
        connection.execute(text("SET LOCAL session_replication_role = replica"))
    connection.execute(
        text(
            f"INSERT INTO stories (id, uid, canonical_id, created_at) {NUMBERS}"
            f" SELECT n, {uid}, n, {moment} FROM numbers"
        ),
        bounds,
    )
    connection.execute(
        text(
            "INSERT INTO bulletins (id, uid, source_id, story_id, state, canonical, revision, first_seen_at,"
            f" published_at, released_at, updated_at) {NUMBERS} SELECT n, {uid}, {source}, n, 'released', true, 1,"
            f" {moment}, {moment}, {moment}, {moment} FROM numbers"
        ),
        bounds,
    )


def _borrow_sketches(connection: Connection, real: int, last: int) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL session_replication_role = replica"))
    connection.execute(
        text(
            f"INSERT INTO sketches (bulletin_id, words, title, facts, authority, published_at) {NUMBERS}"
            " SELECT n, words, title, facts, authority, published_at FROM numbers"
            f" JOIN sketches ON bulletin_id = 1 + n % {real}"
        ),
        {"first": real + 1, "last": last},
    )


def copy_keys(connection: Connection, rows: Rows) -> None:
    """Store keys of further bulletins in order of arrival, as a table grows; the index is made anew afterwards."""
    order = np.argsort(rows.bulletins, kind="stable")
    connection.execute(text("ALTER TABLE candidate_keys DROP CONSTRAINT pk_candidate_keys"))
    driver = cast("psycopg.Connection", connection.connection.driver_connection)
    with driver.cursor().copy("COPY candidate_keys (key, slot, bulletin_id, day) FROM STDIN (FORMAT binary)") as copy:
        copy.write(BINARY_HEAD)
        for some in np.array_split(order, 1 + order.size // 1_000_000):
            copy.write(_binary(Rows(rows.keys[some], rows.slots[some], rows.bulletins[some])))
        copy.write(BINARY_END)
    connection.execute(text("ALTER TABLE candidate_keys ADD CONSTRAINT pk_candidate_keys PRIMARY KEY (key, slot)"))


def _binary(rows: Rows) -> bytes:
    """Rows as PostgreSQL's binary COPY has them: a count of columns, then each with its length before it."""
    fields = [("count", ">i2")]
    for name, kind in COLUMNS:
        fields += [(f"{name}_length", ">i4"), (name, kind)]
    written = np.empty(rows.keys.size, dtype=fields)
    written["count"] = len(COLUMNS)
    for (name, kind), values in zip(COLUMNS, (rows.keys, rows.slots, rows.bulletins, days(rows)), strict=True):
        written[f"{name}_length"] = np.dtype(kind).itemsize
        written[name] = values
    return written.tobytes()


def _insert_keys(connection: Connection, rows: Rows) -> None:
    driver = cast("sqlite3.Connection", connection.connection.driver_connection)
    columns = (rows.keys, rows.slots, rows.bulletins, days(rows))
    for start in range(0, rows.keys.size, 100_000):
        some = zip(*(column[start : start + 100_000].tolist() for column in columns), strict=True)
        driver.executemany("INSERT INTO candidate_keys (key, slot, bulletin_id, day) VALUES (?, ?, ?, ?)", some)


def days(rows: Rows) -> np.ndarray:
    """Return the day of each row's bulletin, all within the window."""
    return day_of(MOMENT) - rows.bulletins.astype(np.int64) % DAYS
