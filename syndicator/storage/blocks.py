"""
Blocks of 1,024 ids, one of which stands as a word (`@57`) with the words of each bulletin on PostgreSQL; pure.

A search asks for the blocks of the newest bulletins first. How far it has to look back is reckoned from what it found
there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

BITS = 10
ENOUGH = 500
"""Among so many, what is common is found two hundred times."""
FURTHER = 1.5
"""A window is so much wider than it would have to be if all blocks were alike."""


@dataclass(frozen=True, slots=True)
class Window:
    """The blocks from `first` to `last`, both in it."""

    first: int
    last: int

    @property
    def ids(self) -> tuple[int, int]:
        """The lowest and the highest id in it."""
        return self.first << BITS, (self.last + 1 << BITS) - 1

    def wider(self, found: int, wanted: int) -> Window | None:
        """Return the window that should hold `wanted` where this one holds `found`; None where all may be looked at."""
        size = (self.last - self.first + 1) * FURTHER * wanted / max(found, 1)
        first = self.last - int(size)
        return Window(first, self.last) if 2 * first > self.last else None

    def words(self, newest: int) -> str:
        """Return all blocks as PostgreSQL reads a question; the fewer words are in it, the sooner it is answered."""
        return " | ".join(_cover(self.first, self.last, newest))


def newest_blocks(seen: int, last: int) -> Window:
    """Return the first window to look at: `ENOUGH` ids up to the id `seen`, and all from there to the id `last`."""
    return Window(max(seen - ENOUGH, 0) >> BITS, last >> BITS)


def _cover(first: int, last: int, newest: int) -> Iterator[str]:
    """
    Yield words and beginnings of words, at least for the blocks asked for.

    `'@6':*` stands for the blocks 60 to 69, as long as there is no block 600. It stands for block 6, too.
    """
    if last == newest:
        last = max(last, 10 ** (len(str(last)) - 1) * (int(str(last)[0]) + 1) - 1)
    while first <= last:
        width = 1
        while _may_begin(first, 10 * width, last, newest):
            width *= 10
        yield f"'@{first // width}':*" if width > 1 else f"'@{first}'"
        first += width


def _may_begin(first: int, width: int, last: int, newest: int) -> bool:
    return 0 < first <= last - width + 1 and first % width == 0 and 10 * first > newest
