"""Queries on `deliveries` and `attempts` as people see them: what stands where, and what a person changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, func, select, update

from syndicator.model.attempt import Attempt
from syndicator.model.delivery import Action, Delivery, DeliveryState
from syndicator.storage.statements import AnyRow, slices, table
from syndicator.storage.tables import AttemptRow, DeliveryRow

OPEN = (DeliveryState.PLANNED, DeliveryState.SENDING)


def delivery_from(row: AnyRow) -> Delivery:
    """Return the delivery that a row of all columns holds."""
    return Delivery(
        id=row.id,
        key=row.key,
        bulletin_id=row.bulletin_id,
        revision=row.revision,
        channel=row.channel,
        action=Action(row.action),
        state=DeliveryState(row.state),
        attempts=row.attempts,
        due_at=row.due_at,
        planned_at=row.planned_at,
        reason=row.reason,
        last_error=row.last_error,
        remote_id=row.remote_id,
        remote_address=row.remote_address,
        finished_at=row.finished_at,
    )


def cancel_open(connection: Connection, bulletin_id: int, reason: str, now: datetime) -> list[int]:
    """Cancel what of a bulletin has not gone out and is not on its way; return the ids."""
    statement = (
        update(DeliveryRow)
        .where(DeliveryRow.bulletin_id == bulletin_id, DeliveryRow.state == DeliveryState.PLANNED)
        .values(state=DeliveryState.CANCELLED, last_error=reason, finished_at=now)
        .returning(DeliveryRow.id)
    )
    return list(connection.execute(statement).scalars())


def channels_reached(connection: Connection, bulletin_id: int) -> list[str]:
    """Return the channels that took, may have taken, or are just taking a post of this bulletin."""
    reached = connection.execute(
        select(DeliveryRow.channel)
        .where(
            DeliveryRow.bulletin_id == bulletin_id,
            DeliveryRow.action != Action.WITHDRAW,
            DeliveryRow.state.in_((DeliveryState.DELIVERED, DeliveryState.UNCONFIRMED, DeliveryState.SENDING)),
        )
        .distinct()
        .order_by(DeliveryRow.channel)
    )
    return list(reached.scalars())


def reached_by(connection: Connection, bulletin_ids: Sequence[int]) -> dict[int, list[str]]:
    """Return for each bulletin the channels that have, or will have, a post of it."""
    found: dict[int, list[str]] = {}
    for some in slices(bulletin_ids):
        rows = connection.execute(
            select(DeliveryRow.bulletin_id, DeliveryRow.channel)
            .where(
                DeliveryRow.bulletin_id.in_(some),
                DeliveryRow.action == Action.CREATE,
                DeliveryRow.state.not_in((DeliveryState.CANCELLED, DeliveryState.ABANDONED)),
            )
            .distinct()
        )
        for row in rows:
            found.setdefault(row.bulletin_id, []).append(row.channel)
    return found


def earlier_posts(connection: Connection, deliveries: Sequence[Delivery]) -> dict[tuple[int, str], str]:
    """Return the channels' own names for the posts they have, by (bulletin id, channel); the newest post counts."""
    found: dict[tuple[int, str], str] = {}
    for some in slices(sorted({delivery.bulletin_id for delivery in deliveries})):
        rows = connection.execute(
            select(DeliveryRow.bulletin_id, DeliveryRow.channel, DeliveryRow.remote_id)
            .where(DeliveryRow.bulletin_id.in_(some), DeliveryRow.remote_id.is_not(None))
            .order_by(DeliveryRow.id)
        )
        found |= {(row.bulletin_id, row.channel): row.remote_id for row in rows if row.remote_id}
    return found


def find(connection: Connection, delivery_id: int) -> Delivery | None:
    """Return a delivery, locked against changes until the transaction ends."""
    row = connection.execute(
        select(table(DeliveryRow)).where(DeliveryRow.id == delivery_id).with_for_update()
    ).one_or_none()
    return delivery_from(row) if row else None


def set_state(connection: Connection, delivery_id: int, state: DeliveryState, now: datetime, **values: object) -> None:
    """Set a delivery's state by a person's word; a lease on it ends."""
    connection.execute(
        update(DeliveryRow)
        .where(DeliveryRow.id == delivery_id)
        .values(
            state=state,
            finished_at=now if state.final else None,
            leased_until=None,
            lease_token=None,
            rung_until=None,
            **values,
        )
    )


def listing(
    connection: Connection, *, state: DeliveryState | None = None, channel: str | None = None, most: int = 50
) -> list[Delivery]:
    """Return deliveries, newest first."""
    statement = select(table(DeliveryRow)).order_by(DeliveryRow.id.desc()).limit(most)
    if state is not None:
        statement = statement.where(DeliveryRow.state == state)
    if channel is not None:
        statement = statement.where(DeliveryRow.channel == channel)
    return [delivery_from(row) for row in connection.execute(statement)]


def of_bulletin(connection: Connection, bulletin_id: int) -> list[Delivery]:
    """Return the deliveries of a bulletin, in order of their plan."""
    rows = connection.execute(
        select(table(DeliveryRow)).where(DeliveryRow.bulletin_id == bulletin_id).order_by(DeliveryRow.id)
    )
    return [delivery_from(row) for row in rows]


def attempts_of(connection: Connection, delivery_ids: Sequence[int]) -> list[Attempt]:
    """Return the attempts at these deliveries, in order."""
    rows = connection.execute(
        select(table(AttemptRow)).where(AttemptRow.delivery_id.in_(delivery_ids)).order_by(AttemptRow.id)
    )
    return [Attempt(**row._asdict()) for row in rows]


def counts(connection: Connection) -> dict[DeliveryState, int]:
    """Return how many deliveries stand in each state."""
    rows = connection.execute(select(DeliveryRow.state, func.count()).group_by(DeliveryRow.state))
    return {DeliveryState(state): number for state, number in rows}
