"""Queues: one for polls, one for upkeep, and one for each kind of channel, so that a stalled one holds up no other."""

from __future__ import annotations

from syndicator.bootstrap.service import CHANNEL_KINDS

POLL = "poll"
UPKEEP = "upkeep"


def dispatch_queue(kind: str) -> str:
    """Return the queue of the deliveries of one kind of channel."""
    return f"dispatch.{kind}"


ALL = (POLL, UPKEEP, *map(dispatch_queue, CHANNEL_KINDS))
