"""Queries on where things belong: the paths of the units whose bulletins, deliveries, stories and sources they are."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, false, select

from syndicator.model.reach import Reach
from syndicator.storage.tables import BulletinRow, DeliveryRow, SourceRow


def lies_within(row: type[BulletinRow], reach: Reach) -> list[ColumnElement[bool]]:
    """Return what holds for the bulletins within a reach; nothing is asked where that is everything."""
    return [] if reach.path is None else [row.unit_path.startswith(reach.path, autoescape=True)]


def publishes_within(row: type[SourceRow], reach: Reach) -> list[ColumnElement[bool]]:
    """Return what holds for the sources of units within a reach; nothing is asked where that is everything."""
    if reach.is_whole:
        return []
    return [row.unit.in_(sorted(reach.slugs)) if reach.slugs else false()]


def of_bulletin(connection: Connection, bulletin_id: int) -> list[str | None]:
    """Return the path of a bulletin's unit, None while it is open; nothing where there is no such bulletin."""
    return list(connection.execute(select(BulletinRow.unit_path).where(BulletinRow.id == bulletin_id)).scalars())


def of_delivery(connection: Connection, delivery_id: int) -> list[str | None]:
    """Return the path of the unit whose bulletin a delivery brings."""
    statement = select(BulletinRow.unit_path).join(DeliveryRow, DeliveryRow.bulletin_id == BulletinRow.id)
    return list(connection.execute(statement.where(DeliveryRow.id == delivery_id)).scalars())


def of_story(connection: Connection, story_id: int) -> list[str | None]:
    """Return the paths of the units of all bulletins of a story."""
    return list(connection.execute(select(BulletinRow.unit_path).where(BulletinRow.story_id == story_id)).scalars())


def of_source(connection: Connection, source_id: int) -> list[str | None]:
    """Return the slug of the unit that a source belongs to."""
    return list(connection.execute(select(SourceRow.unit).where(SourceRow.id == source_id)).scalars())
