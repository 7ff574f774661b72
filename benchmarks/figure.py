"""A figure: what we reach, what a peer or a limit reaches on the same work in the same run, and their ratio."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """
    One row of the table.

    Args:
        what: what is measured, with its unit.
        ours, other: the same quantity of ours and of `beside`.
        aim: the ratio that we want at least; None where there is none.
    """

    what: str
    ours: float
    beside: str
    other: float
    aim: float | None = None

    @property
    def ratio(self) -> float:
        """Ours over the other."""
        return self.ours / self.other

    @property
    def reached(self) -> bool:
        """Whether the ratio is as good as wanted."""
        return self.aim is None or self.ratio >= self.aim

    def row(self) -> str:
        """Return it as a row of Markdown."""
        aim = "–" if self.aim is None else f"≥ {self.aim:g}"
        return f"| {self.what} | {self.ours:,.0f} | {self.beside} | {self.other:,.0f} | {self.ratio:.2f} | {aim} |"


HEAD = "| what | ours | beside | theirs | ratio | aim |\n|---|---|---|---|---|---|"


def machine() -> str:
    """Return what the figures were taken on."""
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()} {platform.machine()}"
