"""Which bulletins tell of an operation, and which carry a word: conditions that both databases understand."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, cast, exists, or_, select
from sqlalchemy.orm import aliased

from syndicator.storage.tables import BulletinRow, RevisionRow, VerdictRow


def telling_of(operation: str) -> Select[*tuple[Any, ...]]:
    """
    Return the ids of the verdicts that name an operation.

    Both databases show JSON with a blank behind each colon, and a quotation mark within a value escaped: nothing but a
    slug can look like one.
    """
    shown = cast(VerdictRow.operations, Text)
    return select(VerdictRow.id).where(shown.contains(f'"slug": "{operation}"', autoescape=True))


def carries(row: type[BulletinRow], word: str) -> ColumnElement[bool]:
    """Return whether the newest revision of a bulletin carries a word in title or text, in whatever case."""
    newest = aliased(RevisionRow)
    is_newest = and_(newest.bulletin_id == row.id, newest.number == row.revision)
    told = or_(newest.title.icontains(word, autoescape=True), newest.text.icontains(word, autoescape=True))
    return exists().where(is_newest, told)
