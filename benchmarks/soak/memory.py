"""Memory and processor time of every process, sampled all along, and whether memory stays flat."""

from __future__ import annotations

import statistics
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

MOST_GROWTH = 0.05
LEAST_LIFE = 0.6
"""A process is judged if it was there for such a share of the samples; what was killed began anew."""
LEAST_SAMPLES = 9
PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Flatness:
    """The memory of one process: medians of the middle and of the last third of its samples, in MB (PSS)."""

    name: str
    pid: int
    middle_mb: float
    last_mb: float
    judged: bool

    @property
    def growth(self) -> float:
        """By which share it grew."""
        return self.last_mb / self.middle_mb - 1

    @property
    def is_flat(self) -> bool:
        """Whether it did not grow, as far as it is judged."""
        return not self.judged or self.growth <= MOST_GROWTH


@dataclass
class Memory:
    """Samples of all processes of groups; those of `judged` groups have to stay flat."""

    judged: frozenset[str]
    samples: defaultdict[tuple[str, int], list[float]] = field(default_factory=lambda: defaultdict(list))
    cpu_s: dict[tuple[str, int], tuple[float, float]] = field(default_factory=dict)
    began: float = field(default_factory=time.monotonic)
    rounds: int = 0
    lasted_s: float = 1.0

    def sample(self, groups: Mapping[str, Sequence[psutil.Process]]) -> float:
        """Take a sample; return the sum over the judged groups, in MB."""
        if not self.rounds:
            self.began = time.monotonic()
        self.rounds += 1
        self.lasted_s = max(time.monotonic() - self.began, 1.0)
        total = 0.0
        for name, processes in groups.items():
            for process in processes:
                memory_mb = _pss_mb(process.pid)
                if memory_mb is None:
                    continue
                self.samples[name, process.pid].append(memory_mb)
                total += memory_mb if name in self.judged else 0
                self._note_cpu(name, process)
        return total

    def _note_cpu(self, name: str, process: psutil.Process) -> None:
        try:
            used = process.cpu_times()
        except psutil.Error:
            return
        spent_s = used.user + used.system
        first, _ = self.cpu_s.get((name, process.pid), (spent_s if self.rounds == 1 else 0.0, 0.0))
        self.cpu_s[name, process.pid] = first, spent_s

    def cores(self) -> dict[str, float]:
        """Return how many cores each group kept busy since the first sample; what died between two samples is lost."""
        busy: defaultdict[str, float] = defaultdict(float)
        for (name, _), (first, last) in self.cpu_s.items():
            busy[name] += (last - first) / self.lasted_s
        return dict(busy)

    def flatness(self) -> list[Flatness]:
        """Return how flat each process was that lived long enough to say anything."""
        return [
            Flatness(
                name,
                pid,
                statistics.median(samples[len(samples) // 3 : 2 * len(samples) // 3]),
                statistics.median(samples[2 * len(samples) // 3 :]),
                name in self.judged and len(samples) >= LEAST_LIFE * self.rounds,
            )
            for (name, pid), samples in sorted(self.samples.items())
            if len(samples) >= LEAST_SAMPLES
        ]


def _pss_mb(pid: int) -> float | None:
    """Return what a process has of the memory for itself, shared pages by its share; None where it has ended."""
    try:
        for line in (PROC / str(pid) / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None
