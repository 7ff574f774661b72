"""
Searching what bulletins say: words as a person writes them in, ids of bulletins out, and only of what one may see.

The words are looked up in `sought`, which triggers keep in step with the newest revisions (see migration 0008); state
and story are asked of `bulletins` in the same statement, so nothing that is held, withdrawn or a copy is ever found.
Only the newest few hundred that carry the words are weighed or ordered: what a word costs does not grow with the store.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, Select, cast, exists, func, literal_column, select, text
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import aliased

from syndicator.model.bulletin import BulletinState
from syndicator.storage import sought
from syndicator.storage.questions import Found, Order, Question
from syndicator.storage.search_terms import Term, required, stem
from syndicator.storage.sought import ROWID, SOUGHT
from syndicator.storage.statements import AnyRow
from syndicator.storage.tables import BulletinRow, BulletinTopicRow

MOST = 200
BLOCK_BITS = 10
WINDOWS = (1, 8, 40)
"""How many blocks of 1,024 ids a search on PostgreSQL looks at, one after the other, before it asks for all."""
FEW = 500
LATE = timedelta(days=3)
"""How much later than its publication a release is taken in, at the most, as a rule."""
AFTER_SLASH = "0"
"""The next sign behind the one that ends each path of a unit."""
IN_TITLE, IN_LEAD = 1.0, 0.4
_WEIGHTS: ColumnElement[Any] = literal_column("'{0.1, 0.1, 0.4, 1.0}'")
"""Of the text (D), nothing (C), the lead (B) and the title (A)."""


def find(connection: Connection, question: Question, *, order: Order = Order.NEWEST, most: int = MOST) -> Found:
    """
    Return what is found; nothing that a person may type raises.

    Where more than `most` carry the words, the newest of them are told, in the order that is asked for.
    """
    if not question.asks:
        return Found()
    if not question.terms:
        return _without_words(connection, question, most)
    by = _by_postgres if connection.dialect.name == "postgresql" else _by_sqlite
    rows = by(connection, question, order, most + 1)
    kept = rows[:most]
    best = sorted(kept, key=lambda row: (row.rank, row.moment, row.id), reverse=True)
    return Found(ids=tuple(row.id for row in best), more=len(rows) > most, stems=_stems(connection, question.terms))


@dataclass(frozen=True, slots=True)
class _Hit:
    """A bulletin that was found; `rank` is 0 for all where the newest shall stand first."""

    id: int
    moment: datetime
    rank: float


_MOMENT = func.coalesce(BulletinRow.released_at, BulletinRow.first_seen_at).label("moment")
_IN_NO_INDEX: ColumnElement[int] = literal_column("sought.bulletin_id + 0", BigInteger)
"""PostgreSQL would else walk the ids backwards, and read all words of whatever it passes."""


def _visible(question: Question) -> list[ColumnElement[bool]]:
    if question.everyone:
        return []
    return [BulletinRow.state == BulletinState.RELEASED, BulletinRow.canonical.is_(True)]


def _published(question: Question) -> list[ColumnElement[bool]]:
    conditions = []
    if question.since is not None:
        conditions.append(BulletinRow.published_at >= question.since)
    if question.until is not None:
        conditions.append(BulletinRow.published_at < question.until)
    return conditions


def _without_words(connection: Connection, question: Question, most: int) -> Found:
    conditions = [*_visible(question), *_published(question), *_of_one(question)]
    newest = (BulletinRow.id,) if question.everyone else (BulletinRow.released_at, BulletinRow.id)
    statement = select(BulletinRow.id).where(*conditions).order_by(*(one.desc() for one in newest))
    ids = connection.execute(statement.limit(most + 1)).scalars().all()
    return Found(ids=tuple(ids[:most]), more=len(ids) > most)


def _of_one(question: Question) -> Iterator[ColumnElement[bool]]:
    if question.topic is not None:
        listed = BulletinTopicRow.slug == question.topic, BulletinTopicRow.bulletin_id == BulletinRow.id
        yield exists().where(*listed)
    if question.under is not None:
        yield BulletinRow.unit_path.startswith(question.under, autoescape=True)


def _by_sqlite(connection: Connection, question: Question, order: Order, most: int) -> list[_Hit]:
    """
    Return the newest that match; FTS5 yields those first by itself, so it stops as soon as there are enough.

    It has to put all beginnings of a word together before it yields any: the very word is asked for first, for one
    that is common has enough.
    """
    rows: list[AnyRow] = []
    narrowed = list(_listed(question))
    if not narrowed and question.until is None:
        rows = _matching(connection, question, [sought.matches(question.terms, whole=True)], most)
    if len(rows) < most:
        narrowed.append(sought.matches(question.terms))
        if question.until is not None:
            rows = _matching(connection, question, [*narrowed, _last_id(connection, question.until) >= ROWID], most)
        if len(rows) < most:
            rows = _matching(connection, question, narrowed, most)
    ranks = _ranks(connection, rows, question.terms) if order is Order.RELEVANCE else {}
    return [_Hit(row.id, row.moment, ranks.get(row.id, 0.0)) for row in rows]


def _matching(
    connection: Connection, question: Question, conditions: Sequence[ColumnElement[bool]], most: int
) -> list[AnyRow]:
    statement = (
        select(BulletinRow.id, _MOMENT)
        .select_from(SOUGHT)
        .join(BulletinRow, BulletinRow.id == ROWID)
        .where(*conditions, *_visible(question), *_published(question))
        .order_by(ROWID.desc())
        .limit(most)
    )
    return list(connection.execute(statement))


def _ranks(connection: Connection, rows: Sequence[AnyRow], terms: Sequence[Term]) -> dict[int, float]:
    """Return how well each fits: a word in its title counts most, one in its lead more than one further down."""
    stems = _stems(connection, terms)
    columns: Select[*tuple[Any, ...]] = select(
        ROWID.label("id"), literal_column("title").label("title"), literal_column("lead").label("lead")
    )
    statement = columns.select_from(SOUGHT).where(ROWID.in_([row.id for row in rows]))
    return {
        row.id: sum(IN_TITLE * (one in row.title.lower()) + IN_LEAD * (one in row.lead.lower()) for one in stems)
        for row in connection.execute(statement)
    }


def _listed(question: Question) -> Iterator[ColumnElement[bool]]:
    """
    Yield what narrows a search on SQLite: lists of ids that are made once and asked before any row is read.

    The sign before the id keeps SQLite from asking FTS5 for each id of a list instead, which it does very slowly.
    """
    mine, own = literal_column("+sought.rowid", BigInteger), aliased(BulletinRow)
    if question.under is not None:
        is_top = question.under.count("/") == 1
        below = own.unit_path >= question.under, own.unit_path < question.under[:-1] + AFTER_SLASH
        yield BulletinRow.unit_path.startswith(question.under) if is_top else mine.in_(select(own.id).where(*below))
    if question.topic is not None:
        yield mine.in_(select(BulletinTopicRow.bulletin_id).where(BulletinTopicRow.slug == question.topic))


def _by_postgres(connection: Connection, question: Question, order: Order, most: int) -> list[_Hit]:
    """
    Return the newest that match: what is common is found among the newest, only what is rare there among all.

    The way is told to PostgreSQL, which does not reckon what it costs to unpack the words of a long text.
    """
    query = sought.question(question.terms)
    conditions = [*_visible(question), *_published(question), *_of_one(question)]
    few = _few(connection, question)
    if few is not None:
        mine = [SOUGHT.c.bulletin_id.in_(few), SOUGHT.c.words.op("@@")(query), *conditions]
        with _without(connection, "enable_seqscan", "enable_bitmapscan"):
            return _hits(connection, query, mine, order, most)
    last = _last_id(connection, question.until) >> BLOCK_BITS
    rows: list[_Hit] = []
    with _without(connection, "enable_seqscan"):
        for size in (*(size for size in WINDOWS if size < last), None):
            within = query if size is None else query.op("&&")(_blocks(last - size, last))
            rows = _hits(connection, query, [SOUGHT.c.words.op("@@")(within), *conditions], order, most)
            if len(rows) == most:
                break
    return rows


def _few(connection: Connection, question: Question) -> list[int] | None:
    """Return the bulletins of a unit that has but few, whose words are read one by one; None where it has more."""
    if question.under is None:
        return None
    listed = select(BulletinRow.id).where(BulletinRow.unit_path.startswith(question.under, autoescape=True))
    ids = list(connection.execute(listed.limit(FEW + 1)).scalars())
    return ids if len(ids) <= FEW else None


@contextmanager
def _without(connection: Connection, *ways: str) -> Iterator[None]:
    """Have PostgreSQL leave out some ways of reading tables until the end of the block."""
    for way in ways:
        connection.execute(text(f"SET LOCAL {way} = off"))
    yield
    for way in ways:
        connection.execute(text(f"SET LOCAL {way} TO DEFAULT"))


def _last_id(connection: Connection, until: datetime | None) -> int:
    """Return the id of the last bulletin, or of about the last one that was published before a moment."""
    newest = select(BulletinRow.id).order_by(BulletinRow.id.desc())
    if until is not None:
        seen = BulletinRow.first_seen_at
        newest = select(BulletinRow.id).where(seen < until + LATE).order_by(seen.desc())
    return connection.execute(newest.limit(1)).scalar() or 0


def _blocks(first: int, last: int) -> ColumnElement[Any]:
    return cast(" | ".join(f"@{block}" for block in range(first, last + 1)), TSQUERY)


def _hits(
    connection: Connection,
    query: ColumnElement[Any],
    conditions: Sequence[ColumnElement[bool]],
    order: Order,
    most: int,
) -> list[_Hit]:
    """Return the newest for which the conditions hold, weighed by `query` where they shall be."""
    hits = (
        select(BulletinRow.id, _MOMENT, SOUGHT.c.words)
        .select_from(SOUGHT)
        .join(BulletinRow, BulletinRow.id == SOUGHT.c.bulletin_id)
        .where(*conditions)
        .order_by(_IN_NO_INDEX.desc())
        .limit(most)
        .subquery()
    )
    weighed = func.ts_rank(_WEIGHTS, hits.c.words, query, 1) if order is Order.RELEVANCE else literal_column("0.0")
    rows = connection.execute(select(hits.c.id, hits.c.moment, weighed.label("rank")))
    return [_Hit(row.id, row.moment, float(row.rank)) for row in rows]


def _stems(connection: Connection, terms: Sequence[Term]) -> tuple[str, ...]:
    words = [word for term in required(terms) for word in term.words]
    if connection.dialect.name != "postgresql":
        return tuple(map(stem, words))
    found = select(func.unnest(func.tsvector_to_array(func.to_tsvector(sought.INDONESIAN, " ".join(words)))))
    return tuple(connection.execute(found).scalars())
