"""Queries on deliveries that are told together: one of them posts the digest and carries the others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from sqlalchemy import (
    ColumnElement,
    Connection,
    ScalarSelect,
    and_,
    exists,
    or_,
    select,
    update,
)
from sqlalchemy.orm import aliased

from syndicator.model.delivery import Action, Delivery, DeliveryState
from syndicator.model.verdict import Urgency
from syndicator.storage.deliveries import delivery_from
from syndicator.storage.readiness import is_ready
from syndicator.storage.statements import slices, table
from syndicator.storage.tables import AttemptRow, BulletinRow, DeliveryRow


def waiting_for(connection: Connection, channel: str, now: datetime, *, most: int) -> list[int]:
    """Return ids of first posts of a channel that may go now and are not urgent, in the order of their rank."""
    rows = connection.execute(
        select(DeliveryRow.id)
        .where(
            DeliveryRow.channel == channel,
            DeliveryRow.action == Action.CREATE,
            DeliveryRow.state == DeliveryState.PLANNED,
            DeliveryRow.urgency < int(Urgency.URGENT),
            ~carries_others(),
            is_ready(now),
        )
        .order_by(DeliveryRow.rank_at, DeliveryRow.id)
        .limit(most)
    )
    return [row.id for row in rows]


def carries_others() -> ColumnElement[bool]:
    """Whether a delivery carries others, as a condition on its row."""
    member = aliased(DeliveryRow)
    return exists().where(member.carried_by == DeliveryRow.id).correlate(DeliveryRow)


def newest_revision() -> ScalarSelect[int]:
    """What the bulletin of a delivery says now, as a value for its row."""
    return (
        select(BulletinRow.revision)
        .where(BulletinRow.id == DeliveryRow.bulletin_id)
        .correlate(DeliveryRow)
        .scalar_subquery()
    )


def tell_newest(connection: Connection, carrier_ids: Sequence[int]) -> None:
    """Have what digests carry that nobody has seen yet tell its bulletins as they stand now."""
    for some in slices(sorted(carrier_ids)):
        of_these = DeliveryRow.carried_by.in_(some)
        connection.execute(update(DeliveryRow).where(of_these).values(revision=newest_revision()))


def leave_out(connection: Connection, member_ids: Sequence[int], reason: str, now: datetime) -> None:
    """Cancel what a digest that nobody has seen yet will not tell."""
    for some in slices(sorted(member_ids)):
        connection.execute(
            update(DeliveryRow)
            .where(DeliveryRow.id.in_(some), DeliveryRow.state == DeliveryState.SENDING)
            .values(state=DeliveryState.CANCELLED, carried_by=None, last_error=reason, finished_at=now)
        )


def fold(connection: Connection, carrier_id: int, member_ids: Sequence[int]) -> None:
    """Have one claimed delivery carry others: they have no lease of their own, and end as it ends."""
    for some in slices(sorted(member_ids)):
        connection.execute(
            update(DeliveryRow)
            .where(DeliveryRow.id.in_(some))
            .values(carried_by=carrier_id, leased_until=None, lease_token=None)
        )


def carried(connection: Connection, carrier_ids: Sequence[int]) -> dict[int, list[Delivery]]:
    """Return what deliveries carry, in the order of their rank; those that carry nothing are left out."""
    found: dict[int, list[Delivery]] = {}
    for some in slices(sorted(carrier_ids)):
        rows = connection.execute(
            select(table(DeliveryRow))
            .where(DeliveryRow.carried_by.in_(some))
            .order_by(DeliveryRow.rank_at, DeliveryRow.id)
        )
        for row in rows:
            found.setdefault(row.carried_by, []).append(delivery_from(row))
    return found


def in_digest(connection: Connection, delivery_ids: Sequence[int]) -> frozenset[int]:
    """Return those of the deliveries that are carried by another one, or carry others."""
    found: set[int] = set()
    columns = table(DeliveryRow).c
    for some in slices(sorted(set(delivery_ids))):
        rows = connection.execute(
            select(columns.id, columns.carried_by).where(
                columns.carried_by.is_not(None), or_(columns.id.in_(some), columns.carried_by.in_(some))
            )
        )
        for row in rows:
            found |= {row.id, row.carried_by}
    return frozenset(found)


def end(
    connection: Connection, carrier_id: int, state: DeliveryState, now: datetime, outcome: str, **values: object
) -> list[Delivery]:
    """
    Have all that a delivery carries end as it did; return it.

    One that was cancelled sets free what it carries: each is planned anew. While it waits, they wait with it.
    """
    if not state.final:
        return []
    freed = {"state": DeliveryState.PLANNED, "carried_by": None, "due_at": now}
    ended = {"state": state, "finished_at": now, **values}
    rows = connection.execute(
        update(DeliveryRow)
        .where(DeliveryRow.carried_by == carrier_id, DeliveryRow.state == DeliveryState.SENDING)
        .values(**(freed if state is DeliveryState.CANCELLED else ended))
        .returning(*table(DeliveryRow).c)
    )
    members = [delivery_from(row) for row in rows]
    connection.execute(
        update(AttemptRow)
        .where(AttemptRow.delivery_id.in_([one.id for one in members]), AttemptRow.finished_at.is_(None))
        .values(finished_at=now, outcome=outcome, reason=f"told in the digest of delivery {carrier_id}")
    )
    return members


def tell_again(connection: Connection, channel: str, digest: str, withdrawn: int, now: datetime) -> list[Delivery]:
    """
    Plan anew what a digest told besides one bulletin that was withdrawn, for it was taken down whole; return it.

    Each gets a key of its own: the one of the digest means what is gone.
    """
    told = connection.execute(
        select(DeliveryRow.id)
        .where(
            DeliveryRow.channel == channel,
            DeliveryRow.remote_id == digest,
            DeliveryRow.action == Action.CREATE,
            DeliveryRow.state == DeliveryState.DELIVERED,
            DeliveryRow.bulletin_id != withdrawn,
        )
        .order_by(DeliveryRow.id)
        .with_for_update()
    )
    again: list[Delivery] = []
    of_digest = and_(DeliveryRow.channel == channel, DeliveryRow.remote_id == digest)
    connection.execute(update(DeliveryRow).where(of_digest).values(carried_by=None))
    for row in told.all():
        planned = connection.execute(
            update(DeliveryRow)
            .where(DeliveryRow.id == row.id)
            .values(
                key=f"msg_{uuid4().hex}",
                state=DeliveryState.PLANNED,
                due_at=now,
                planned_at=now,
                carried_by=None,
                rung_until=None,
                finished_at=None,
                remote_id=None,
                remote_address=None,
            )
            .returning(*table(DeliveryRow).c)
        )
        again.append(delivery_from(planned.one()))
    return again


def follow(
    connection: Connection, carrier_id: int, before: DeliveryState, after: DeliveryState, now: datetime
) -> list[Delivery]:
    """Have what a delivery carries follow it by a person's word, as far as it stands where that one stood."""
    rows = connection.execute(
        update(DeliveryRow)
        .where(DeliveryRow.carried_by == carrier_id, DeliveryRow.state == before)
        .values(state=after, finished_at=now if after.final else None)
        .returning(*table(DeliveryRow).c)
    )
    return [delivery_from(row) for row in rows]
