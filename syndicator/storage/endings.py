"""How attempts ended, as rows of `deliveries` and `attempts` keep it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Boolean, Connection, Select, Text, Update, func, select, update
from sqlalchemy.orm import aliased

from syndicator.model.account import Account
from syndicator.model.attempt import Outcome
from syndicator.model.delivery import DeliveryClaim, DeliveryState
from syndicator.storage.breakers import STANDING, account_of
from syndicator.storage.columns import UtcMoment
from syndicator.storage.digests import carries_others
from syndicator.storage.lists import ManyRows, Of, one_of
from syndicator.storage.statements import AnyRow, table
from syndicator.storage.tables import AttemptRow, ChannelRow, DeliveryRow

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
class Recorded:
    """
    What was written.

    Args:
        endings: those that count.
        carriers: the deliveries among all of them that carry others.
        accounts: how those of the channels stood before, by name.
    """

    endings: Sequence[Ending] = ()
    carriers: frozenset[int] = frozenset()
    accounts: Mapping[str, Account] = field(default_factory=dict)


def record(connection: Connection, endings: Sequence[Ending], now: datetime) -> Recorded:
    """
    Write how attempts ended.

    A lease that ran out is another's. But a receipt that comes late counts where nobody knew what had become of the
    post: it is there, and has a name.
    """
    if not endings:
        return Recorded()
    ids = [one.claim.delivery.id for one in endings]
    stand = {row.id: row for row in connection.execute(_leases(), {"ids": ids})}
    written = [one for one in endings if _counts(one, stand.get(one.claim.delivery.id))]
    _ENDINGS.write(connection, [_ended(one, now) for one in written])
    _ATTEMPTS.write(
        connection,
        [{"attempt": one.claim.attempt_id, "at": now, "how": one.outcome, "because": one.reason} for one in endings],
    )
    return Recorded(
        endings=written,
        carriers=frozenset(row.id for row in stand.values() if row.carries),
        accounts={row.channel: account_of(row) for row in stand.values() if row.faults is not None},
    )


def _counts(ending: Ending, stands: AnyRow | None) -> bool:
    if stands is None:
        return False
    if stands.lease_token is not None and stands.lease_token == ending.claim.token:
        return True
    unknown = stands.state in {DeliveryState.SENDING, DeliveryState.UNCONFIRMED} and stands.remote_id is None
    return ending.state is DeliveryState.DELIVERED and ending.remote_id is not None and unknown


@cache
def _leases() -> Select[*tuple[Any, ...]]:
    """Leases as they stand, locked until the transaction ends."""
    own = aliased(ChannelRow)
    wanted = (_C.id, _C.channel, _C.lease_token, _C.state, _C.remote_id, carries_others().label("carries"))
    stands = (getattr(own, name) for name in STANDING)
    found = select(*wanted, *stands).select_from(DeliveryRow).join(own, own.name == _C.channel, isouter=True)
    return found.where(one_of(_C.id, "ids")).order_by(_C.id).with_for_update(of=DeliveryRow)


def _ended(ending: Ending, now: datetime) -> dict[str, object]:
    """Return the values of `_ENDINGS`."""
    return {
        "delivery": ending.claim.delivery.id,
        "new_state": ending.state,
        "due": ending.due_at,
        "error": None if ending.state is DeliveryState.DELIVERED else ending.reason,
        "name": ending.remote_id or None,
        "address": ending.remote_address or None,
        "finished": now if ending.state.final else None,
        "leased": ending.due_at if ending.state is DeliveryState.SENDING else None,
        "is_begun": ending.state is DeliveryState.SENDING,
    }


def _ending(of: Of) -> Update:
    """What is not told of the post stays as it was; the caller has seen that the lease is ours."""
    return (
        update(table(DeliveryRow))
        .where(_C.id == of("delivery"))
        .values(
            state=of("new_state"),
            due_at=of("due"),
            last_error=of("error"),
            remote_id=func.coalesce(of("name"), _C.remote_id),
            remote_address=func.coalesce(of("address"), _C.remote_address),
            finished_at=of("finished"),
            leased_until=of("leased"),
            lease_token=None,
            begun=of("is_begun"),
        )
    )


def _attempt_ending(of: Of) -> Update:
    columns = table(AttemptRow).c
    ended = {"finished_at": of("at"), "outcome": of("how"), "reason": of("because")}
    return update(table(AttemptRow)).where(columns.id == of("attempt")).values(**ended)


_ENDINGS = ManyRows(
    {
        "delivery": BigInteger(),
        "new_state": Text(),
        "due": UtcMoment(),
        "error": Text(),
        "name": Text(),
        "address": Text(),
        "finished": UtcMoment(),
        "leased": UtcMoment(),
        "is_begun": Boolean(),
    },
    _ending,
)
_ATTEMPTS = ManyRows({"attempt": BigInteger(), "at": UtcMoment(), "how": Text(), "because": Text()}, _attempt_ending)
