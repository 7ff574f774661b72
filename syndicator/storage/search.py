"""
Searching what bulletins say: words as a person writes them in, ids of bulletins out, and only of what one may see.

The words are looked up in `sought`, which triggers keep in step with the newest revisions (see migration 0008); state
and story are asked of `bulletins` in the same statement, so nothing that is held, withdrawn or a copy is ever found.
Only the newest few hundred that carry the words are weighed or ordered: what a word costs does not grow with the store.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, Select, literal_column, select
from sqlalchemy.orm import aliased

from syndicator.storage import sought
from syndicator.storage.questions import Found, Order, Question
from syndicator.storage.search_conditions import LATE, MOMENT, Hit, of_one, published, visible
from syndicator.storage.search_postgres import by_postgres
from syndicator.storage.search_terms import Term, required, stem
from syndicator.storage.sought import ROWID, SOUGHT
from syndicator.storage.statements import AnyRow
from syndicator.storage.tables import BulletinRow, BulletinTopicRow

MOST = 200
AFTER_SLASH = "0"
"""The next sign behind the one that ends each path of a unit."""
IN_TITLE, IN_LEAD = 1.0, 0.4


def find(connection: Connection, question: Question, *, order: Order = Order.NEWEST, most: int = MOST) -> Found:
    """
    Return what is found; nothing that a person may type raises.

    Where more than `most` carry the words, the newest of them are told, in the order that is asked for.
    """
    if not question.asks:
        return Found()
    if not question.terms:
        return _without_words(connection, question, most)
    if connection.dialect.name == "postgresql":
        rows, stems = by_postgres(connection, question, order, most + 1)
    else:
        rows, stems = _by_sqlite(connection, question, order, most + 1), _stems(question.terms)
    kept = rows[:most]
    best = sorted(kept, key=lambda row: (row.rank, row.moment, row.id), reverse=True)
    return Found(ids=tuple(row.id for row in best), more=len(rows) > most, stems=stems)


def _without_words(connection: Connection, question: Question, most: int) -> Found:
    conditions = [*visible(question), *published(question), *of_one(question)]
    newest = (BulletinRow.id,) if question.everyone else (BulletinRow.released_at, BulletinRow.id)
    statement = select(BulletinRow.id).where(*conditions).order_by(*(one.desc() for one in newest))
    ids = connection.execute(statement.limit(most + 1)).scalars().all()
    return Found(ids=tuple(ids[:most]), more=len(ids) > most)


def _by_sqlite(connection: Connection, question: Question, order: Order, most: int) -> list[Hit]:
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
    return [Hit(row.id, row.moment, ranks.get(row.id, 0.0)) for row in rows]


def _matching(
    connection: Connection, question: Question, conditions: Sequence[ColumnElement[bool]], most: int
) -> list[AnyRow]:
    statement = (
        select(BulletinRow.id, MOMENT)
        .select_from(SOUGHT)
        .join(BulletinRow, BulletinRow.id == ROWID)
        .where(*conditions, *visible(question), *published(question))
        .order_by(ROWID.desc())
        .limit(most)
    )
    return list(connection.execute(statement))


def _ranks(connection: Connection, rows: Sequence[AnyRow], terms: Sequence[Term]) -> dict[int, float]:
    """Return how well each fits: a word in its title counts most, one in its lead more than one further down."""
    stems = _stems(terms)
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


def _last_id(connection: Connection, until: datetime) -> int:
    """Return the id of about the last bulletin that was published before a moment."""
    seen = BulletinRow.first_seen_at
    newest = select(BulletinRow.id).where(seen < until + LATE).order_by(seen.desc())
    return connection.execute(newest.limit(1)).scalar() or 0


def _stems(terms: Sequence[Term]) -> tuple[str, ...]:
    return tuple(stem(word) for term in required(terms) for word in term.words)
