"""Rules as those see them who were given them once: what is in force whenever they look."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import overload

from syndicator.route.rules import Rule


class CurrentRoutes(Sequence[Rule]):
    """The routes in force, in order."""

    def __init__(self, current: Callable[[], Sequence[Rule]]) -> None:
        self._current = current

    @overload
    def __getitem__(self, place: int) -> Rule: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Rule]: ...
    def __getitem__(self, place: int | slice) -> Rule | Sequence[Rule]:
        return self._current()[place]

    def __iter__(self) -> Iterator[Rule]:
        return iter(self._current())

    def __len__(self) -> int:
        return len(self._current())


class CurrentNames(Mapping[str, str]):
    """The names of topics in force, by slug."""

    def __init__(self, current: Callable[[], Mapping[str, str]]) -> None:
        self._current = current

    def __getitem__(self, slug: str) -> str:
        return self._current()[slug]

    def __iter__(self) -> Iterator[str]:
        return iter(self._current())

    def __len__(self) -> int:
        return len(self._current())
