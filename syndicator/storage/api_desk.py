"""Queries of the API on sources and deliveries: pages by id, each from where the last one ended."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, select

from syndicator.model.bulletin import BulletinState
from syndicator.model.delivery import Action, Delivery, DeliveryState
from syndicator.model.source import Source, SourceKind, SourceState
from syndicator.storage import sources
from syndicator.storage.deliveries import delivery_from
from syndicator.storage.statements import AnyRow, table
from syndicator.storage.tables import BulletinRow, DeliveryRow, SourceRow


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedSources:
    """Which sources: all of them, or those for which everything holds that is not None; `units` are slugs."""

    state: SourceState | None = None
    kind: SourceKind | None = None
    units: Container[str | None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedDeliveries:
    """Which deliveries: all, or those for which everything holds that is not None; moments are those of their plan."""

    state: DeliveryState | None = None
    action: Action | None = None
    channel: str | None = None
    bulletin_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class OfBulletin:
    """A delivery, and whether the public may see the bulletin that it tells."""

    delivery: Delivery
    shown: bool


def source_page(connection: Connection, wanted: WantedSources, *, after: int, most: int) -> list[Source]:
    """Return sources by id, from above the id `after`."""
    statement = select(SourceRow.id, SourceRow.unit).where(SourceRow.id > after).order_by(SourceRow.id)
    if wanted.state is not None:
        statement = statement.where(SourceRow.state == wanted.state)
    if wanted.kind is not None:
        statement = statement.where(SourceRow.kind == wanted.kind)
    chosen = [row.id for row in connection.execute(statement) if wanted.units is None or row.unit in wanted.units]
    found = sources.by_ids(connection, chosen[:most])
    return [found[source_id] for source_id in sorted(found)]


def delivery_page(
    connection: Connection, wanted: WantedDeliveries, *, before: int | None, most: int
) -> list[OfBulletin]:
    """Return deliveries, newest first, from below the id `before`."""
    statement = _deliveries().order_by(DeliveryRow.id.desc()).limit(most)
    for column, value in (
        (DeliveryRow.state, wanted.state),
        (DeliveryRow.action, wanted.action),
        (DeliveryRow.channel, wanted.channel),
        (DeliveryRow.bulletin_id, wanted.bulletin_id),
    ):
        if value is not None:
            statement = statement.where(column == value)
    if wanted.since is not None:
        statement = statement.where(DeliveryRow.planned_at >= wanted.since)
    if wanted.until is not None:
        statement = statement.where(DeliveryRow.planned_at <= wanted.until)
    if before is not None:
        statement = statement.where(DeliveryRow.id < before)
    return [_of_bulletin(row) for row in connection.execute(statement)]


def delivery(connection: Connection, delivery_id: int) -> OfBulletin | None:
    """Return a delivery."""
    row = connection.execute(_deliveries().where(DeliveryRow.id == delivery_id)).one_or_none()
    return _of_bulletin(row) if row else None


def _deliveries() -> Select[*tuple[Any, ...]]:
    return select(*table(DeliveryRow).c, BulletinRow.state.label("shown")).join(
        BulletinRow, BulletinRow.id == DeliveryRow.bulletin_id
    )


def _of_bulletin(row: AnyRow) -> OfBulletin:
    return OfBulletin(delivery_from(row), row.shown == BulletinState.RELEASED)
