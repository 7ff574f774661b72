"""Months of UTC, by which archives of feeds are named."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

_WRITTEN = re.compile(r"(?P<year>20[0-9]{2})-(?P<number>0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True, slots=True)
class Month:
    """A month; `number` counts from 1."""

    year: int
    number: int

    @classmethod
    def of(cls, moment: datetime) -> Self:
        """Return the month in which a moment lies."""
        there = moment.astimezone(UTC)
        return cls(there.year, there.month)

    @classmethod
    def read(cls, written: str) -> Self | None:
        """Return the month that is written as 2026-03, None for anything else."""
        match = _WRITTEN.fullmatch(written)
        return cls(int(match["year"]), int(match["number"])) if match else None

    def __str__(self) -> str:
        return f"{self.year}-{self.number:02}"

    @property
    def begins_at(self) -> datetime:
        """Its first moment."""
        return datetime(self.year, self.number, 1, tzinfo=UTC)

    @property
    def ends_at(self) -> datetime:
        """The first moment of the month that follows it."""
        return datetime(self.year + self.number // 12, self.number % 12 + 1, 1, tzinfo=UTC)
