"""Bulletins that were told over and over: rows in bulk, for what only counts them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import uuid4

from sqlalchemy import func, select, text

from syndicator.storage.session import Database
from syndicator.storage.statements import insert_all, table
from syndicator.storage.tables import BulletinRow, StoryRow


def repeat(database: Database, bulletin_id: int, moments: Iterable[datetime]) -> None:
    """Store a bulletin once more for each of the moments, as told then in a story of its own; none says anything."""
    with database.write() as connection:
        first = dict(connection.execute(select(table(BulletinRow)).where(BulletinRow.id == bulletin_id)).one()._mapping)
        story, last = (connection.execute(select(func.max(row.id))).scalar_one() for row in (StoryRow, BulletinRow))
        stories, bulletins = [], []
        for number, moment in enumerate(moments, 1):
            names = {"id": story + number, "uid": uuid4(), "canonical_id": last + number, "created_at": moment}
            stories.append({**names, "pinned_id": None, "merged_into": None})
            told = dict.fromkeys(("published_at", "first_seen_at", "updated_at"), moment)
            released = first["released_at"] and moment
            places = {"id": last + number, "uid": uuid4(), "story_id": story + number, "released_at": released}
            bulletins.append({**first, **told, **places})
        insert_all(connection, StoryRow, stories)
        insert_all(connection, BulletinRow, bulletins)
        if connection.dialect.name == "postgresql":
            for name in ("stories", "bulletins"):
                sequence = f"pg_get_serial_sequence('{name}', 'id')"
                connection.execute(text(f"SELECT setval({sequence}, (SELECT max(id) FROM {name}))"))
