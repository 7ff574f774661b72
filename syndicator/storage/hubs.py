"""The hubs' side of `subscriptions`: whom to ask now, what was answered, and how leases run and end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, or_, select, update
from sqlalchemy.sql.elements import ColumnElement

from syndicator.model.event import Event, EventKind
from syndicator.model.source import POLLED, SourceState
from syndicator.model.subscription import LEASED, Subscription, SubscriptionState
from syndicator.storage import events, sources
from syndicator.storage.statements import table, upsert
from syndicator.storage.subscriptions import subscription_from
from syndicator.storage.tables import HeartbeatRow, SourceRow, SubscriptionRow

UNPOLLED = tuple(state for state in SourceState if state not in POLLED)


ROUND = "hubs"
"""The turn of who asks hubs; a turn is a lease under a name."""


def begin_round(connection: Connection, now: datetime, *, lease: timedelta) -> bool:
    """
    Take the turn to ask hubs, until `end_round` or the end of the lease; return False while somebody has it.

    One at a time is enough, and slow hubs then keep no more than one process waiting.
    """
    taken = upsert(connection, HeartbeatRow).values(name=ROUND, at=now + lease)
    free = taken.on_conflict_do_update(index_elements=["name"], set_={"at": now + lease}, where=HeartbeatRow.at <= now)
    return connection.execute(free.returning(table(HeartbeatRow).c.name)).first() is not None


def end_round(connection: Connection, now: datetime) -> None:
    """Give the turn back."""
    connection.execute(update(HeartbeatRow).where(HeartbeatRow.name == ROUND).values(at=now))


def is_any_due(connection: Connection, now: datetime) -> bool:
    """Tell whether a hub is to be asked now."""
    return connection.execute(select(SubscriptionRow.id).where(_due(now)).limit(1)).first() is not None


def _due(now: datetime) -> ColumnElement[bool]:
    """One that has ended is asked about only as long as its hub may still push."""
    ended = SubscriptionRow.state == SubscriptionState.ENDED
    return and_(SubscriptionRow.renew_at <= now, or_(~ended, SubscriptionRow.leased_until > now))


def claim_due(connection: Connection, now: datetime, *, most: int, lease: timedelta) -> list[Subscription]:
    """Return the subscriptions whose hub is to be asked now, longest due first; for `lease` nobody else gets them."""
    due = (
        select(SubscriptionRow.id)
        .where(_due(now))
        .order_by(SubscriptionRow.renew_at)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    statement = (
        update(SubscriptionRow)
        .where(SubscriptionRow.id.in_(due.scalar_subquery()))
        .values(renew_at=now + lease, asked_at=now)
        .returning(*table(SubscriptionRow).c)
    )
    return [subscription_from(row) for row in connection.execute(statement)]


def record_answer(
    connection: Connection,
    asked: Subscription,
    *,
    state: SubscriptionState,
    reason: str | None,
    failures: int,
    renew_at: datetime,
) -> None:
    """Write what a hub answered to a question, unless it has confirmed, or the feed named another, meanwhile."""
    connection.execute(
        update(SubscriptionRow)
        .where(
            SubscriptionRow.id == asked.id,
            SubscriptionRow.token == asked.token,
            SubscriptionRow.state == asked.state,
            SubscriptionRow.renew_at == asked.renew_at,
        )
        .values(state=state, reason=reason, failures=failures, renew_at=renew_at)
    )


def change(connection: Connection, subscription_id: int, **values: object) -> None:
    """Set columns of a subscription that was found locked."""
    connection.execute(update(SubscriptionRow).where(SubscriptionRow.id == subscription_id).values(**values))


def end_leases(connection: Connection, now: datetime) -> list[Subscription]:
    """Want those again whose lease ran out; their sources are polled at once, for nobody knows what was missed."""
    over = and_(SubscriptionRow.state.in_(LEASED), SubscriptionRow.leased_until <= now)
    statement = (
        update(SubscriptionRow)
        .where(over)
        .values(state=SubscriptionState.WANTED, leased_until=None, proven=0)
        .returning(*table(SubscriptionRow).c)
    )
    lapsed = [subscription_from(row) for row in connection.execute(statement)]
    _tell(connection, EventKind.SUBSCRIPTION_LAPSED, lapsed, now, "the lease ran out before the hub renewed it")
    poll_now(connection, [one.source_id for one in lapsed], now)
    return lapsed


def end_unpolled(connection: Connection, now: datetime) -> list[Subscription]:
    """End the subscriptions of sources that are paused or retired; their hubs are told at once."""
    unpolled = select(SourceRow.id).where(SourceRow.state.in_(UNPOLLED))
    statement = (
        update(SubscriptionRow)
        .where(SubscriptionRow.state != SubscriptionState.ENDED, SubscriptionRow.source_id.in_(unpolled))
        .values(state=SubscriptionState.ENDED, failures=0, renew_at=now)
        .returning(*table(SubscriptionRow).c)
    )
    ended = [subscription_from(row) for row in connection.execute(statement)]
    _tell(connection, EventKind.SUBSCRIPTION_ENDED, ended, now, "its source is polled no more")
    return ended


def poll_now(connection: Connection, source_ids: Sequence[int], now: datetime) -> None:
    """Make sources due whose hub is no longer to be relied on."""
    for source_id in source_ids:
        sources.ask_now(connection, source_id, now)


def _tell(
    connection: Connection, kind: EventKind, subscriptions: Sequence[Subscription], now: datetime, reason: str
) -> None:
    told = [Event(kind=kind, at=now, reason=reason, source_id=one.source_id) for one in subscriptions]
    events.append(connection, told)
