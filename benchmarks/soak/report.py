"""The report of a soak: what was done, what differs, how memory went, and what was said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.figure import machine
from benchmarks.soak.compare.difference import Compared, Difference
from benchmarks.soak.disturbances import Disturbance
from benchmarks.soak.logs import Heard
from benchmarks.soak.memory import MOST_GROWTH, Flatness
from benchmarks.soak.plan import Plan
from benchmarks.soak.watching import Stand

MOST_TOLD = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """
    All that came out.

    Args:
        unrest: why it did not come to rest; None if it did.
        cores: how many cores each group of processes kept busy.
        faults: how often each fault was met, of sites and of services.
        traces: what `explain` says of differences, by bulletin.
    """

    plan: Plan
    stands: Sequence[Stand]
    unrest: str | None
    compared: Compared
    flatness: Sequence[Flatness]
    heard: Heard
    disturbances: Sequence[Disturbance]
    cores: Mapping[str, float]
    faults: Mapping[str, int]
    traces: Mapping[int, str]

    @property
    def passed(self) -> bool:
        """Whether everything is as it should be."""
        flat = all(one.is_flat for one in self.flatness)
        return self.unrest is None and flat and not self.compared.differences and not self.heard.unexplained

    def text(self) -> str:
        """Return it as Markdown."""
        return "\n".join(self._lines()) + "\n"

    def _lines(self) -> Iterator[str]:
        plan = self.plan
        yield f"# Soak: {'passed' if self.passed else 'FAILED'}"
        yield (
            f"{plan.minutes:g} minutes, {plan.sources} sources, {plan.rate:g} bulletins a second, seed {plan.seed}, "
            f"{'behind PgBouncer, ' if plan.pooled else ''}on {machine()}."
        )
        if self.unrest is not None:
            yield f"\nIt did not come to rest: {self.unrest}."
        yield from self._stood()
        yield from self._comparison()
        yield from self._memory()
        yield from self._logs()
        yield "\n## Disturbances"
        yield from (f"- {one.told()}" for one in self.disturbances)
        yield from (f"- met {times} times: {what}" for what, times in sorted(self.faults.items()))

    def _stood(self) -> Iterator[str]:
        yield "\n## Load\n| minute | bulletins | delivered | waiting | sources late |\n|---|---|---|---|---|"
        step = max(1, len(self.stands) // 20)
        for one in self.stands[::step]:
            yield f"| {one.at_s / 60:.1f} | {one.bulletins:,} | {one.delivered:,} | {one.waiting:,} | {one.late} |"
        yield "\nCores kept busy: " + ", ".join(
            f"{name} {busy:.2f}" for name, busy in sorted(self.cores.items(), key=lambda pair: -pair[1])
        )

    def _comparison(self) -> Iterator[str]:
        yield "\n## Comparison, one by one"
        yield from (f"- agree: {what}: {number:,}" for what, number in sorted(self.compared.agree.items()))
        yield from (f"- open: {what}: {number:,}" for what, number in sorted(self.compared.open.items()))
        yield f"- differences: {len(self.compared.differences)}"
        yield from (self._difference(one) for one in self.compared.differences[:MOST_TOLD])

    def _difference(self, one: Difference) -> str:
        trace = self.traces.get(one.bulletin_id or 0)
        return f"  - {one.where}: {one.what}" + (f"\n```\n{trace}\n```" if trace else "")

    def _memory(self) -> Iterator[str]:
        yield f"\n## Memory (flat: the last third at most {MOST_GROWTH:.0%} above the middle third)"
        yield "| process | pid | middle third, MB | last third, MB | growth | |\n|---|---|---|---|---|---|"
        for one in self.flatness:
            verdict = "not judged" if not one.judged else "flat" if one.is_flat else "GROWS"
            yield (
                f"| {one.name} | {one.pid} | {one.middle_mb:.1f} | {one.last_mb:.1f} | {one.growth:+.1%} | {verdict} |"
            )

    def _logs(self) -> Iterator[str]:
        yield "\n## Warnings and errors"
        yield from (f"- explained, {times} times: {what}" for what, times in sorted(self.heard.explained.items()))
        yield f"- unexplained: {len(self.heard.unexplained)}"
        yield from (f"  - {one.program}: {one.line[:400]}" for one in self.heard.unexplained[:MOST_TOLD])
