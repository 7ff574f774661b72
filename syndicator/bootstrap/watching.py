"""From settings to what the monitoring sees."""

from __future__ import annotations

from collections.abc import Sequence

import redis

from syndicator.model.moment import Clock
from syndicator.observing import Observing
from syndicator.settings import Settings
from syndicator.storage.session import Database
from syndicator.tally import TALLY


def build_observing(
    settings: Settings, database: Database, shared: redis.Redis, clock: Clock, channels: Sequence[str]
) -> Observing:
    """Return the use case over what this process counts."""
    return Observing(
        database=database,
        redis=shared,
        clock=clock,
        tally=TALLY,
        data_dir=settings.environment.data_dir,
        channels=channels,
        spans_to=settings.environment.spans_to,
    )
