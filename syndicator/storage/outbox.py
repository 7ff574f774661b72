"""The sending side of `deliveries` and `attempts`: the plan, the claim by lease, and the record of how it went."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import Connection, and_, exists, insert, or_, select, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from syndicator.model.delivery import Action, Delivery, DeliveryClaim, DeliveryState, PlannedDelivery, Ring
from syndicator.model.posting import fits
from syndicator.storage.deliveries import OPEN, delivery_from, posts_of, stories_of
from syndicator.storage.statements import slices, table, upsert
from syndicator.storage.tables import AttemptRow, BulletinRow, ChannelRow, DeliveryRow

HEAD_START = timedelta(minutes=10)
"""How far one degree of urgency puts a delivery before others; who waits longer than that goes first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """
    How one attempt ended, and what becomes of its delivery.

    A delivery that is left SENDING is free again at `due_at`; the next attempt then asks before it sends.
    """

    claim: DeliveryClaim
    outcome: str
    reason: str
    state: DeliveryState
    due_at: datetime
    remote_id: str | None = None
    remote_address: str | None = None


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
    planned anew under a new key.

    Returns what to ring for after the commit: those that are due now. They count as rung for `quiet`.
    """
    fitting = _fitting(connection, list(planned))
    rows = [_planned(bulletin_id, revision, one, kinds, now, quiet) for bulletin_id, revision, one in fitting]
    rings: list[Ring] = []
    columns = table(DeliveryRow).c
    for some in slices(rows, 500):
        statement = _anew(upsert(connection, DeliveryRow)).returning(columns.id, columns.kind, columns.due_at)
        stored = connection.execute(statement, list(some))
        rings += [Ring(row.id, row.kind) for row in stored if row.due_at <= now]
    return rings


def _fitting(
    connection: Connection, planned: Sequence[tuple[int, int, PlannedDelivery]]
) -> Iterator[tuple[int, int, PlannedDelivery]]:
    stories = stories_of(connection, [bulletin_id for bulletin_id, _, _ in planned])
    posts = posts_of(connection, stories.values())
    taken = {(story, post.channel) for story, some in posts.items() for post in some}
    for bulletin_id, revision, one in planned:
        place = (stories[bulletin_id], one.channel)
        if fits(one.action, has_post=place in taken):
            yield bulletin_id, revision, one
        if one.action is Action.CREATE:
            taken.add(place)


def _anew(statement: postgresql.Insert) -> postgresql.Insert:
    """Plan again what was cancelled, and what is wanted though it was done: something undid it meanwhile."""
    columns = table(DeliveryRow).c
    undone = and_(columns.state == DeliveryState.DELIVERED, columns.action != Action.REVISE)
    new = {
        name: statement.excluded[name]
        for name in ("key", "kind", "state", "urgency", "due_at", "rank_at", "planned_at")
    }
    new |= {"reason": statement.excluded.reason, "rung_until": statement.excluded.rung_until}
    return statement.on_conflict_do_update(
        index_elements=["bulletin_id", "revision", "channel", "action"],
        set_=new | dict.fromkeys(("last_error", "remote_id", "remote_address", "finished_at")),
        where=or_(columns.state == DeliveryState.CANCELLED, undone),
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
        "rung_until": now + quiet if one.due_at <= now else None,
    }


def _ready(now: datetime) -> ColumnElement[bool]:
    """Due and free, its channel not paused, and nothing of its story still waiting before it or being sent there."""
    paused = exists().where(ChannelRow.name == DeliveryRow.channel, ChannelRow.state != "active")
    return and_(
        DeliveryRow.due_at <= now,
        or_(
            DeliveryRow.state == DeliveryState.PLANNED,
            and_(DeliveryRow.state == DeliveryState.SENDING, DeliveryRow.leased_until <= now),
        ),
        ~_waits(now),
        ~paused,
    )


def _waits(now: datetime) -> ColumnElement[bool]:
    """
    Whether a delivery of any bulletin of the same story goes first in the same channel.

    It is asked of each row by itself: an offset keeps PostgreSQL from making a join of it, which takes minutes while
    the tables have no statistics.
    """
    own, sibling, first = aliased(BulletinRow), aliased(BulletinRow), aliased(DeliveryRow)
    goes_first = select(first.id).where(
        first.bulletin_id == sibling.id,
        first.channel == DeliveryRow.channel,
        first.id != DeliveryRow.id,
        first.state.in_(OPEN),
        or_(first.id < DeliveryRow.id, and_(first.state == DeliveryState.SENDING, first.leased_until > now)),
    )
    any_first = goes_first.offset(0).correlate(DeliveryRow, sibling).exists()
    story = select(own.story_id).where(own.id == DeliveryRow.bulletin_id).correlate(DeliveryRow).scalar_subquery()
    siblings = select(sibling.id).where(sibling.story_id == story, any_first)
    return siblings.offset(0).correlate(DeliveryRow).exists()


def ring_due(connection: Connection, now: datetime, *, most: int, quiet: timedelta, kinds: Sequence[str]) -> list[Ring]:
    """Return due deliveries of these kinds, urgent and old ones first, and mark them as rung for `quiet`."""
    due = (
        select(DeliveryRow.id)
        .where(
            DeliveryRow.state.in_(OPEN),
            _ready(now),
            DeliveryRow.kind.in_(kinds),
            or_(DeliveryRow.rung_until.is_(None), DeliveryRow.rung_until <= now),
        )
        .order_by(DeliveryRow.urgency.desc(), DeliveryRow.due_at)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    statement = (
        update(DeliveryRow)
        .where(DeliveryRow.id.in_(due.scalar_subquery()))
        .values(rung_until=now + quiet)
        .returning(DeliveryRow.id, DeliveryRow.kind)
    )
    return [Ring(row.id, row.kind) for row in connection.execute(statement)]


def claim(connection: Connection, ids: Sequence[int], now: datetime, *, lease: timedelta) -> list[DeliveryClaim]:
    """Take a lease on those of the deliveries that are ready, and write the start of an attempt for each."""
    claims: list[DeliveryClaim] = []
    token = uuid4().hex
    for some in slices(sorted(set(ids))):
        ready = (
            select(DeliveryRow.id, DeliveryRow.state)
            .where(DeliveryRow.id.in_(some), _ready(now))
            .with_for_update(skip_locked=True, of=DeliveryRow)
        )
        before = {row.id: row.state for row in connection.execute(ready)}
        if not before:
            continue
        taken = connection.execute(
            update(DeliveryRow)
            .where(DeliveryRow.id.in_(before))
            .values(
                state=DeliveryState.SENDING,
                attempts=DeliveryRow.attempts + 1,
                leased_until=now + lease,
                lease_token=token,
                rung_until=None,
            )
            .returning(*table(DeliveryRow).c)
        )
        deliveries = [delivery_from(row) for row in taken]
        started = _start(connection, deliveries, now)
        claims += [
            DeliveryClaim(one, token, started[one.id], before[one.id] == DeliveryState.SENDING) for one in deliveries
        ]
    return sorted(claims, key=lambda one: one.delivery.id)


def _start(connection: Connection, deliveries: Sequence[Delivery], now: datetime) -> dict[int, int]:
    columns = table(AttemptRow).c
    rows = connection.execute(
        insert(table(AttemptRow)).returning(columns.delivery_id, columns.id),
        [{"delivery_id": one.id, "number": one.attempts, "started_at": now} for one in deliveries],
    )
    return {row.delivery_id: row.id for row in rows}


def record(connection: Connection, endings: Sequence[Ending], now: datetime) -> list[Ending]:
    """Write how attempts ended; return those that were still ours, for a lease that ran out is another's."""
    written = []
    for ending in endings:
        delivery = ending.claim.delivery
        kept = connection.execute(
            update(DeliveryRow)
            .where(DeliveryRow.id == delivery.id, DeliveryRow.lease_token == ending.claim.token)
            .values(
                state=ending.state,
                due_at=ending.due_at,
                last_error=None if ending.state is DeliveryState.DELIVERED else ending.reason,
                remote_id=ending.remote_id or DeliveryRow.remote_id,
                remote_address=ending.remote_address or DeliveryRow.remote_address,
                finished_at=now if ending.state.final else None,
                leased_until=ending.due_at if ending.state is DeliveryState.SENDING else None,
                lease_token=None,
            )
        )
        connection.execute(
            update(AttemptRow)
            .where(AttemptRow.id == ending.claim.attempt_id)
            .values(finished_at=now, outcome=ending.outcome, reason=ending.reason)
        )
        if kept.rowcount:
            written.append(ending)
    return written


def put_back(connection: Connection, claims: Sequence[DeliveryClaim], due_at: datetime) -> None:
    """Give back claims whose sending never began, due at `due_at`: no attempt counts."""
    for one in claims:
        freed = connection.execute(
            update(DeliveryRow)
            .where(DeliveryRow.id == one.delivery.id, DeliveryRow.lease_token == one.token)
            .values(
                state=DeliveryState.SENDING if one.interrupted else DeliveryState.PLANNED,
                attempts=DeliveryRow.attempts - 1,
                due_at=due_at,
                leased_until=due_at if one.interrupted else None,
                lease_token=None,
            )
        )
        if freed.rowcount:
            connection.execute(table(AttemptRow).delete().where(AttemptRow.id == one.attempt_id))
