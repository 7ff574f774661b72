"""Queries on `hub_subscribers`: who asks for what, what was verified, and which leases have ended."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import Connection, and_, delete, func, or_, select, update
from sqlalchemy.sql.elements import ColumnElement

from syndicator.model.subscriber import Mode, Question, Wish
from syndicator.storage.statements import AnyRow, table, upsert
from syndicator.storage.tables import HubSubscriberRow


def is_known(connection: Connection, topic: str, callback: str) -> bool:
    """Whether a callback subscribed a topic, or asked to."""
    found = select(HubSubscriberRow.id).where(HubSubscriberRow.topic == topic, HubSubscriberRow.callback == callback)
    return connection.execute(found).first() is not None


def count(connection: Connection, domain: str | None = None) -> int:
    """Return how many subscriptions there are or are asked for, of one registered domain or of all."""
    counted = select(func.count()).select_from(HubSubscriberRow)
    if domain is not None:
        counted = counted.where(HubSubscriberRow.domain == domain)
    return connection.execute(counted).scalar_one()


def ask(connection: Connection, wish: Wish, sealed: str | None, now: datetime) -> None:
    """Remember a wish until it is verified; one that was not verified yet is replaced."""
    asked = {
        "wish": wish.mode,
        "wish_token": uuid4().hex,
        "wish_secret": sealed,
        "wish_lease_s": int(wish.lease.total_seconds()),
        "wish_due_at": now,
        "wish_tries": 0,
        "asked_at": now,
    }
    fresh = {"topic": wish.topic, "callback": wish.callback, "domain": wish.domain, "lane": wish.lane}
    inserted = upsert(connection, HubSubscriberRow).values(**fresh, **asked, sent=0, due_at=now, faults=0)
    connection.execute(inserted.on_conflict_do_update(index_elements=["topic", "callback"], set_=asked))


def questions(connection: Connection, now: datetime, *, lease: timedelta, most: int) -> list[Question]:
    """Return wishes to verify, longest due first; for `lease` nobody else gets them."""
    due = (
        select(HubSubscriberRow.id)
        .where(HubSubscriberRow.wish_due_at <= now)
        .order_by(HubSubscriberRow.wish_due_at, HubSubscriberRow.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    claimed = (
        update(HubSubscriberRow)
        .where(HubSubscriberRow.id.in_(due.scalar_subquery()))
        .values(wish_due_at=now + lease, wish_tries=HubSubscriberRow.wish_tries + 1)
        .returning(*table(HubSubscriberRow).c)
    )
    return [_question(row) for row in connection.execute(claimed)]


def is_any_wished(connection: Connection, now: datetime) -> bool:
    """Whether a wish is to be verified."""
    return (
        connection.execute(select(HubSubscriberRow.id).where(HubSubscriberRow.wish_due_at <= now)).first() is not None
    )


def _question(row: AnyRow) -> Question:
    return Question(
        subscriber_id=row.id,
        token=row.wish_token,
        mode=Mode(row.wish),
        topic=row.topic,
        callback=row.callback,
        domain=row.domain,
        lease=timedelta(seconds=row.wish_lease_s),
        tries=row.wish_tries,
    )


_NO_WISH = {"wish": None, "wish_token": None, "wish_secret": None, "wish_lease_s": None, "wish_due_at": None}


def _asked(question: Question) -> ColumnElement[bool]:
    """Whether the wish is still the one that was asked about."""
    return and_(HubSubscriberRow.id == question.subscriber_id, HubSubscriberRow.wish_token == question.token)


def confirm(connection: Connection, question: Question, version: int, now: datetime) -> bool:
    """
    Let a verified subscription run from now on; return False where it was asked for anew meanwhile.

    One that ran already keeps what it is owed, and is tried again at once, however often it failed.

    Args:
        version: of the topic; it is not owed to whoever is new.
    """
    runs = and_(HubSubscriberRow.leased_until.is_not(None), HubSubscriberRow.leased_until > now)
    is_renewal = connection.execute(select(HubSubscriberRow.id).where(_asked(question), runs)).first() is not None
    values = {
        "secret": HubSubscriberRow.wish_secret,
        "leased_until": now + question.lease,
        "due_at": now,
        "faults": 0,
        "failing_since": None,
        "blocked_until": None,
        "blocked_cause": None,
        "blocked_reason": None,
    }
    if not is_renewal:
        values["sent"] = version
    return bool(
        connection.execute(update(HubSubscriberRow).where(_asked(question)).values(**values, **_NO_WISH)).rowcount
    )


def end(connection: Connection, question: Question) -> bool:
    """End a subscription whose end was verified; return False where it was asked for anew meanwhile."""
    return bool(connection.execute(delete(HubSubscriberRow).where(_asked(question))).rowcount)


def drop(connection: Connection, question: Question) -> None:
    """Forget a wish that was not meant, or that we do not grant; what ran before runs on."""
    connection.execute(delete(HubSubscriberRow).where(_asked(question), HubSubscriberRow.leased_until.is_(None)))
    connection.execute(update(HubSubscriberRow).where(_asked(question)).values(**_NO_WISH))


def ask_again(connection: Connection, question: Question, at: datetime, *, counted: bool) -> None:
    """Have a wish verified later; a try that never began is not `counted`."""
    tries = question.tries if counted else question.tries - 1
    connection.execute(update(HubSubscriberRow).where(_asked(question)).values(wish_due_at=at, wish_tries=tries))


def is_any_over(connection: Connection, now: datetime) -> bool:
    """Whether a lease has ended."""
    return (
        connection.execute(select(HubSubscriberRow.id).where(HubSubscriberRow.leased_until <= now)).first() is not None
    )


def lapse(connection: Connection, now: datetime) -> int:
    """End the subscriptions whose lease is over; return how many. A wish that waits is verified all the same."""
    over = HubSubscriberRow.leased_until <= now
    gone = connection.execute(delete(HubSubscriberRow).where(over, HubSubscriberRow.wish.is_(None))).rowcount
    waits = and_(over, HubSubscriberRow.wish.is_not(None))
    return gone + connection.execute(update(HubSubscriberRow).where(waits).values(leased_until=None)).rowcount


def running(connection: Connection, topic: str, now: datetime) -> list[tuple[str, datetime]]:
    """Return callback and end of lease of the subscriptions of a topic that run."""
    rows = connection.execute(
        select(HubSubscriberRow.callback, HubSubscriberRow.leased_until)
        .where(HubSubscriberRow.topic == topic, HubSubscriberRow.leased_until > now)
        .order_by(HubSubscriberRow.id)
    )
    return [(row.callback, row.leased_until) for row in rows]


def waiting(connection: Connection, topic: str, callback: str) -> bool:
    """Whether a wish of this callback is not verified yet."""
    found = select(HubSubscriberRow.id).where(
        HubSubscriberRow.topic == topic,
        HubSubscriberRow.callback == callback,
        or_(HubSubscriberRow.wish.is_not(None), HubSubscriberRow.leased_until.is_(None)),
    )
    return connection.execute(found).first() is not None
