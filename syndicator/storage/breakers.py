"""Queries on `channels`: how their accounts stand, and who may try one that failed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select, update

from syndicator.model.account import Account
from syndicator.model.attempt import Cause
from syndicator.storage.statements import AnyRow, table
from syndicator.storage.tables import ChannelRow

STANDING = ("faults", "blocked_until", "blocked_cause", "blocked_reason")
"""The columns of an account, which others ask for beside their own; all are null where a channel is not known."""


def accounts(connection: Connection, names: Collection[str]) -> dict[str, Account]:
    """Return how the accounts of channels stand; channels that are not known are left out."""
    rows = connection.execute(_accounts(), {"names": sorted(names)})
    return {row.name: account_of(row) for row in rows}


@cache
def _accounts() -> Select[*tuple[Any, ...]]:
    return select(table(ChannelRow)).where(ChannelRow.name.in_(bindparam("names", expanding=True)))


def lock(connection: Connection, name: str) -> Account:
    """Return how one account stands, locked until the transaction ends."""
    row = connection.execute(select(table(ChannelRow)).where(ChannelRow.name == name).with_for_update()).one_or_none()
    return account_of(row) if row else Account()


def save(connection: Connection, name: str, account: Account) -> None:
    """Write how an account stands."""
    connection.execute(
        update(ChannelRow)
        .where(ChannelRow.name == name)
        .values(
            faults=account.faults,
            blocked_until=account.blocked_until,
            blocked_cause=account.cause,
            blocked_reason=account.reason,
        )
    )


def wait_for_trial(connection: Connection, name: str, until: datetime) -> None:
    """Have all others wait while one delivery tries an account."""
    waiting = {"blocked_until": until, "blocked_cause": Cause.TRIAL}
    connection.execute(update(ChannelRow).where(ChannelRow.name == name).values(**waiting))


def account_of(row: AnyRow) -> Account:
    """Return how an account stands, of a row that has STANDING."""
    return Account(
        faults=row.faults,
        blocked_until=row.blocked_until,
        cause=Cause(row.blocked_cause) if row.blocked_cause else None,
        reason=row.blocked_reason,
    )
