"""Weeks, from Monday to Sunday, as calendars number them (ISO 8601)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from syndicator.model.unit import Zone

_WRITTEN = re.compile(r"(?P<year>20[0-9]{2})-W(?P<number>[0-5][0-9])", re.ASCII)
_JAKARTA = ZoneInfo(Zone.WIB.iana)


@dataclass(frozen=True, slots=True)
class Week:
    """The week that begins on this Monday."""

    first: date

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the week in which a day lies."""
        return cls(day - timedelta(days=day.weekday()))

    @classmethod
    def over_at(cls, moment: datetime) -> Self:
        """Return the last week that is over at a moment by Jakarta's clock."""
        return cls.of(moment.astimezone(_JAKARTA).date() - timedelta(days=7))

    @classmethod
    def read(cls, written: str) -> Self | None:
        """Return the week that is written as 2026-W48, None for anything else."""
        match = _WRITTEN.fullmatch(written)
        if match is None:
            return None
        try:
            return cls(date.fromisocalendar(int(match["year"]), int(match["number"]), 1))
        except ValueError:
            return None

    def __str__(self) -> str:
        year, number, _ = self.first.isocalendar()
        return f"{year}-W{number:02}"

    @property
    def number(self) -> int:
        """Its number in its year."""
        return self.first.isocalendar().week

    @property
    def last(self) -> date:
        """Its Sunday."""
        return self.first + timedelta(days=6)

    @property
    def before(self) -> Week:
        """The week before it."""
        return Week(self.first - timedelta(days=7))

    @property
    def begins_at(self) -> datetime:
        """Its first moment by Jakarta's clock."""
        return datetime.combine(self.first, time(), _JAKARTA).astimezone(UTC)

    @property
    def ends_at(self) -> datetime:
        """The first moment of the week after it."""
        return datetime.combine(self.first + timedelta(days=7), time(), _JAKARTA).astimezone(UTC)
