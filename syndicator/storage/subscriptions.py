"""Queries on `subscriptions`: what hubs promised, when they are asked, and how well they serve."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from syndicator.model.event import Event, EventKind
from syndicator.model.subscription import Subscription, SubscriptionState, is_web_address
from syndicator.storage import events
from syndicator.storage.statements import AnyRow, slices, table, upsert
from syndicator.storage.tables import SubscriptionRow

RESUBSCRIBED_NO_OFTENER = timedelta(hours=1)
"""A feed that names another hub at each poll does not make us a means to flood them."""
REASON_CHARS = 300


def subscription_from(row: AnyRow) -> Subscription:
    """Return the subscription that a row of all columns holds."""
    return Subscription(
        id=row.id,
        source_id=row.source_id,
        token=row.token,
        hub=row.hub,
        topic=row.topic,
        state=SubscriptionState(row.state),
        reason=row.reason,
        asked_at=row.asked_at,
        failures=row.failures,
        renew_at=row.renew_at,
        leased_until=row.leased_until,
        pushed_at=row.pushed_at,
        pushes=row.pushes,
        proven=row.proven,
        missed=row.missed,
        forged=row.forged,
    )


def told(text: str) -> str:
    """Return what a hub said as it can be kept: one short line without control characters."""
    return "".join(sign for sign in text[:REASON_CHARS] if sign.isprintable()).strip()


def offer(connection: Connection, source_id: int, hub: str, topic: str, now: datetime) -> None:
    """Remember that a source's feed names a hub; see `offer_all`."""
    offer_all(connection, {source_id: (hub, topic)}, now)


def offer_all(connection: Connection, offers: Mapping[int, tuple[str, str]], now: datetime) -> None:
    """
    Remember which hubs and topics (by source id) feeds name. One query where nothing is new.

    A new one is wanted at once; one whose hub or topic changed is subscribed anew under another token, so that the
    old hub finds nobody any more. What is no address on the web is left out.
    """
    usable = {source_id: pair for source_id, pair in offers.items() if all(map(is_web_address, pair))}
    known: dict[int, Subscription] = {}
    for some in slices(sorted(usable)):
        rows = connection.execute(select(table(SubscriptionRow)).where(SubscriptionRow.source_id.in_(some)))
        known |= {row.source_id: subscription_from(row) for row in rows}
    new = [_wanted(source_id, pair, now) for source_id, pair in usable.items() if source_id not in known]
    if new:
        connection.execute(upsert(connection, SubscriptionRow).on_conflict_do_nothing(), new)
    for source_id, subscription in known.items():
        if _is_other(subscription, usable[source_id]):
            _want_again(connection, subscription, usable[source_id], now)


def _is_other(known: Subscription, named: tuple[str, str]) -> bool:
    return (known.hub, known.topic) != named or known.state is SubscriptionState.ENDED


def _wanted(source_id: int, named: tuple[str, str], now: datetime) -> dict[str, object]:
    return {"source_id": source_id, "pushes": 0, "missed": 0, "forged": 0} | _begun(named, now)


def _begun(named: tuple[str, str], renew_at: datetime) -> dict[str, object]:
    hub, topic = named
    return {
        "token": secrets.token_urlsafe(32),
        "hub": hub,
        "topic": topic,
        "state": SubscriptionState.WANTED,
        "reason": None,
        "asked_at": None,
        "failures": 0,
        "renew_at": renew_at,
        "leased_until": None,
        "pushed_at": None,
        "proven": 0,
    }


def _want_again(connection: Connection, known: Subscription, named: tuple[str, str], now: datetime) -> None:
    """The moment of the last question is kept: it bounds how often hubs are asked on one feed's word."""
    soonest = known.asked_at + RESUBSCRIBED_NO_OFTENER if known.asked_at else now
    connection.execute(
        update(SubscriptionRow)
        .where(SubscriptionRow.id == known.id)
        .values(**_begun(named, max(now, soonest)) | {"asked_at": known.asked_at})
    )


def find(
    connection: Connection, *, token: str | None = None, source_id: int | None = None, lock: bool = False
) -> Subscription | None:
    """Return the subscription of this token, or of this source; `lock` it until the transaction ends."""
    wanted = SubscriptionRow.token == token if token is not None else SubscriptionRow.source_id == source_id
    statement = select(table(SubscriptionRow)).where(wanted)
    row = connection.execute(statement.with_for_update() if lock else statement).one_or_none()
    return subscription_from(row) if row else None


def active(connection: Connection, source_ids: Sequence[int]) -> dict[int, Subscription]:
    """Return the active subscriptions of these sources, by source id; whether a lease still runs, `audit_gap` tells."""
    found: dict[int, Subscription] = {}
    for some in slices(source_ids):
        rows = connection.execute(
            select(table(SubscriptionRow)).where(
                SubscriptionRow.source_id.in_(some), SubscriptionRow.state == SubscriptionState.ACTIVE
            )
        )
        found |= {row.source_id: subscription_from(row) for row in rows}
    return found


def note_miss(connection: Connection, source_id: int, now: datetime, reason: str) -> bool:
    """
    Mark an active subscription as broken: a poll found what had not been pushed. Return whether it was active.

    It stays subscribed, and is active again once it has brought news a few times.
    """
    broken = connection.execute(
        update(SubscriptionRow)
        .where(SubscriptionRow.source_id == source_id, SubscriptionRow.state == SubscriptionState.ACTIVE)
        .values(
            state=SubscriptionState.BROKEN,
            reason=told(reason),
            missed=SubscriptionRow.missed + 1,
            proven=0,
        )
    )
    if broken.rowcount:
        events.append(connection, [_event(EventKind.SUBSCRIPTION_BROKEN, source_id, now, told(reason))])
    return bool(broken.rowcount)


def _event(kind: EventKind, source_id: int, now: datetime, reason: str) -> Event:
    return Event(kind=kind, at=now, reason=reason, source_id=source_id)
