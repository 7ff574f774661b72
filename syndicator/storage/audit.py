"""Queries on `events` by who acted: what people did, what was done to them, and who tried to come in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from syndicator.model.event import Event
from syndicator.storage.events import event_from
from syndicator.storage.statements import table
from syndicator.storage.tables import EventRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """
    Which events: all that somebody did, or those for which everything holds that is not None.

    Args:
        actor: who did it.
        kind: a kind, or the subject of kinds, which is what stands before the dot.
        since, until: when; the end is not part of it.
    """

    actor: str | None = None
    kind: str | None = None
    since: datetime | None = None
    until: datetime | None = None


def told(connection: Connection, question: Question, *, before: int | None, most: int) -> list[Event]:
    """Return what people did, the newest first, from below the number `before`."""
    statement = select(table(EventRow)).where(EventRow.actor.is_not(None)).order_by(EventRow.seq.desc()).limit(most)
    if question.actor is not None:
        statement = statement.where(EventRow.actor == question.actor)
    if question.kind is not None:
        is_whole = "." in question.kind
        kinds = EventRow.kind == question.kind if is_whole else EventRow.kind.startswith(f"{question.kind}.")
        statement = statement.where(kinds)
    if question.since is not None:
        statement = statement.where(EventRow.at >= question.since)
    if question.until is not None:
        statement = statement.where(EventRow.at < question.until)
    if before is not None:
        statement = statement.where(EventRow.seq < before)
    return [event_from(row) for row in connection.execute(statement)]
