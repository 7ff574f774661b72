"""Which bulletins tell of an operation, and which carry a word: conditions that both databases understand."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, ColumnElement, Select, Text, cast, false, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from syndicator.storage.search_terms import read_terms, required
from syndicator.storage.sought import ROWID, SOUGHT, matches, question
from syndicator.storage.tables import BulletinRow, VerdictRow


def telling_of(operation: str) -> Select[*tuple[Any, ...]]:
    """
    Return the ids of the verdicts that name an operation.

    Both databases show JSON with a blank behind each colon, and a quotation mark within a value escaped: nothing but a
    slug can look like one.
    """
    shown = cast(VerdictRow.operations, Text)
    return select(VerdictRow.id).where(shown.contains(f'"slug": "{operation}"', autoescape=True))


class _ByDialect(ColumnElement[bool]):
    """A condition that each database has a way of its own to say."""

    inherit_cache = False
    type = Boolean()

    def __init__(self, sqlite: ColumnElement[bool], postgres: ColumnElement[bool]) -> None:
        self.sqlite, self.postgres = sqlite, postgres


@compiles(_ByDialect, "sqlite")
def _say_to_sqlite(element: _ByDialect, compiler: SQLCompiler, **how: Any) -> str:  # noqa: ANN401 -- as they are called
    return compiler.process(element.sqlite, **how)


@compiles(_ByDialect, "postgresql")
def _say_to_postgres(element: _ByDialect, compiler: SQLCompiler, **how: Any) -> str:  # noqa: ANN401
    return compiler.process(element.postgres, **how)


def carries(row: type[BulletinRow], query: str) -> ColumnElement[bool]:
    """Return whether the newest revision of a bulletin carries what a person typed; none does where that is no word."""
    terms = read_terms(query)
    if not required(terms):
        return false()
    told = select(ROWID).select_from(SOUGHT).where(matches(terms))
    stemmed = select(SOUGHT.c.bulletin_id).where(SOUGHT.c.words.op("@@")(question(terms)))
    return _ByDialect(row.id.in_(told), row.id.in_(stemmed))
