"""
The sending side of `deliveries`: what may go, and the claim by lease; `endings` holds the record of how it went.

Each doorbell asks all of this, so that a statement is built once in a process and asked with other values.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import uuid4

from sqlalchemy import (
    Connection,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    exists,
    insert,
    literal_column,
    select,
    update,
)
from sqlalchemy.orm import aliased
from sqlalchemy.sql.dml import ReturningInsert, ReturningUpdate
from sqlalchemy.sql.elements import ColumnElement

from syndicator.model.account import Account
from syndicator.model.delivery import LOOKED_FOR, Action, DeliveryClaim, DeliveryState
from syndicator.model.verdict import Urgency
from syndicator.storage.breakers import STANDING, account_of
from syndicator.storage.columns import UtcMoment
from syndicator.storage.deliveries import delivery_from
from syndicator.storage.digests import carries_others, newest_revision
from syndicator.storage.lists import one_of
from syndicator.storage.readiness import is_ready
from syndicator.storage.statements import AnyRow, slices, table
from syndicator.storage.tables import AttemptRow, ChannelRow, DeliveryRow

_C = table(DeliveryRow).c


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """
    A delivery that may go now.

    Args:
        interrupted: as in `DeliveryClaim`.
        carries: whether it tells a digest.
        account: how that of its channel stands.
    """

    id: int
    channel: str
    action: Action
    urgency: Urgency
    interrupted: bool
    carries: bool
    account: Account


def waiting(connection: Connection, ids: Sequence[int], now: datetime) -> list[Waiting]:
    """Return those of the deliveries that are ready, in the order of their rank."""
    return _ranked(connection.execute(_waiting(), {"ids": ids, "now": now})) if ids else []


def waiting_in(
    connection: Connection, channel: str, now: datetime, *, besides: Collection[int], most: int
) -> list[Waiting]:
    """Return other deliveries of a channel that are ready and were never tried, those of the highest rank."""
    values = {"channel": channel, "now": now, "most": most + len(besides)}
    found = [row for row in connection.execute(_waiting_in(), values) if row.id not in besides]
    return _ranked(found[:most])


def _ranked(rows: Iterable[AnyRow]) -> list[Waiting]:
    accounts: dict[str, Account] = {}
    found = sorted(rows, key=lambda row: (row.rank_at, row.id))
    for row in found:
        if row.channel not in accounts:
            accounts[row.channel] = Account() if row.faults is None else account_of(row)
    return [
        Waiting(
            id=row.id,
            channel=row.channel,
            action=Action(row.action),
            urgency=Urgency(row.urgency),
            interrupted=row.state == DeliveryState.SENDING and row.begun,
            carries=row.carries,
            account=accounts[row.channel],
        )
        for row in found
    ]


def _ready_ones() -> ColumnElement[bool]:
    return and_(one_of(_C.id, "ids"), is_ready(bindparam("now", type_=UtcMoment)))


@cache
def _waiting() -> Select[*tuple[Any, ...]]:
    return _told_of_waiting().where(_ready_ones())


@cache
def _waiting_in() -> Select[*tuple[Any, ...]]:
    """Walks along the index of ranks until it has enough."""
    untried = and_(_C.channel == bindparam("channel"), _C.state == DeliveryState.PLANNED)
    ready = _told_of_waiting().where(untried, is_ready(bindparam("now", type_=UtcMoment)))
    return ready.order_by(_C.rank_at, _C.id).limit(bindparam("most", type_=Integer))


def _told_of_waiting() -> Select[*tuple[Any, ...]]:
    wanted = (_C.id, _C.channel, _C.action, _C.urgency, _C.state, _C.begun, _C.rank_at)
    own = aliased(ChannelRow)
    stands = (getattr(own, name) for name in STANDING)
    told = select(*wanted, carries_others().label("carries"), *stands).select_from(DeliveryRow)
    return told.join(own, own.name == _C.channel, isouter=True)


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
        free = select(_C.id).where(_C.id.in_(some)).order_by(_C.id).with_for_update(skip_locked=True)
        connection.execute(update(DeliveryRow).where(DeliveryRow.id.in_(free.scalar_subquery())).values(rung_until=at))


def claim(connection: Connection, ids: Sequence[int], now: datetime, *, lease: timedelta) -> list[DeliveryClaim]:
    """
    Take a lease on those of the deliveries that are ready, and write the start of an attempt for each.

    A first post of which nobody can know yet tells its bulletin as it stands now, whatever was planned.
    """
    token = uuid4().hex
    values = {"ids": ids, "now": now, "until": now + lease, "token": token}
    taken = connection.execute(_taking(), values).all() if ids else ()
    if not taken:
        return []
    begun = connection.execute(_starting(), {"ids": [row.id for row in taken], "now": now})
    attempts = {row.delivery_id: row.id for row in begun}
    return [
        DeliveryClaim(delivery_from(row), token, attempts[row.id], interrupted=row.begun, carries=row.carries)
        for row in sorted(taken, key=lambda row: row.id)
    ]


@cache
def _taking() -> ReturningUpdate[*tuple[Any, ...]]:
    """What somebody else is just taking is left to them; `begun` tells afterwards what was interrupted."""
    free = select(_C.id).where(_ready_ones()).with_for_update(skip_locked=True, of=DeliveryRow).cte("free")
    return (
        update(DeliveryRow)
        .where(DeliveryRow.id.in_(select(free.c.id)))
        .values(
            state=DeliveryState.SENDING,
            begun=_was_begun(),
            revision=case((_tells_newest(), newest_revision()), else_=_C.revision),
            attempts=DeliveryRow.attempts + 1,
            leased_until=bindparam("until"),
            lease_token=bindparam("token"),
            rung_until=None,
        )
        .returning(*_C, _carries_others().label("carries"))
    )


def _carries_others() -> ColumnElement[bool]:
    """As `carries_others`, where a row is given back: there SQLAlchemy names SQLite's columns without their table."""
    member = aliased(DeliveryRow)
    return exists().where(member.carried_by == literal_column("deliveries.id", _C.id.type))


def _was_begun() -> ColumnElement[bool]:
    return and_(_C.state == DeliveryState.SENDING, _C.begun)


def _tells_newest() -> ColumnElement[bool]:
    """Whether a delivery makes a post that nobody has seen, so that it has to tell what its bulletin says now."""
    other = aliased(DeliveryRow)
    taken = exists().where(
        other.bulletin_id == _C.bulletin_id,
        other.channel == _C.channel,
        other.action == Action.CREATE,
        other.revision == newest_revision(),
        other.id != _C.id,
    )
    doubtful = _C.reason.startswith(LOOKED_FOR, autoescape=True)
    return and_(_C.action == Action.CREATE, ~_was_begun(), ~doubtful, ~taken)


@cache
def _starting() -> ReturningInsert[*tuple[Any, ...]]:
    columns = table(AttemptRow).c
    started = select(_C.id, _C.attempts, bindparam("now", type_=UtcMoment)).where(one_of(_C.id, "ids"))
    named = ["delivery_id", "number", "started_at"]
    return insert(table(AttemptRow)).from_select(named, started).returning(columns.delivery_id, columns.id)


def begin(connection: Connection, claims: Sequence[DeliveryClaim]) -> set[int]:
    """
    Write that the network is about to be touched: what happens to these from now on is not known until told.

    Returns the deliveries that are still ours: others were taken over meanwhile, and must not be sent.
    """
    if not claims:
        return set()
    tokens = sorted({one.token for one in claims})
    begun = connection.execute(_beginning(), {"ids": [one.delivery.id for one in claims], "tokens": tokens})
    return {row.id for row in begun}


@cache
def _beginning() -> ReturningUpdate[*tuple[Any, ...]]:
    ours = one_of(_C.id, "ids"), one_of(_C.lease_token, "tokens")
    return update(table(DeliveryRow)).where(*ours).values(begun=True).returning(_C.id)


def put_back(connection: Connection, claims: Sequence[DeliveryClaim], due_at: datetime) -> None:
    """Give back claims whose sending never began, due at `due_at`: no attempt counts."""
    for one in claims:
        freed = connection.execute(
            update(DeliveryRow)
            .where(DeliveryRow.id == one.delivery.id, DeliveryRow.lease_token == one.token)
            .values(
                state=DeliveryState.SENDING if one.interrupted else DeliveryState.PLANNED,
                begun=one.interrupted,
                attempts=DeliveryRow.attempts - 1,
                due_at=due_at,
                leased_until=due_at if one.interrupted else None,
                lease_token=None,
            )
        )
        if freed.rowcount:
            connection.execute(table(AttemptRow).delete().where(AttemptRow.id == one.attempt_id))
