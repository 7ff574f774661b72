"""The queues that workers serve and tasks are sent to, by the names that the command line knows too."""

from __future__ import annotations

from syndicator.bootstrap.queues import HUB, POLL, UPKEEP, dispatch_queue

__all__ = ["HUB", "POLL", "UPKEEP", "dispatch_queue"]
