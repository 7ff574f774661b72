"""Beat's table: which doorbells ring by the clock. A message that waits too long is dropped; another follows."""

from __future__ import annotations

from datetime import timedelta
from typing import TypedDict

SWEEP = timedelta(seconds=1)
HUBS = timedelta(seconds=2)
HUB = timedelta(seconds=1)
PRUNE = timedelta(hours=1)
SILENCE = timedelta(minutes=15)
KEYS = timedelta(hours=6)
STORIES = timedelta(minutes=10)
ACCOUNTS = timedelta(hours=6)


class Entry(TypedDict):
    """One line of the table, in Celery's words."""

    task: str
    schedule: timedelta
    options: dict[str, float]


def _every(task: str, schedule: timedelta) -> Entry:
    expires = max(schedule.total_seconds(), 2.0)
    return {"task": task, "schedule": schedule, "options": {"expires": expires}}


BEAT_TABLE: dict[str, Entry] = {
    "ring for due sources": _every("sources.ring", SWEEP),
    "ring for due deliveries": _every("deliveries.ring", SWEEP),
    "ask hubs for what ends": _every("subscriptions.renew", HUBS),
    "ring for what the hub of our feeds has to do": _every("hub.ring", HUB),
    "tell of sources that fell silent": _every("sources.tell_silence", SILENCE),
    "forget what is over": _every("upkeep.prune", PRUNE),
    "forget keys of old bulletins": _every("upkeep.forget_keys", KEYS),
    "look over stories that changed lately": _every("stories.recluster", STORIES),
    "ask how the accounts of channels stand": _every("channels.check", ACCOUNTS),
}
