"""The plan of `deliveries`, and what is due of it: what a transaction plans, and what a doorbell is rung for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import Connection, and_, or_, select, update
from sqlalchemy.dialects import postgresql

from syndicator.model.delivery import STOPPED, Action, Delivery, DeliveryState, PlannedDelivery, Ring
from syndicator.model.event import Event, EventKind
from syndicator.model.posting import fits, standing
from syndicator.storage import events
from syndicator.storage.deliveries import OPEN, cancel, of_stories, stories_of
from syndicator.storage.readiness import is_ready
from syndicator.storage.statements import slices, table, upsert
from syndicator.storage.tables import DeliveryRow

OVERTAKEN = "a later word on its story goes out before it"
HEAD_START = timedelta(minutes=10)
"""How far one degree of urgency puts a delivery before others; who waits longer than that goes first."""


def plan(
    connection: Connection,
    planned: Iterable[tuple[int, int, PlannedDelivery]],
    kinds: dict[str, str],
    now: datetime,
    *,
    quiet: timedelta,
) -> list[Ring]:
    """
    Store deliveries, given as (bulletin id, revision, plan); what is planned already stays as it is.

    A story has one post a channel: a first post is left out where the story has one, or is getting one, of whatever
    bulletin; a correction or withdrawal where it has none. What was cancelled, or what a later withdrawal undid, is
    planned anew under a new key; what a person stopped stays stopped. A correction that a person put off is cancelled
    where a later word on its story goes out before it: that would else wait for it.

    Returns what to ring for after the commit: those that are due now. They count as rung for `quiet`.
    """
    fitting = _fitting(connection, list(planned), now)
    rows = [_planned(bulletin_id, revision, one, kinds, now, quiet) for bulletin_id, revision, one in fitting]
    rings: list[Ring] = []
    columns = table(DeliveryRow).c
    for some in slices(rows, 500):
        statement = _anew(upsert(connection, DeliveryRow)).returning(columns.id, columns.channel, columns.due_at)
        stored = connection.execute(statement, list(some))
        rings += [Ring(row.id, row.channel) for row in stored if row.due_at <= now]
    return rings


def _fitting(
    connection: Connection, planned: Sequence[tuple[int, int, PlannedDelivery]], now: datetime
) -> list[tuple[int, int, PlannedDelivery]]:
    stories = stories_of(connection, [bulletin_id for bulletin_id, _, _ in planned])
    sent = of_stories(connection, stories.values())
    taken = {(story, post.channel) for story, some in sent.items() for post in standing(some)}
    fitting = []
    for bulletin_id, revision, one in planned:
        place = (stories[bulletin_id], one.channel)
        if fits(one.action, has_post=place in taken):
            fitting.append((bulletin_id, revision, one))
        if one.action is Action.CREATE:
            taken.add(place)
    later = {
        (stories[bulletin_id], one.channel): (bulletin_id, revision, one.action)
        for bulletin_id, revision, one in fitting
        if one.action is not Action.CREATE
    }
    _overtake(connection, sent, later, now)
    return fitting


def _overtake(
    connection: Connection,
    sent: Mapping[int, Sequence[Delivery]],
    later: Mapping[tuple[int, str], tuple[int, int, Action]],
    now: datetime,
) -> None:
    """Cancel the corrections that a person put off in a story's channel where something later is planned there."""
    put_off = [
        one.id
        for story, some in sent.items()
        for one in some
        if (story, one.channel) in later
        and (one.action, one.state, one.is_scheduled) == (Action.REVISE, DeliveryState.PLANNED, True)
        and (one.bulletin_id, one.revision, one.action) != later[story, one.channel]
    ]
    gone = cancel(connection, put_off, OVERTAKEN, now)
    kind = EventKind.DELIVERY_CANCELLED
    told = (Event(kind=kind, at=now, reason=OVERTAKEN, bulletin_id=of, delivery_id=one) for of, one in gone)
    events.append(connection, told)


def _anew(statement: postgresql.Insert) -> postgresql.Insert:
    """Plan again what was cancelled, and what is wanted though it was done: something undid it meanwhile."""
    columns = table(DeliveryRow).c
    undone = and_(columns.state == DeliveryState.DELIVERED, columns.action != Action.REVISE)
    by_a_person = and_(columns.last_error.is_not(None), columns.last_error.startswith(STOPPED, autoescape=True))
    cancelled = and_(columns.state == DeliveryState.CANCELLED, ~by_a_person)
    new = {
        name: statement.excluded[name]
        for name in ("key", "kind", "state", "urgency", "due_at", "rank_at", "planned_at")
    }
    new |= {"begun": statement.excluded.begun, "carried_by": statement.excluded.carried_by}
    new |= {"reason": statement.excluded.reason, "rung_until": statement.excluded.rung_until}
    return statement.on_conflict_do_update(
        index_elements=["bulletin_id", "revision", "channel", "action"],
        set_=new | dict.fromkeys(("last_error", "remote_id", "remote_address", "finished_at")),
        where=or_(cancelled, undone),
    )


def _planned(
    bulletin_id: int, revision: int, one: PlannedDelivery, kinds: dict[str, str], now: datetime, quiet: timedelta
) -> dict[str, object]:
    return {
        "key": f"msg_{uuid4().hex}",
        "bulletin_id": bulletin_id,
        "revision": revision,
        "channel": one.channel,
        "kind": kinds[one.channel],
        "action": one.action,
        "state": DeliveryState.PLANNED,
        "urgency": int(one.urgency),
        "due_at": one.due_at,
        "rank_at": one.due_at - int(one.urgency) * HEAD_START,
        "planned_at": now,
        "reason": one.reason,
        "attempts": 0,
        "begun": False,
        "rung_until": now + quiet if one.due_at <= now else None,
        "carried_by": None,
    }


def ring_due(
    connection: Connection, now: datetime, *, most: int, quiet: timedelta, channels: Sequence[str]
) -> list[Ring]:
    """Return due deliveries of these channels, urgent and old ones first, and mark them as rung for `quiet`."""
    due = (
        select(DeliveryRow.id)
        .where(
            DeliveryRow.state.in_(OPEN),
            is_ready(now),
            DeliveryRow.channel.in_(channels),
            or_(DeliveryRow.rung_until.is_(None), DeliveryRow.rung_until <= now),
        )
        .order_by(DeliveryRow.rank_at, DeliveryRow.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    statement = (
        update(DeliveryRow)
        .where(DeliveryRow.id.in_(due.scalar_subquery()))
        .values(rung_until=now + quiet)
        .returning(DeliveryRow.id, DeliveryRow.channel)
    )
    return [Ring(row.id, row.channel) for row in connection.execute(statement)]
