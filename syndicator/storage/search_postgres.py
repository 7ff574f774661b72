"""
The search on PostgreSQL: what is common is found among the newest, only what is rare there is sought among all.

The way is told to PostgreSQL, for the rest of the transaction: it does not reckon what it costs to unpack the words of
a long text, and a plan that it makes once for all questions fits none of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ARRAY, BigInteger, ColumnElement, Connection, any_, cast, func, literal, literal_column, select
from sqlalchemy.dialects.postgresql import TSQUERY

from syndicator.storage import sought
from syndicator.storage.blocks import BITS, Window, newest_blocks
from syndicator.storage.questions import Order, Question
from syndicator.storage.search_conditions import LATE, MOMENT, Hit, of_one, published, visible
from syndicator.storage.search_terms import required
from syndicator.storage.sought import SOUGHT
from syndicator.storage.tables import BulletinRow

FEW = 1_000
"""Of so many bulletins the words are read one by one."""
_WEIGHTS: ColumnElement[Any] = literal_column("'{0.1, 0.1, 0.4, 1.0}'")
"""Of the text (D), nothing (C), the lead (B) and the title (A)."""
_WAY = {"enable_seqscan": "off", "jit": "off", "plan_cache_mode": "force_custom_plan"}
_IN_NO_INDEX: ColumnElement[int] = literal_column("sought.bulletin_id + 0", BigInteger)
"""PostgreSQL would else walk the ids backwards, and read all words of whatever it passes."""


@dataclass(frozen=True, slots=True)
class _Opening:
    """
    What a search begins with.

    Args:
        newest: the id of the last bulletin of all.
        seen: of the last that was there when the time asked for was over.
        last: of the last that was there `LATE` after that.
    """

    newest: int
    seen: int
    last: int
    stems: tuple[str, ...]


def by_postgres(
    connection: Connection, question: Question, order: Order, most: int
) -> tuple[list[Hit], tuple[str, ...]]:
    """Return the newest that match, with the stems of what is sought."""
    opening = _open(connection, question)
    query = sought.question(question.terms)
    conditions = [*visible(question), *published(question), *of_one(question)]
    few = _few(connection, question)
    if few is not None:
        mine = SOUGHT.c.bulletin_id == any_(_listed(few))
        rows = _hits(connection, [mine, _carries(query).is_(True), *conditions], most)
    else:
        rows = _newest(connection, query, conditions, opening, most)
    return (_weighed(connection, rows, query) if order is Order.RELEVANCE else rows), opening.stems


def _open(connection: Connection, question: Question) -> _Opening:
    words = " ".join(word for term in required(question.terms) for word in term.words)
    newest = select(func.max(BulletinRow.id)).scalar_subquery()
    ends = (question.until, question.until + LATE) if question.until is not None else ()
    there = (
        select(BulletinRow.id)
        .where(BulletinRow.first_seen_at < end)
        .order_by(BulletinRow.first_seen_at.desc())
        .limit(1)
        .scalar_subquery()
        for end in ends
    )
    stems = func.tsvector_to_array(func.to_tsvector(sought.INDONESIAN, words))
    ways = (func.set_config(name, value, True) for name, value in _WAY.items())
    found, last, *until = connection.execute(select(stems, newest, *there, *ways)).one()[: 2 + len(ends)]
    seen, before = (one or 0 for one in until or (last, last))
    return _Opening(last or 0, seen, before, tuple(found))


def _few(connection: Connection, question: Question) -> list[int] | None:
    """Return the bulletins of a unit that has but few; None where it has more."""
    if question.under is None:
        return None
    listed = select(BulletinRow.id).where(BulletinRow.unit_path.startswith(question.under, autoescape=True))
    ids = list(connection.execute(listed.limit(FEW + 1)).scalars())
    return ids if len(ids) <= FEW else None


def _newest(
    connection: Connection,
    query: ColumnElement[Any],
    conditions: Sequence[ColumnElement[bool]],
    opening: _Opening,
    most: int,
) -> list[Hit]:
    """Look at a window of the newest, then at one that should be wide enough by what was found in it, then at all."""
    window: Window | None = newest_blocks(opening.seen, opening.last)
    for _ in range(2):
        if window is None:
            break
        blocks = cast(window.words(opening.newest >> BITS), TSQUERY)
        within = [_carries(query.op("&&")(blocks)), BulletinRow.id.between(*window.ids)]
        rows = _hits(connection, [*within, *conditions], most)
        if len(rows) == most:
            return rows
        window = window.wider(len(rows), most)
    return _hits(connection, [_carries(query), *conditions], most)


def _carries(query: ColumnElement[Any]) -> ColumnElement[bool]:
    return SOUGHT.c.words.bool_op("@@")(query)


def _listed(ids: Sequence[int]) -> ColumnElement[Any]:
    return literal(list(ids), ARRAY(BigInteger))


def _hits(connection: Connection, conditions: Sequence[ColumnElement[bool]], most: int) -> list[Hit]:
    """Return the newest for which the conditions hold."""
    hits = (
        select(BulletinRow.id, MOMENT)
        .select_from(SOUGHT)
        .join(BulletinRow, BulletinRow.id == SOUGHT.c.bulletin_id)
        .where(*conditions)
        .order_by(_IN_NO_INDEX.desc())
        .limit(most)
    )
    return [Hit(row.id, row.moment, 0.0) for row in connection.execute(hits).all()]


def _weighed(connection: Connection, hits: Sequence[Hit], query: ColumnElement[Any]) -> list[Hit]:
    """Return hits with how well each fits; only here the words of what was found are unpacked."""
    rank = func.ts_rank(_WEIGHTS, SOUGHT.c.words, query, 1).label("rank")
    mine = SOUGHT.c.bulletin_id == any_(_listed([hit.id for hit in hits]))
    ranks = {
        found: float(fits) for found, fits in connection.execute(select(SOUGHT.c.bulletin_id, rank).where(mine)).all()
    }
    return [Hit(hit.id, hit.moment, ranks.get(hit.id, 0.0)) for hit in hits]
