"""Queries on all columns that hold something sealed with the service's key, for when that key changes."""

from __future__ import annotations

from sqlalchemy import Connection, Table, func, select, update

from syndicator.storage.statements import table
from syndicator.storage.tables import GrantRow, HubSubscriberRow, UserRow

Key = int | str
FACTORS = "second factors"
_COLUMNS: dict[str, tuple[Table, str, str]] = {
    FACTORS: (table(UserRow), "id", "factor_sealed"),
    "tokens of channels": (table(GrantRow), "channel", "sealed"),
    "secrets of subscribers": (table(HubSubscriberRow), "id", "secret"),
    "secrets of asking subscribers": (table(HubSubscriberRow), "id", "wish_secret"),
}
PLACES = tuple(_COLUMNS)
"""What is sealed, as an operator calls it."""


def count(connection: Connection, place: str) -> int:
    """Return how many sealed texts a place holds."""
    rows, _, column = _COLUMNS[place]
    return connection.execute(select(func.count(rows.c[column]))).scalar_one()


def some(connection: Connection, place: str, *, after: Key | None, most: int) -> list[tuple[Key, str]]:
    """Return keys and sealed texts, in order of the keys, from behind one that was seen."""
    rows, key, column = _COLUMNS[place]
    statement = select(rows.c[key], rows.c[column]).where(rows.c[column].is_not(None))
    if after is not None:
        statement = statement.where(rows.c[key] > after)
    return [(row[0], row[1]) for row in connection.execute(statement.order_by(rows.c[key]).limit(most))]


def replace(connection: Connection, place: str, key: Key, old: str, new: str) -> bool:
    """Replace a sealed text; return False if somebody else has replaced it meanwhile."""
    rows, name, column = _COLUMNS[place]
    changed = update(rows).where(rows.c[name] == key, rows.c[column] == old).values({column: new})
    return connection.execute(changed).rowcount > 0
