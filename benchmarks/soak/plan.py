"""What a soak is to be: how long, how much, and what counts as even."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

PER_RELEASE = 1.38
"""Bulletins that come of one release of the newsroom: a fifth of them is re-posted, by 1.9 others on average."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """
    A soak.

    Args:
        rate: bulletins a second, re-posts included.
        haste: how many times sooner than in life releases are re-posted, edited and taken down.
        turn_s: from one disturbance to the next.
        folder: where the report and all logs go.
        pooled: whether PgBouncer stands before the database.
    """

    minutes: float
    sources: int
    rate: float
    seed: int
    haste: float
    turn_s: float
    folder: Path
    pooled: bool = False

    @property
    def releases_a_second(self) -> float:
        """The rate at which the newsroom writes releases."""
        return self.rate / PER_RELEASE
