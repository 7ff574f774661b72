"""Which generation of what the public sees is the current one, and since when an older one is out of date."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from time import monotonic
from typing import Self

from syndicator.storage import changes
from syndicator.storage.changes import Version
from syndicator.storage.session import Database

REMEMBERED = 4_096
"""Generations whose end is known; those before count as out of date for ever. They last for minutes at the worst."""
UNSEEN_S = 2.0
"""A look that is older says nothing any more."""
BLIND_S = 30.0
"""So long what was seen last is taken for what is: while the database is away nothing is released or withdrawn."""
NEVER = float("-inf")


class Watch:
    """
    Counts versions as this process comes to know of them.

    Args:
        ask: returns the version that the database holds now; raises as the database does.

    Attributes:
        is_kept: whether somebody looks again and again; else each request has to.
    """

    def __init__(self, ask: Callable[[], Version], *, clock: Callable[[], float] = monotonic) -> None:
        self._ask = ask
        self._clock = clock
        self._version: Version | None = None
        self._moves: deque[float] = deque(maxlen=REMEMBERED)
        self._lock = threading.Lock()
        self.generation = 0
        self.looked_at = NEVER
        self.is_kept = False

    @classmethod
    def over(cls, database: Database) -> Self:
        """Return a watch over a database."""

        def ask() -> Version:
            with database.read() as connection:
                return changes.version(connection)

        return cls(ask)

    def look(self) -> bool:
        """Ask the database; return whether the public sees something else than at the last look."""
        with self._lock:
            began_at = self._clock()
            version = self._ask()
            moved = version != self._version
            if moved:
                self._version = version
                self._moves.append(self._clock())
                self.generation += 1
            self.looked_at = began_at
            return moved

    def is_sure(self, now: float) -> bool:
        """Tell whether the last look can be relied on."""
        return self.is_kept and now - self.looked_at <= UNSEEN_S

    def is_blind(self, now: float) -> bool:
        """Tell whether whoever looks sees nothing, but did a moment ago."""
        return self.is_kept and UNSEEN_S < now - self.looked_at <= BLIND_S

    def looked_s(self) -> float:
        """Return how many seconds ago the database was asked last; infinity if never."""
        return self._clock() - self.looked_at

    def outdated_s(self, generation: int, now: float) -> float:
        """Return for how many seconds it is known that a generation is not the current one; 0 where it is."""
        behind = self.generation - generation
        if behind == 0:
            return 0.0
        return now - self._moves[-behind] if 0 < behind <= len(self._moves) else float("inf")
