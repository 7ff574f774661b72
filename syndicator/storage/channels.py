"""Queries on `channels`: how the configured channels stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, select, update

from syndicator.model.account import Account
from syndicator.model.channel import ChannelState
from syndicator.storage.breakers import account_of
from syndicator.storage.statements import table, upsert
from syndicator.storage.tables import ChannelRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """
    A channel's state, and why and since when; and how its account stands.

    Args:
        blocked_until: nothing is sent before, for `blocked_reason`.
        checked_at: when its service was asked last; `condition` is what it said against the account.
        token_expires_at: None where the service does not tell.
        account: what the last deliveries taught of it.
    """

    name: str
    kind: str
    state: ChannelState
    reason: str | None
    changed_at: datetime
    blocked_until: datetime | None = None
    blocked_reason: str | None = None
    checked_at: datetime | None = None
    condition: str | None = None
    token_expires_at: datetime | None = None
    account: Account = field(default_factory=Account)


def ensure(connection: Connection, kinds: Mapping[str, str], now: datetime) -> None:
    """Store channels (name → kind) that are not yet known, active."""
    for name, kind in kinds.items():
        connection.execute(
            upsert(connection, ChannelRow)
            .values(name=name, kind=kind, state=ChannelState.ACTIVE, changed_at=now)
            .on_conflict_do_update(index_elements=["name"], set_={"kind": kind})
        )


def listing(connection: Connection) -> list[Standing]:
    """Return how all channels stand, by name."""
    rows = connection.execute(select(table(ChannelRow)).order_by(ChannelRow.name))
    return [
        Standing(
            name=row.name,
            kind=row.kind,
            state=ChannelState(row.state),
            reason=row.reason,
            changed_at=row.changed_at,
            blocked_until=row.blocked_until,
            blocked_reason=row.blocked_reason,
            checked_at=row.checked_at,
            condition=row.condition,
            token_expires_at=row.token_expires_at,
            account=account_of(row),
        )
        for row in rows
    ]


def set_state(connection: Connection, name: str, state: ChannelState, reason: str | None, now: datetime) -> bool:
    """Pause or resume a channel; return False if there is none of this name."""
    changed = connection.execute(
        update(ChannelRow).where(ChannelRow.name == name).values(state=state, reason=reason, changed_at=now)
    )
    return changed.rowcount > 0


def note_condition(
    connection: Connection, name: str, fault: str | None, token_expires_at: datetime | None, now: datetime
) -> None:
    """Remember what a channel's service said of the account; the row is locked until the transaction ends."""
    connection.execute(
        update(ChannelRow)
        .where(ChannelRow.name == name)
        .values(condition=fault, token_expires_at=token_expires_at, checked_at=now)
    )
