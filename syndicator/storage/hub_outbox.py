"""The sending side of `hub_subscribers`: what is owed and due, the claim by lease, and how each send went."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import Connection, and_, bindparam, delete, func, or_, select, update
from sqlalchemy.sql.elements import ColumnElement

from syndicator.model.account import Account
from syndicator.model.attempt import Cause
from syndicator.model.subscriber import Debt
from syndicator.storage.statements import AnyRow, table
from syndicator.storage.tables import HubSubscriberRow, HubTopicRow

_C = table(HubSubscriberRow).c


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """
    What becomes of a debt after a send.

    Args:
        paid: whether the subscriber took the body.
        ended: whether the subscriber wants no more; the other values do not matter then.
        failing_since: as in `Debt`.
    """

    debt: Debt
    account: Account
    due_at: datetime
    failing_since: datetime | None
    paid: bool
    ended: bool = False


def _owed(now: datetime) -> ColumnElement[bool]:
    return and_(
        HubSubscriberRow.topic == HubTopicRow.address,
        HubSubscriberRow.sent < HubTopicRow.version,
        HubSubscriberRow.due_at <= now,
        HubSubscriberRow.leased_until > now,
        or_(HubSubscriberRow.claimed_until.is_(None), HubSubscriberRow.claimed_until <= now),
    )


def owed(connection: Connection, now: datetime) -> int:
    """Return to how many subscribers something is owed that is due and not under way."""
    counted = select(func.count()).select_from(HubSubscriberRow).join(HubTopicRow, _owed(now))
    return connection.execute(counted).scalar_one()


def claim(
    connection: Connection,
    now: datetime,
    *,
    lease: timedelta,
    most: int,
    besides: Collection[str] = (),
    well_only: bool = False,
) -> list[Debt]:
    """
    Take a lease on what is owed, those first who took the last body.

    Args:
        besides: lanes that have no room.
        well_only: whether those are left out whose last send failed.
    """
    statement = select(HubSubscriberRow.id, HubTopicRow.version).join(HubTopicRow, _owed(now))
    if besides:
        statement = statement.where(HubSubscriberRow.lane.not_in(sorted(besides)))
    if well_only:
        statement = statement.where(HubSubscriberRow.faults == 0)
    statement = statement.order_by(HubSubscriberRow.faults, HubSubscriberRow.due_at, HubSubscriberRow.id).limit(most)
    found = connection.execute(statement.with_for_update(skip_locked=True, of=HubSubscriberRow)).all()
    if not found:
        return []
    versions, token = {row.id: row.version for row in found}, uuid4().hex
    taken = (
        update(HubSubscriberRow)
        .where(HubSubscriberRow.id.in_(list(versions)))
        .values(claimed_until=now + lease, claim_token=token)
        .returning(*_C)
    )
    return [_debt(row, versions[row.id]) for row in connection.execute(taken)]


def _debt(row: AnyRow, version: int) -> Debt:
    return Debt(
        subscriber_id=row.id,
        claim=row.claim_token,
        topic=row.topic,
        version=version,
        callback=row.callback,
        lane=row.lane,
        sealed=row.secret,
        account=Account(
            faults=row.faults,
            blocked_until=row.blocked_until,
            cause=Cause(row.blocked_cause) if row.blocked_cause else None,
            reason=row.blocked_reason,
        ),
        failing_since=row.failing_since,
        leased_until=row.leased_until,
    )


def put_back(connection: Connection, debts: Sequence[Debt]) -> None:
    """Give back claims whose sending never began."""
    for one in debts:
        ours = and_(HubSubscriberRow.id == one.subscriber_id, HubSubscriberRow.claim_token == one.claim)
        connection.execute(update(HubSubscriberRow).where(ours).values(claimed_until=None, claim_token=None))


def record(connection: Connection, settled: Sequence[Settled], now: datetime) -> None:
    """Write how sends went, for those whose claim is still ours."""
    for one in settled:
        if one.ended:
            ours = and_(HubSubscriberRow.id == one.debt.subscriber_id, HubSubscriberRow.claim_token == one.debt.claim)
            connection.execute(delete(HubSubscriberRow).where(ours))
    going_on = sorted((one for one in settled if not one.ended), key=lambda one: one.debt.subscriber_id)
    if not going_on:
        return
    statement = (
        update(table(HubSubscriberRow))
        .where(_C.id == bindparam("subscriber"), _C.claim_token == bindparam("claim"))
        .values(
            sent=func.coalesce(bindparam("version", type_=_C.sent.type), _C.sent),
            delivered_at=func.coalesce(bindparam("delivered", type_=_C.delivered_at.type), _C.delivered_at),
            claimed_until=None,
            claim_token=None,
        )
    )
    for name in ("due_at", "faults", "failing_since", "blocked_until", "blocked_cause", "blocked_reason"):
        statement = statement.values({name: bindparam(f"new_{name}", type_=_C[name].type)})
    connection.execute(statement, [_values(one, now) for one in going_on])


def _values(one: Settled, now: datetime) -> dict[str, object]:
    return {
        "subscriber": one.debt.subscriber_id,
        "claim": one.debt.claim,
        "version": one.debt.version if one.paid else None,
        "delivered": now if one.paid else None,
        "new_due_at": one.due_at,
        "new_faults": one.account.faults,
        "new_failing_since": one.failing_since,
        "new_blocked_until": one.account.blocked_until,
        "new_blocked_cause": one.account.cause,
        "new_blocked_reason": one.account.reason,
    }
