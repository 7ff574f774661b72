"""The sending side of `deliveries` and `attempts`: the claim by lease, and the record of how it went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import Connection, insert, select, update

from syndicator.model.attempt import Outcome
from syndicator.model.delivery import Action, Delivery, DeliveryClaim, DeliveryState
from syndicator.model.verdict import Urgency
from syndicator.storage.deliveries import delivery_from
from syndicator.storage.readiness import is_ready
from syndicator.storage.statements import AnyRow, slices, table
from syndicator.storage.tables import AttemptRow, DeliveryRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """
    How one attempt ended, and what becomes of its delivery.

    A delivery that is left SENDING is free again at `due_at`; the next attempt then asks before it sends.

    Args:
        answer: what the channel said; None where it was not asked.
        details: what the event of it keeps besides.
    """

    claim: DeliveryClaim
    outcome: str
    reason: str
    state: DeliveryState
    due_at: datetime
    remote_id: str | None = None
    remote_address: str | None = None
    answer: Outcome | None = None
    details: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A delivery that may go now; `interrupted` as in `DeliveryClaim`."""

    id: int
    channel: str
    action: Action
    urgency: Urgency
    interrupted: bool


def waiting(connection: Connection, ids: Sequence[int], now: datetime) -> list[Waiting]:
    """Return those of the deliveries that are ready, in the order of their rank."""
    found: list[AnyRow] = []
    columns = table(DeliveryRow).c
    for some in slices(sorted(set(ids))):
        wanted = select(columns.id, columns.channel, columns.action, columns.urgency, columns.state, columns.rank_at)
        found += connection.execute(wanted.where(columns.id.in_(some), is_ready(now))).all()
    return [
        Waiting(
            id=row.id,
            channel=row.channel,
            action=Action(row.action),
            urgency=Urgency(row.urgency),
            interrupted=row.state == DeliveryState.SENDING,
        )
        for row in sorted(found, key=lambda row: (row.rank_at, row.id))
    ]


def defer(connection: Connection, ids: Sequence[int], until: datetime) -> None:
    """Have deliveries that have not begun wait."""
    for some in slices(sorted(ids)):
        connection.execute(
            update(DeliveryRow)
            .where(DeliveryRow.id.in_(some), DeliveryRow.state == DeliveryState.PLANNED)
            .values(due_at=until, rung_until=None)
        )


def ring_again(connection: Connection, ids: Sequence[int], at: datetime) -> None:
    """Have the sweep ring for deliveries that nobody had room for."""
    for some in slices(sorted(ids)):
        connection.execute(update(DeliveryRow).where(DeliveryRow.id.in_(some)).values(rung_until=at))


def claim(connection: Connection, ids: Sequence[int], now: datetime, *, lease: timedelta) -> list[DeliveryClaim]:
    """Take a lease on those of the deliveries that are ready, and write the start of an attempt for each."""
    claims: list[DeliveryClaim] = []
    token = uuid4().hex
    for some in slices(sorted(set(ids))):
        ready = (
            select(DeliveryRow.id, DeliveryRow.state)
            .where(DeliveryRow.id.in_(some), is_ready(now))
            .with_for_update(skip_locked=True, of=DeliveryRow)
        )
        before = {row.id: row.state for row in connection.execute(ready)}
        if not before:
            continue
        taken = connection.execute(
            update(DeliveryRow)
            .where(DeliveryRow.id.in_(before))
            .values(
                state=DeliveryState.SENDING,
                attempts=DeliveryRow.attempts + 1,
                leased_until=now + lease,
                lease_token=token,
                rung_until=None,
            )
            .returning(*table(DeliveryRow).c)
        )
        deliveries = [delivery_from(row) for row in taken]
        started = _start(connection, deliveries, now)
        claims += [
            DeliveryClaim(one, token, started[one.id], before[one.id] == DeliveryState.SENDING) for one in deliveries
        ]
    return sorted(claims, key=lambda one: one.delivery.id)


def _start(connection: Connection, deliveries: Sequence[Delivery], now: datetime) -> dict[int, int]:
    columns = table(AttemptRow).c
    rows = connection.execute(
        insert(table(AttemptRow)).returning(columns.delivery_id, columns.id),
        [{"delivery_id": one.id, "number": one.attempts, "started_at": now} for one in deliveries],
    )
    return {row.delivery_id: row.id for row in rows}


def record(connection: Connection, endings: Sequence[Ending], now: datetime) -> list[Ending]:
    """Write how attempts ended; return those that were still ours, for a lease that ran out is another's."""
    written = []
    for ending in endings:
        delivery = ending.claim.delivery
        kept = connection.execute(
            update(DeliveryRow)
            .where(DeliveryRow.id == delivery.id, DeliveryRow.lease_token == ending.claim.token)
            .values(
                state=ending.state,
                due_at=ending.due_at,
                last_error=None if ending.state is DeliveryState.DELIVERED else ending.reason,
                remote_id=ending.remote_id or DeliveryRow.remote_id,
                remote_address=ending.remote_address or DeliveryRow.remote_address,
                finished_at=now if ending.state.final else None,
                leased_until=ending.due_at if ending.state is DeliveryState.SENDING else None,
                lease_token=None,
            )
        )
        connection.execute(
            update(AttemptRow)
            .where(AttemptRow.id == ending.claim.attempt_id)
            .values(finished_at=now, outcome=ending.outcome, reason=ending.reason)
        )
        if kept.rowcount:
            written.append(ending)
    return written


def put_back(connection: Connection, claims: Sequence[DeliveryClaim], due_at: datetime) -> None:
    """Give back claims whose sending never began, due at `due_at`: no attempt counts."""
    for one in claims:
        freed = connection.execute(
            update(DeliveryRow)
            .where(DeliveryRow.id == one.delivery.id, DeliveryRow.lease_token == one.token)
            .values(
                state=DeliveryState.SENDING if one.interrupted else DeliveryState.PLANNED,
                attempts=DeliveryRow.attempts - 1,
                due_at=due_at,
                leased_until=due_at if one.interrupted else None,
                lease_token=None,
            )
        )
        if freed.rowcount:
            connection.execute(table(AttemptRow).delete().where(AttemptRow.id == one.attempt_id))
