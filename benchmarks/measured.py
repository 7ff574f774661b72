"""One measured piece of work on feeds, ours or a peer's."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """So many feeds in so many seconds, for so much CPU time (user and system) and peak memory."""

    feeds: int
    wall_s: float
    cpu_s: float
    peak_mb: float

    @property
    def rate(self) -> float:
        """Feeds a second."""
        return self.feeds / self.wall_s

    @property
    def thrift(self) -> float:
        """Feeds for a second of CPU time."""
        return self.feeds / self.cpu_s
