"""The port between what is printed and how it is served: feeds, lists of feeds and sitemaps as bytes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

PARAMETERS = frozenset({"archive", "page", "q"})
"""What of a query a press is told; whatever else an address carries makes no other address of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """
    What stands at one address.

    Args:
        changed_at: when any of it changed last; None where nothing ever did, or where no date can tell of it.
        links: of the `Link` header, as (address, relation): itself, and the hub.
    """

    body: bytes
    media_type: str
    changed_at: datetime | None
    links: tuple[tuple[str, str], ...] = ()


class Press(Protocol):
    """Prints what the public may see."""

    def prints(self, path: str) -> bool:
        """Whether a path is of this press, whatever it holds; asked for each request, so it costs nothing."""
        ...

    def print(self, path: str, query: str) -> Printed | None:
        """Return what stands at a path with a query, as in an address; None where there is nothing."""
        ...
