"""robots.txt (RFC 9309): what a host lets us ask, remembered for a day."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

import redis
from protego import Protego

from syndicator.errors import SourceFault

AGENT = "Syndicator"
KEPT = timedelta(days=1)
KEPT_WHEN_UNREACHABLE = timedelta(minutes=15)
MOST_BYTES = 500_000
"""What a crawler has to read at least (RFC 9309 section 2.5)."""
MOST_KNOWN = 50_000
"""So many origins a process remembers; it begins anew then, and asks Redis."""
_PREFIX = "syndicator:robots:"


@dataclass(frozen=True, slots=True)
class Robots:
    """A host's rules until they are to be asked for again."""

    rules: Protego
    until: datetime

    def check(self, address: str) -> None:
        """Raise SourceFault if the rules keep us away from this address."""
        if not self.rules.can_fetch(address, AGENT):
            raise SourceFault(
                "refused",
                "the site's robots.txt keeps us away from this address",
                f"ask the site to let {AGENT} read it",
            )


class RobotsBook:
    """The rules of all hosts, in this process and in Redis; without Redis, in this process."""

    def __init__(self, client: redis.Redis) -> None:
        self._client = client
        self._known: dict[str, Robots] = {}

    def find(self, origin: str, now: datetime) -> Robots | None:
        """Return the rules of an origin (`https://host:port`), None if they have to be asked for."""
        known = self._known.get(origin)
        if known is not None and known.until > now:
            return known
        try:
            text = self._client.get(_PREFIX + origin)
        except redis.RedisError:
            return None
        return None if text is None else self._learn(origin, text if isinstance(text, bytes) else text.encode(), now)

    def keep(self, origin: str, text: bytes, now: datetime, span: timedelta) -> Robots:
        """Remember the text of an origin's robots.txt for so long; empty text allows everything."""
        with suppress(redis.RedisError):  # this process remembers; the others ask for themselves
            self._client.set(_PREFIX + origin, text, px=int(span.total_seconds() * 1000))
        return self._learn(origin, text, now)

    def _learn(self, origin: str, text: bytes, now: datetime) -> Robots:
        if len(self._known) >= MOST_KNOWN:
            self._known.clear()
        robots = self._known[origin] = Robots(_rules(text[:MOST_BYTES]), now + KEPT_WHEN_UNREACHABLE)
        return robots


@lru_cache(maxsize=256)
def _rules(text: bytes) -> Protego:
    """Return what a text says; most sites say nothing, or what their software says everywhere."""
    return Protego.parse(text.decode("utf-8", "replace"))
