"""Names of queues: for polls, for upkeep, for the hub, and one for each channel: a stalled one holds up no other."""

from __future__ import annotations

POLL = "poll"
UPKEEP = "upkeep"
HUB = "hub"


def dispatch_queue(channel: str) -> str:
    """Return the queue of the deliveries of one channel."""
    return f"dispatch.{channel}"
