"""Which deliveries may be sent now, as a condition on their rows; asked when they are rung for, and when claimed."""

from __future__ import annotations

from datetime import datetime
from typing import TypeAlias

from sqlalchemy import BindParameter, and_, exists, or_, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from syndicator.model.attempt import Cause
from syndicator.model.delivery import Action, DeliveryState
from syndicator.storage.deliveries import OPEN
from syndicator.storage.tables import BulletinRow, ChannelRow, DeliveryRow

Moment: TypeAlias = datetime | BindParameter[datetime]
"""A moment, or the parameter of a statement that is built once and asked with many moments."""


def is_ready(now: Moment) -> ColumnElement[bool]:
    """
    Due and free, its channel neither paused nor blocked, nothing of its story waiting before it or being sent.

    A withdrawal does not wait for a rate of our own, nor does the question what became of a post, behind which a
    withdrawal may wait. What a digest carries goes with it.
    """
    goes_anyway = or_(DeliveryRow.action == Action.WITHDRAW, DeliveryRow.state == DeliveryState.SENDING)
    budget = and_(ChannelRow.blocked_cause == Cause.BUDGET, goes_anyway)
    closed = or_(ChannelRow.state != "active", and_(ChannelRow.blocked_until > now, ~budget))
    paused = exists().where(ChannelRow.name == DeliveryRow.channel, closed)
    return and_(
        DeliveryRow.due_at <= now,
        or_(
            DeliveryRow.state == DeliveryState.PLANNED,
            and_(DeliveryRow.state == DeliveryState.SENDING, DeliveryRow.leased_until <= now),
        ),
        DeliveryRow.carried_by.is_(None),
        ~_waits(now),
        ~paused,
    )


def _waits(now: Moment) -> ColumnElement[bool]:
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
