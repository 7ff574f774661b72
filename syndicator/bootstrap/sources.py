"""From settings to what keeps the list of sources, and looks at sites while a person waits."""

from __future__ import annotations

from datetime import timedelta

from redis import Redis

from syndicator.bootstrap.clients import slots_of, user_agent
from syndicator.fetch.guard import AddressGuard
from syndicator.fetch.http import Fetcher, FetchLimits
from syndicator.fetch.manners import Manners
from syndicator.fetch.robots import RobotsBook
from syndicator.model.moment import Clock
from syndicator.parse.reader import FeedReader
from syndicator.settings import Settings
from syndicator.sourcing import Sourcing
from syndicator.storage.session import Database

WHILE_SOMEBODY_WAITS = FetchLimits(
    connect=timedelta(seconds=3),
    read=timedelta(seconds=4),
    total=timedelta(seconds=5),
    robots=timedelta(seconds=3),
    hosts_at_once=1,
)
"""Bounds of a fetch whose answer a person waits for at a page."""


def build_sourcing(
    settings: Settings,
    guard: AddressGuard,
    fetcher: Fetcher,
    reader: FeedReader,
    *,
    database: Database,
    redis: Redis,
    clock: Clock,
) -> Sourcing:
    """Return the use case; `fetcher` is what polls."""
    slots, robots = slots_of(settings, redis), RobotsBook(redis)
    agent, limits = user_agent(settings), WHILE_SOMEBODY_WAITS
    return Sourcing(
        database=database,
        fetcher=fetcher,
        quick=Fetcher(guard, slots, robots, user_agent=agent, clock=clock, limits=limits),
        manners=Manners(robots, slots, clock),
        reader=reader,
        units=settings.units,
        clock=clock,
    )
