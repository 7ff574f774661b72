"""Names of units and topics in one language, and what of them a bulletin carries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from syndicator.model.bulletin import Bulletin
from syndicator.model.unit import Unit, UnitTree, Zone


@dataclass(frozen=True, slots=True)
class Names:
    """Units by slug, and the names of topics (slug → name)."""

    units: UnitTree
    topics: Mapping[str, str]

    def unit(self, bulletin: Bulletin) -> Unit | None:
        """Return the unit that issued a bulletin, None while open or no longer known."""
        return self.unit_of(bulletin.verdict.unit)

    def unit_of(self, slug: str | None) -> Unit | None:
        """Return the unit of this slug."""
        return self.units.find(slug) if slug else None

    def zone(self, bulletin: Bulletin) -> Zone:
        """Return the clock zone of the bulletin's unit; western time where the unit is open."""
        unit = self.unit(bulletin)
        return unit.zone if unit else Zone.WIB

    def topics_of(self, bulletin: Bulletin) -> dict[str, str]:
        """Return the topics of a bulletin that are still in the vocabulary, best first."""
        return {one.slug: self.topics[one.slug] for one in bulletin.verdict.topics if one.slug in self.topics}

    def lineage(self, unit: Unit) -> list[Unit]:
        """Return the commands above a unit, highest first."""
        above: list[Unit] = []
        step = self.units.above(unit)
        while step is not None:
            above.append(step)
            step = self.units.above(step)
        return above[::-1]


def host_of(address: str | None) -> str:
    """Return the host of an address without `www.`, empty where there is none or it cannot be read."""
    try:
        return (urlsplit(address or "").hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def web_address(address: str | None) -> str | None:
    """Return an address that may stand in a link or picture, None for any other scheme than http and https."""
    return address if address and address.lower().startswith(("http://", "https://")) else None
