"""How a host wants to be asked, as far as it is known without asking: its robots.txt, and whether it wants rest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from syndicator.errors import SourceFault
from syndicator.fetch.politeness import RedisSlots
from syndicator.fetch.robots import RobotsBook
from syndicator.model.moment import Clock


@dataclass(frozen=True, slots=True)
class Wishes:
    """
    What a host wishes.

    Args:
        allowed: whether its robots.txt lets us ask for the address; None while nobody asked it lately.
        rest: for how long it still wants to be left alone; None where it does not, or where that is not known.
    """

    allowed: bool | None
    rest: timedelta | None


@dataclass(frozen=True, slots=True)
class Manners:
    """Tells what is remembered of hosts; nothing is fetched."""

    robots: RobotsBook
    slots: RedisSlots
    clock: Clock

    def of(self, address: str) -> Wishes:
        """Return what the host of an address wishes."""
        parts = urlsplit(address)
        return Wishes(self._allowed(f"{parts.scheme}://{parts.netloc}", address), self.slots.rest(parts.netloc))

    def _allowed(self, origin: str, address: str) -> bool | None:
        rules = self.robots.find(origin, self.clock())
        if rules is None:
            return None
        try:
            rules.check(address)
        except SourceFault:
            return False
        return True
