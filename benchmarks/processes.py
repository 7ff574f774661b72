"""What processes use, all below one of them included: CPU time and peak memory, as Linux counts them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

TICKS_PER_S = os.sysconf("SC_CLK_TCK")
PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Used:
    """CPU seconds (user and system, ended children included) and the sum of the processes' peak memory in MB."""

    cpu_s: float
    peak_mb: float


def used(pid: int) -> Used:
    """Return what a process and all below it have used so far."""
    tree = _tree(pid)
    return Used(sum(map(_cpu_s, tree)), sum(map(_peak_mb, tree)))


def _tree(pid: int) -> list[int]:
    found = [pid]
    for parent in found:
        for task in (PROC / str(parent) / "task").glob("*/children"):
            found += map(int, task.read_text().split())
    return found


def _cpu_s(pid: int) -> float:
    fields = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / TICKS_PER_S


def _peak_mb(pid: int) -> float:
    for line in (PROC / str(pid) / "status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0
