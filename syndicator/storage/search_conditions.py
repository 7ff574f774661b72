"""What a question asks of bulletins beside its words, for either database; and what a search finds at first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, func

from syndicator.model.bulletin import BulletinState
from syndicator.storage.questions import Question
from syndicator.storage.tables import BulletinRow, BulletinTopicRow

LATE = timedelta(days=3)
"""How much later than its publication a release is taken in, at the most, as a rule."""
MOMENT = func.coalesce(BulletinRow.released_at, BulletinRow.first_seen_at).label("moment")


@dataclass(frozen=True, slots=True)
class Hit:
    """A bulletin that was found; `rank` is 0 for all where the newest shall stand first."""

    id: int
    moment: datetime
    rank: float


def visible(question: Question) -> list[ColumnElement[bool]]:
    """Return what holds for all that who asks may see."""
    if question.everyone:
        return []
    return [BulletinRow.state == BulletinState.RELEASED, BulletinRow.canonical.is_(True)]


def published(question: Question) -> list[ColumnElement[bool]]:
    """Return what holds for all that was published when it should be."""
    conditions = []
    if question.since is not None:
        conditions.append(BulletinRow.published_at >= question.since)
    if question.until is not None:
        conditions.append(BulletinRow.published_at < question.until)
    return conditions


def of_one(question: Question) -> Iterator[ColumnElement[bool]]:
    """Yield what holds for all of a topic, and of a unit."""
    if question.topic is not None:
        listed = BulletinTopicRow.slug == question.topic, BulletinTopicRow.bulletin_id == BulletinRow.id
        yield exists().where(*listed)
    if question.under is not None:
        yield BulletinRow.unit_path.startswith(question.under, autoescape=True)
