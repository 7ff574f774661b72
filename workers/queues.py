"""Queues: one for polls, one for upkeep, and one for each channel, so that a stalled one holds up no other."""

from __future__ import annotations

POLL = "poll"
UPKEEP = "upkeep"


def dispatch_queue(channel: str) -> str:
    """Return the queue of the deliveries of one channel."""
    return f"dispatch.{channel}"
