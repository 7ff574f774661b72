"""The index of words (see migration 0008) as each database asks it; being no table of both, it is not in `tables`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, UnaryExpression, column, func, literal_column, table, text
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR
from sqlalchemy.sql.operators import custom_op

from syndicator.storage.search_terms import Term, for_sqlite

NAME = "sought"
INDONESIAN: ColumnElement[Any] = literal_column("'pg_catalog.indonesian'")
ROWID: ColumnElement[int] = literal_column("sought.rowid", BigInteger)
"""On SQLite, the id of the bulletin."""
SOUGHT = table(NAME, column("bulletin_id", BigInteger), column("words", TSVECTOR))


def matches(terms: Sequence[Term], *, whole: bool = False) -> ColumnElement[bool]:
    """Return SQLite's condition, by whole words or by how they begin; some term must be required."""
    return text("sought MATCH :sought").bindparams(sought=for_sqlite(terms, whole=whole))  # type: ignore[return-value]


def question(terms: Sequence[Term]) -> ColumnElement[Any]:
    """Return what PostgreSQL compares `words` with; some term must be required."""
    return reduce(lambda one, other: one.op("&&")(other), map(_asked, terms))


def _asked(term: Term) -> ColumnElement[Any]:
    asked = func.phraseto_tsquery(INDONESIAN, " ".join(term.words), type_=TSQUERY)
    return UnaryExpression(asked, operator=custom_op("!!"), type_=TSQUERY()) if term.excluded else asked
