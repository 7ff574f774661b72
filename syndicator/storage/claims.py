"""
The sending side of `deliveries` and `attempts`: the claim by lease, and the record of how it went.

Each doorbell asks all of this, so that a statement is built once in a process and asked with other values.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Integer, Select, Update, and_, bindparam, case, exists, func, insert, select, update
from sqlalchemy.orm import aliased
from sqlalchemy.sql.dml import ReturningInsert, ReturningUpdate
from sqlalchemy.sql.elements import ColumnElement

from syndicator.model.attempt import Outcome
from syndicator.model.delivery import LOOKED_FOR, Action, Delivery, DeliveryClaim, DeliveryState
from syndicator.model.verdict import Urgency
from syndicator.storage.columns import UtcMoment
from syndicator.storage.deliveries import delivery_from
from syndicator.storage.digests import carries_others, newest_revision
from syndicator.storage.readiness import is_ready
from syndicator.storage.statements import AnyRow, slices, table
from syndicator.storage.tables import AttemptRow, DeliveryRow

_C = table(DeliveryRow).c


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """
    How one attempt ended, and what becomes of its delivery.

    A delivery that is left SENDING is free again at `due_at`; the next attempt then asks before it sends.

    Args:
        answer: what the channel said; None where it was not asked.
        details: what the event of it keeps besides.
        digest: the service's name of a digest that it took down, with all that others have told in it.
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
    digest: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A delivery that may go now; `interrupted` as in `DeliveryClaim`, `carries` tells of a digest."""

    id: int
    channel: str
    action: Action
    urgency: Urgency
    interrupted: bool
    carries: bool


def waiting(connection: Connection, ids: Sequence[int], now: datetime) -> list[Waiting]:
    """Return those of the deliveries that are ready, in the order of their rank."""
    found: list[AnyRow] = []
    for some in slices(sorted(set(ids))):
        found += connection.execute(_waiting(), {"ids": some, "now": now}).all()
    return _ranked(found)


def waiting_in(
    connection: Connection, channel: str, now: datetime, *, besides: Collection[int], most: int
) -> list[Waiting]:
    """Return other deliveries of a channel that are ready and were never tried, those of the highest rank."""
    values = {"channel": channel, "now": now, "most": most + len(besides)}
    found = [row for row in connection.execute(_waiting_in(), values) if row.id not in besides]
    return _ranked(found[:most])


def _ranked(rows: Iterable[AnyRow]) -> list[Waiting]:
    return [
        Waiting(
            id=row.id,
            channel=row.channel,
            action=Action(row.action),
            urgency=Urgency(row.urgency),
            interrupted=row.state == DeliveryState.SENDING and row.begun,
            carries=row.carries,
        )
        for row in sorted(rows, key=lambda row: (row.rank_at, row.id))
    ]


def _ready_ones() -> ColumnElement[bool]:
    return and_(_C.id.in_(bindparam("ids", expanding=True)), is_ready(bindparam("now", type_=UtcMoment)))


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
    return select(*wanted, carries_others().label("carries"))


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
    claims: list[DeliveryClaim] = []
    token = uuid4().hex
    for some in slices(sorted(set(ids))):
        found = connection.execute(_claimable(), {"ids": some, "now": now})
        before = {row.id: row.state == DeliveryState.SENDING and row.begun for row in found}
        if not before:
            continue
        values = {"ids": list(before), "until": now + lease, "token": token}
        deliveries = [delivery_from(row) for row in connection.execute(_taking(), values)]
        started = _start(connection, deliveries, now)
        claims += [DeliveryClaim(one, token, started[one.id], interrupted=before[one.id]) for one in deliveries]
    return sorted(claims, key=lambda one: one.delivery.id)


@cache
def _claimable() -> Select[*tuple[Any, ...]]:
    return select(_C.id, _C.state, _C.begun).where(_ready_ones()).with_for_update(skip_locked=True, of=DeliveryRow)


@cache
def _taking() -> ReturningUpdate[*tuple[Any, ...]]:
    return (
        update(DeliveryRow)
        .where(DeliveryRow.id.in_(bindparam("ids", expanding=True)))
        .values(
            state=DeliveryState.SENDING,
            begun=_was_begun(),
            revision=case((_tells_newest(), newest_revision()), else_=_C.revision),
            attempts=DeliveryRow.attempts + 1,
            leased_until=bindparam("until"),
            lease_token=bindparam("token"),
            rung_until=None,
        )
        .returning(*_C)
    )


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


def begin(connection: Connection, claims: Sequence[DeliveryClaim]) -> None:
    """Write that the network is about to be touched: what happens to these from now on is not known until told."""
    for some in slices(sorted(one.delivery.id for one in claims)):
        tokens = {one.token for one in claims}
        connection.execute(update(DeliveryRow).where(_C.id.in_(some), _C.lease_token.in_(tokens)).values(begun=True))


def _start(connection: Connection, deliveries: Sequence[Delivery], now: datetime) -> dict[int, int]:
    rows = connection.execute(
        _starting(), [{"delivery_id": one.id, "number": one.attempts, "started_at": now} for one in deliveries]
    )
    return {row.delivery_id: row.id for row in rows}


@cache
def _starting() -> ReturningInsert[*tuple[Any, ...]]:
    columns = table(AttemptRow).c
    return insert(table(AttemptRow)).returning(columns.delivery_id, columns.id)


def record(connection: Connection, endings: Sequence[Ending], now: datetime) -> list[Ending]:
    """
    Write how attempts ended; return those that count.

    A lease that ran out is another's. But a receipt that comes late counts where nobody knew what had become of the
    post: it is there, and has a name.
    """
    stands: dict[int, tuple[str | None, str, str | None]] = {}
    for some in slices(sorted({one.claim.delivery.id for one in endings})):
        found = connection.execute(_leases(), {"ids": some})
        stands |= {row.id: (row.lease_token, row.state, row.remote_id) for row in found}
    written = [one for one in endings if _counts(one, *stands.get(one.claim.delivery.id, (None, None, None)))]
    if written:
        connection.execute(_ending(), [_ended(one, now) for one in written])
    if endings:
        told = [
            {"attempt": one.claim.attempt_id, "at": now, "how": one.outcome, "because": one.reason} for one in endings
        ]
        connection.execute(_attempt_ending(), told)
    return written


def _counts(ending: Ending, token: str | None, state: str | None, remote_id: str | None) -> bool:
    if token is not None and token == ending.claim.token:
        return True
    unknown = state in {DeliveryState.SENDING, DeliveryState.UNCONFIRMED} and remote_id is None
    return ending.state is DeliveryState.DELIVERED and ending.remote_id is not None and unknown


@cache
def _leases() -> Select[*tuple[Any, ...]]:
    """Leases as they stand, locked until the transaction ends."""
    wanted = select(_C.id, _C.lease_token, _C.state, _C.remote_id).where(_C.id.in_(bindparam("ids", expanding=True)))
    return wanted.order_by(_C.id).with_for_update()


def _ended(ending: Ending, now: datetime) -> dict[str, object]:
    """Return the values of `_ending`."""
    return {
        "delivery": ending.claim.delivery.id,
        "new_state": ending.state,
        "due": ending.due_at,
        "error": None if ending.state is DeliveryState.DELIVERED else ending.reason,
        "name": ending.remote_id or None,
        "address": ending.remote_address or None,
        "finished": now if ending.state.final else None,
        "leased": ending.due_at if ending.state is DeliveryState.SENDING else None,
        "begun": ending.state is DeliveryState.SENDING,
    }


@cache
def _ending() -> Update:
    """What is not told of the post stays as it was; the caller has seen that the lease is ours."""
    return (
        update(table(DeliveryRow))
        .where(_C.id == bindparam("delivery"))
        .values(
            state=bindparam("new_state"),
            due_at=bindparam("due"),
            last_error=bindparam("error"),
            remote_id=func.coalesce(bindparam("name", type_=_C.remote_id.type), _C.remote_id),
            remote_address=func.coalesce(bindparam("address", type_=_C.remote_address.type), _C.remote_address),
            finished_at=bindparam("finished"),
            leased_until=bindparam("leased"),
            lease_token=None,
            begun=bindparam("begun"),
        )
    )


@cache
def _attempt_ending() -> Update:
    columns = table(AttemptRow).c
    return (
        update(table(AttemptRow))
        .where(columns.id == bindparam("attempt"))
        .values(finished_at=bindparam("at"), outcome=bindparam("how"), reason=bindparam("because"))
    )


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
