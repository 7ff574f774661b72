"""How often each site was asked, and how it went."""

from __future__ import annotations

from collections import Counter


class Traffic:
    """Counts of requests by site and outcome."""

    def __init__(self) -> None:
        """Begin with no request."""
        self._counts: dict[str, Counter[str]] = {}

    def count(self, site: str, outcome: str) -> None:
        """Note one request; the outcome is a status or the name of a fault."""
        counts = self._counts.get(site)
        if counts is None:
            counts = self._counts[site] = Counter()
        counts["requests"] += 1
        counts[outcome] += 1

    def rows(self) -> dict[str, dict[str, int]]:
        """Return the counts of each site that was asked at all."""
        return {site: dict(counts) for site, counts in sorted(self._counts.items())}
