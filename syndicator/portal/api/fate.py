"""What the public may know of one bulletin: that it is there, what stands for it now, or that it was withdrawn."""

from __future__ import annotations

from fastapi import HTTPException

from syndicator.model.bulletin import Bulletin, BulletinState
from syndicator.storage import reading
from syndicator.storage.departures import Withdrawal, withdrawals
from syndicator.storage.session import Connection


def standing_for(connection: Connection, asked: Bulletin | None) -> Bulletin:
    """
    Return the bulletin that stands for the story of one that the public has seen, as its page does.

    Raises:
        HTTPException: 410 where it was withdrawn; 404 for all else, as if it had never been.
    """
    head = asked if asked is None or asked.canonical else reading.canonical(connection, asked.story_id)
    if asked is None or head is None or asked.released_at is None:
        raise HTTPException(404)
    if head.state is BulletinState.RELEASED:
        return head
    for one in (head, asked):
        if one.state is BulletinState.WITHDRAWN:
            told = withdrawals(connection, [one.id]).get(one.id, Withdrawal(at=one.updated_at))
            why = f": {told.reason}" if told.reason else ""
            raise HTTPException(410, f"it was withdrawn on {told.at:%Y-%m-%d at %H:%M} UTC{why}")
    raise HTTPException(404)
