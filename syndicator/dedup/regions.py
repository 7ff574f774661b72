"""What likeness leads to: the numbers that hang together, kept while more of them come."""

from __future__ import annotations

from collections.abc import Sequence


class Regions:
    """Numbers in regions; a region only grows."""

    def __init__(self) -> None:
        self._root: dict[int, int] = {}
        self._members: dict[int, list[int]] = {}

    def add(self, number: int) -> None:
        """Take in a number, alone in its region."""
        self._root[number] = number
        self._members[number] = [number]

    def join(self, one: int, other: int) -> None:
        """Make the regions of two numbers one; the smaller goes into the larger."""
        larger, smaller = self._root[one], self._root[other]
        if larger == smaller:
            return
        if len(self._members[larger]) < len(self._members[smaller]):
            larger, smaller = smaller, larger
        moved = self._members.pop(smaller)
        self._members[larger].extend(moved)
        self._root.update(dict.fromkeys(moved, larger))

    def root(self, number: int) -> int:
        """Return the name of the region of a number."""
        return self._root[number]

    def of(self, root: int) -> Sequence[int]:
        """Return the numbers of a region."""
        return self._members[root]
