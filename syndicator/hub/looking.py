"""Looking at our own feeds, as any hub would: when the public's content changed, each feed that somebody subscribed."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import Enum, auto

import httpx

from syndicator.model.moment import Clock
from syndicator.model.subscriber import Topic
from syndicator.storage import hub_topics
from syndicator.storage.session import Connection, Database
from syndicator.telemetry import logger

log = logger(__name__)

AT_ONCE = 8
LONGEST_BODY_BYTES = 10_000_000
BUDGET_S = 8.0
"""No feed is asked for after this; what is left is read at the next look."""


class Absence(Enum):
    """Why there is no body. SAME: it is as it was; MISSING: there is no such feed; SILENT: the portal did not say."""

    SAME = auto()
    MISSING = auto()
    SILENT = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """
    Reads feeds from the portal.

    Args:
        client: asks our own portal, wherever that is.
        once_more: so long after a change a feed is read a second time, for what serves it may be a moment behind.
        most: how many feeds may have subscribers.
    """

    database: Database
    client: httpx.Client
    clock: Clock
    once_more: timedelta = timedelta(seconds=3)
    most: int = 2_000

    def is_due(self) -> bool:
        """Whether a feed may have changed."""
        return bool(self._due()[1])

    def _due(self) -> tuple[str, list[tuple[Topic, bool]]]:
        with self.database.read() as connection:
            state = hub_topics.state(connection)
            return state, hub_topics.to_look_at(connection, state, self.clock())

    def look(self) -> int:
        """Read the feeds that may have changed; return how many of them have a new body."""
        state, due = self._due()
        if not due:
            return 0
        until = time.monotonic() + BUDGET_S
        with ThreadPoolExecutor(min(AT_ONCE, len(due)), "look") as pool:
            read = list(pool.map(lambda one: self._read(one[0], until), due))
        changed = 0
        with self.database.write() as connection:
            for (topic, is_moved), found in zip(due, read, strict=True):
                changed += self._note(connection, topic, found, state, is_moved=is_moved)
        if changed:
            log.info("feeds_changed", changed=changed, looked_at=len(due))
        return changed

    def learn(self, address: str) -> Absence:
        """Make a feed known that somebody wants; SAME if it is there, MISSING if there is none, or no room for it."""
        with self.database.read() as connection:
            if hub_topics.find(connection, address) is not None:
                return Absence.SAME
            state, count = hub_topics.state(connection), hub_topics.count(connection)
        nothing_yet = Topic(address=address, version=0, etag=None, media_type="", body=b"")
        found = self._read(nothing_yet, time.monotonic() + BUDGET_S)
        if isinstance(found, Absence):
            return found
        if count >= self.most:
            return Absence.MISSING
        now = self.clock()
        with self.database.write() as connection:
            hub_topics.add(connection, replace(found, version=1), state, now + self.once_more, now)
        return Absence.SAME

    def close(self) -> None:
        """Close all connections."""
        self.client.close()

    def _read(self, topic: Topic, until: float) -> Topic | Absence:
        if time.monotonic() > until:
            return Absence.SILENT
        headers = {"Cache-Control": "no-cache", "Accept-Encoding": "identity"}
        if topic.etag is not None:
            headers["If-None-Match"] = topic.etag
        try:
            answer = self.client.get(topic.address, headers=headers)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            log.warning("feed_not_read", topic=topic.address, error=str(error) or type(error).__name__)
            return Absence.SILENT
        if answer.status_code == 304:
            return Absence.SAME
        if answer.status_code in {404, 410}:
            return Absence.MISSING
        if answer.status_code != 200 or len(answer.content) > LONGEST_BODY_BYTES:
            log.warning("feed_not_read", topic=topic.address, status=answer.status_code, size=len(answer.content))
            return Absence.SILENT
        media_type = answer.headers.get("content-type", "application/octet-stream")[:200]
        return replace(topic, etag=answer.headers.get("etag"), media_type=media_type, body=answer.content)

    def _note(
        self, connection: Connection, topic: Topic, found: Topic | Absence, state: str, *, is_moved: bool
    ) -> bool:
        """Write what was read; what the portal did not say is asked again at the next look."""
        if found is Absence.SILENT:
            return False
        look_at = self.clock() + self.once_more if is_moved else None
        if isinstance(found, Topic) and found.body != _stored(connection, [topic.address]):
            hub_topics.put(connection, replace(found, version=topic.version + 1), state, look_at, self.clock())
            return True
        hub_topics.saw(connection, [topic.address], state, look_at)
        return False


def _stored(connection: Connection, addresses: Sequence[str]) -> bytes | None:
    return next((one.body for one in hub_topics.bodies(connection, addresses).values()), None)
