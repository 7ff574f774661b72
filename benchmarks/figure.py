"""A figure: what we reach, what a peer or a limit reaches on the same work in the same run, and their ratio."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from pathlib import Path

CPU_INFO = Path("/proc/cpuinfo")


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
        """Return it as a row of Markdown; one whose aim was missed says so."""
        aim = "–" if self.aim is None else f"≥ {self.aim:.3g}" + ("" if self.reached else " (missed)")
        return f"| {self.what} | {_told(self.ours)} | {self.beside} | {_told(self.other)} | {self.ratio:.2f} | {aim} |"


HEAD = "| what | ours | beside | theirs | ratio | aim |\n|---|---|---|---|---|---|"


def _told(quantity: float) -> str:
    """Return a quantity with as many digits as it is worth."""
    if quantity == round(quantity) or abs(quantity) >= 100:
        return f"{quantity:,.0f}"
    return f"{quantity:.1f}" if abs(quantity) >= 10 else f"{quantity:.2f}"


def machine() -> str:
    """Return what the figures were taken on."""
    return (
        f"{os.cpu_count()} cores ({_model()}), Python {platform.python_version()}, {platform.system()} "
        f"{platform.machine()}"
    )


def _model() -> str:
    """Return what the processor calls itself, as far as Linux tells."""
    if not CPU_INFO.exists():
        return platform.processor() or "unknown"
    named = (line.partition(":")[2].strip() for line in CPU_INFO.read_text().splitlines() if "model name" in line)
    return next(named, "unknown")
