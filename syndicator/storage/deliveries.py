"""Queries on `deliveries` and `attempts` as people see them: what stands where, and what a person changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, select, update
from sqlalchemy.orm import InstrumentedAttribute

from syndicator.model.attempt import Attempt
from syndicator.model.delivery import Action, Delivery, DeliveryState
from syndicator.model.posting import Posting, posting_of, standing
from syndicator.model.reach import WHOLE, Reach
from syndicator.storage.belonging import lies_within
from syndicator.storage.lists import one_of
from syndicator.storage.statements import AnyRow, slices, table
from syndicator.storage.tables import AttemptRow, BulletinRow, DeliveryRow

OPEN = (DeliveryState.PLANNED, DeliveryState.SENDING)


def delivery_from(row: AnyRow) -> Delivery:
    """Return the delivery that a row of all columns holds."""
    return Delivery(
        id=row.id,
        key=row.key,
        bulletin_id=row.bulletin_id,
        revision=row.revision,
        channel=row.channel,
        action=Action(row.action),
        state=DeliveryState(row.state),
        attempts=row.attempts,
        due_at=row.due_at,
        planned_at=row.planned_at,
        reason=row.reason,
        last_error=row.last_error,
        remote_id=row.remote_id,
        remote_address=row.remote_address,
        finished_at=row.finished_at,
        carried_by=row.carried_by,
    )


def cancel_open(connection: Connection, bulletin_id: int, reason: str, now: datetime) -> list[int]:
    """Cancel what of a bulletin has not gone out and is not on its way; return the ids."""
    return [delivery_id for _, delivery_id in cancel_open_of(connection, [bulletin_id], reason, now)]


def cancel_open_of(
    connection: Connection, bulletin_ids: Sequence[int], reason: str, now: datetime
) -> list[tuple[int, int]]:
    """Cancel what of these bulletins has not gone out; return (bulletin id, delivery id), in order."""
    return _cancel(connection, DeliveryRow.bulletin_id, bulletin_ids, reason, now)


def cancel(connection: Connection, delivery_ids: Sequence[int], reason: str, now: datetime) -> list[tuple[int, int]]:
    """Cancel those of the deliveries that have not gone out; return (bulletin id, delivery id), in order."""
    return _cancel(connection, DeliveryRow.id, delivery_ids, reason, now)


def _cancel(
    connection: Connection, column: InstrumentedAttribute[int], ids: Sequence[int], reason: str, now: datetime
) -> list[tuple[int, int]]:
    cancelled: list[tuple[int, int]] = []
    for some in slices(sorted(set(ids))):
        statement = (
            update(DeliveryRow)
            .where(column.in_(some), DeliveryRow.state == DeliveryState.PLANNED)
            .values(state=DeliveryState.CANCELLED, last_error=reason, finished_at=now)
            .returning(DeliveryRow.bulletin_id, DeliveryRow.id)
        )
        gone = [(row.bulletin_id, row.id) for row in connection.execute(statement)]
        _free(connection, [delivery_id for _, delivery_id in gone], now)
        cancelled += gone
    return sorted(cancelled)


def _free(connection: Connection, carrier_ids: Sequence[int], now: datetime) -> None:
    """Plan anew what a digest would have told, each by itself."""
    connection.execute(
        update(DeliveryRow)
        .where(DeliveryRow.carried_by.in_(carrier_ids), DeliveryRow.state == DeliveryState.SENDING)
        .values(state=DeliveryState.PLANNED, carried_by=None, due_at=now, rung_until=None)
    )


def stories_of(connection: Connection, bulletin_ids: Iterable[int]) -> dict[int, int]:
    """Return the story of each bulletin."""
    found: dict[int, int] = {}
    for some in slices(sorted(set(bulletin_ids))):
        rows = connection.execute(select(BulletinRow.id, BulletinRow.story_id).where(BulletinRow.id.in_(some)))
        found |= {row.id: row.story_id for row in rows}
    return found


def of_stories(connection: Connection, story_ids: Iterable[int]) -> dict[int, list[Delivery]]:
    """Return all deliveries of stories, those of every bulletin that is in them now."""
    found: dict[int, list[Delivery]] = {}
    for some in slices(sorted(set(story_ids))):
        for row in connection.execute(_of_stories(), {"stories": some}):
            found.setdefault(row.story_id, []).append(delivery_from(row))
    return found


@cache
def _of_stories() -> Select[*tuple[Any, ...]]:
    return (
        select(BulletinRow.story_id, *table(DeliveryRow).c)
        .join(DeliveryRow, DeliveryRow.bulletin_id == BulletinRow.id)
        .where(BulletinRow.story_id.in_(bindparam("stories", expanding=True)))
        .order_by(DeliveryRow.id)
    )


def posts_of(connection: Connection, story_ids: Iterable[int]) -> dict[int, tuple[Posting, ...]]:
    """Return the posts that stories have, or will have, in channels; stories without one are left out."""
    found = {story: standing(some) for story, some in of_stories(connection, story_ids).items()}
    return {story: posts for story, posts in found.items() if posts}


def posts_by_bulletin(connection: Connection, bulletin_ids: Sequence[int]) -> dict[int, tuple[Posting, ...]]:
    """Return for each bulletin the posts of its story; those of which there is none are left out."""
    stories = stories_of(connection, bulletin_ids)
    posts = posts_of(connection, stories.values())
    return {bulletin_id: posts[story] for bulletin_id, story in stories.items() if story in posts}


def reached_by(connection: Connection, bulletin_ids: Sequence[int]) -> dict[int, list[str]]:
    """Return for each bulletin the channels that have, or will have, a post of its story."""
    posts = posts_by_bulletin(connection, bulletin_ids)
    return {bulletin_id: sorted({post.channel for post in some}) for bulletin_id, some in posts.items()}


def asked_of(connection: Connection, story_ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """Return for each story the channels that were asked to carry it, whatever became of that."""
    found: dict[int, set[str]] = {}
    for some in slices(sorted(set(story_ids))):
        rows = connection.execute(
            select(BulletinRow.story_id, DeliveryRow.channel)
            .join(DeliveryRow, DeliveryRow.bulletin_id == BulletinRow.id)
            .where(BulletinRow.story_id.in_(some), DeliveryRow.action == Action.CREATE)
            .distinct()
        )
        for row in rows:
            found.setdefault(row.story_id, set()).add(row.channel)
    return {story_id: tuple(sorted(channels)) for story_id, channels in found.items()}


def earlier_posts(
    connection: Connection, deliveries: Sequence[Delivery], stories: Mapping[int, int]
) -> dict[int, Posting]:
    """Return for each delivery, of bulletins in `stories`, the post that it means or would double: one that is out."""
    sent: dict[int, list[AnyRow]] = {}
    values = {"stories": sorted(set(stories.values())), "channels": sorted({one.channel for one in deliveries})}
    for row in connection.execute(_gone_out(), values) if deliveries else ():
        sent.setdefault(row.story_id, []).append(row)
    found: dict[int, Posting] = {}
    for one in deliveries:
        others = [delivery_from(row) for row in sent.get(stories[one.bulletin_id], ()) if row.id != one.id]
        posting = posting_of(one, others) if others else None
        if posting is not None:
            found[one.id] = posting
    return found


@cache
def _gone_out() -> Select[*tuple[Any, ...]]:
    """What stories have sent, or are sending, in channels."""
    return (
        select(BulletinRow.story_id, *table(DeliveryRow).c)
        .join(DeliveryRow, DeliveryRow.bulletin_id == BulletinRow.id)
        .where(one_of(BulletinRow.story_id, "stories"), one_of(DeliveryRow.channel, "channels"))
        .where(DeliveryRow.state != DeliveryState.PLANNED)
        .order_by(DeliveryRow.id)
    )


def find(connection: Connection, delivery_id: int) -> Delivery | None:
    """Return a delivery, locked against changes until the transaction ends."""
    row = connection.execute(
        select(table(DeliveryRow)).where(DeliveryRow.id == delivery_id).with_for_update()
    ).one_or_none()
    return delivery_from(row) if row else None


def set_state(
    connection: Connection,
    delivery_id: int,
    state: DeliveryState,
    now: datetime,
    *,
    free_at: datetime | None = None,
    **values: object,
) -> None:
    """Set a delivery's state by a person's word; a lease on it ends. What is SENDING is free at `free_at`."""
    connection.execute(
        update(DeliveryRow)
        .where(DeliveryRow.id == delivery_id)
        .values(
            state=state,
            finished_at=now if state.final else None,
            leased_until=free_at,
            lease_token=None,
            rung_until=None,
            **values,
        )
    )


def listing(
    connection: Connection,
    *,
    state: DeliveryState | None = None,
    channel: str | None = None,
    bulletin_id: int | None = None,
    before: int | None = None,
    most: int = 50,
    reach: Reach = WHOLE,
) -> list[Delivery]:
    """Return deliveries of a reach, newest first, from below the id `before`."""
    statement = _within(select(table(DeliveryRow)), reach).order_by(DeliveryRow.id.desc()).limit(most)
    if state is not None:
        statement = statement.where(DeliveryRow.state == state)
    if channel is not None:
        statement = statement.where(DeliveryRow.channel == channel)
    if bulletin_id is not None:
        statement = statement.where(DeliveryRow.bulletin_id == bulletin_id)
    if before is not None:
        statement = statement.where(DeliveryRow.id < before)
    return [delivery_from(row) for row in connection.execute(statement)]


def of_bulletin(connection: Connection, bulletin_id: int) -> list[Delivery]:
    """Return the deliveries of a bulletin, in order of their plan."""
    rows = connection.execute(
        select(table(DeliveryRow)).where(DeliveryRow.bulletin_id == bulletin_id).order_by(DeliveryRow.id)
    )
    return [delivery_from(row) for row in rows]


def attempts_of(connection: Connection, delivery_ids: Sequence[int]) -> list[Attempt]:
    """Return the attempts at these deliveries, in order."""
    rows = connection.execute(
        select(table(AttemptRow)).where(AttemptRow.delivery_id.in_(delivery_ids)).order_by(AttemptRow.id)
    )
    return [Attempt(**row._asdict()) for row in rows]


def counts(connection: Connection, *, reach: Reach = WHOLE) -> dict[DeliveryState, int]:
    """Return how many deliveries of a reach stand in each state."""
    counted = _within(select(DeliveryRow.state, func.count().label("number")), reach).group_by(DeliveryRow.state)
    return {DeliveryState(row.state): row.number for row in connection.execute(counted)}


def _within(statement: Select[*tuple[Any, ...]], reach: Reach) -> Select[*tuple[Any, ...]]:
    conditions = lies_within(BulletinRow, reach)
    if not conditions:
        return statement
    return statement.join(BulletinRow, BulletinRow.id == DeliveryRow.bulletin_id).where(*conditions)
