"""Use case: the secret key was changed; all that was sealed with one of before is sealed with the one of now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from syndicator.storage import sealed
from syndicator.storage.session import Database

A_SLICE = 200
Reseal = Callable[[str], str | None]
"""Returns a text under the key of now, None where it is already; raises one of `foreign` where no key opens it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rekeyed:
    """
    How what is sealed in one place stands, in numbers.

    Args:
        current: was under the key of now already.
        changed: is by now; in a rehearsal, would be.
        unreadable: no key opens it; it was left alone.
    """

    place: str
    current: int
    changed: int
    unreadable: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rekeying:
    """
    Seals anew by slices, a transaction each: it may be killed at any time, and called again.

    Args:
        seals: by place, see `storage.sealed`.
        foreign: what a seal raises for a text that none of its keys opens.
    """

    database: Database
    seals: Mapping[str, Reseal]
    foreign: tuple[type[Exception], ...]

    def count(self) -> int:
        """Return how many sealed texts there are."""
        with self.database.read() as connection:
            return sum(sealed.count(connection, place) for place in self.seals)

    def rotate(self, advance: Callable[[int], None] = lambda _: None, *, rehearse: bool = False) -> list[Rekeyed]:
        """Seal anew what needs it, and tell how each place stands; `rehearse` only looks."""
        return [self._place(place, advance, rehearse=rehearse) for place in self.seals]

    def _place(self, place: str, advance: Callable[[int], None], *, rehearse: bool) -> Rekeyed:
        current = changed = unreadable = 0
        after: sealed.Key | None = None
        while True:
            with self.database.read() if rehearse else self.database.write() as connection:
                rows = sealed.some(connection, place, after=after, most=A_SLICE)
                for key, old in rows:
                    try:
                        new = self.seals[place](old)
                    except self.foreign:
                        unreadable += 1
                        continue
                    if new is None:
                        current += 1
                    elif rehearse or sealed.replace(connection, place, key, old, new):
                        changed += 1
            advance(len(rows))
            if len(rows) < A_SLICE:
                return Rekeyed(place=place, current=current, changed=changed, unreadable=unreadable)
            after = rows[-1][0]
