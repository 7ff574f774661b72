"""Queries on `identities`: the names by which sources call bulletins."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, select

from syndicator.errors import ConcurrentChange
from syndicator.storage.statements import insert_all, slices, table
from syndicator.storage.tables import IdentityRow


def give(connection: Connection, names: Mapping[tuple[int, str], int]) -> None:
    """
    Give names to bulletins ((source id, key) → bulletin id); a name that a bulletin has already is kept.

    Raises:
        ConcurrentChange: another process gave one of the names to another bulletin meanwhile.
    """
    for some in slices(list(names), 300):
        rows = [{"source_id": source_id, "key": key, "bulletin_id": names[source_id, key]} for source_id, key in some]
        if insert_all(connection, IdentityRow, rows, unless=("source_id", "key")) == len(some):
            continue  # all of them were free
        sources, keys = {source_id for source_id, _ in some}, [key for _, key in some]
        stored = connection.execute(
            select(table(IdentityRow)).where(IdentityRow.key.in_(keys), IdentityRow.source_id.in_(sources))
        )
        if any(names.get((row.source_id, row.key), row.bulletin_id) != row.bulletin_id for row in stored):
            raise ConcurrentChange("a release was stored by another process at the same moment")
