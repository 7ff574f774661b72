"""Stamps: how files stood at a moment, told without reading them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

SETTLES_AFTER = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileMark:
    """One file: another content has another mark. `number` is the file system's own name for it."""

    name: str
    size_bytes: int
    number: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Stamp:
    """Some files together; one that is not there has no mark."""

    marks: tuple[FileMark, ...]

    def has_settled(self, *, since: Stamp, now: datetime) -> bool:
        """
        Whether nobody is writing: the newest change is a while ago, and no file went.

        An editor that saves may take a file away for a moment. A clock that differs from that of the files tells
        nothing; then they count as settled.
        """
        still = all(abs(now - mark.changed_at) >= SETTLES_AFTER for mark in self.marks)
        return still and {mark.name for mark in since.marks} <= {mark.name for mark in self.marks}
