"""Measures: how well a judge tells labelled texts; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from syndicator.classify.judge import Judge
    from syndicator.classify.learned import Example


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """
    What a judge gets right on some texts; shares between 0 and 1, None where no text asks for it.

    Args:
        texts: how many there are.
        main: of texts with topics, how many have the right one first.
        micro, macro: F1 of topics over all texts, and the mean over topics.
        recall, precision: of holding what is sensitive.
    """

    texts: int
    main: float | None
    micro: float | None
    macro: float | None
    recall: float | None
    precision: float | None


def measure(judge: Judge, examples: Sequence[Example], told: Callable[[int], None] = lambda _: None) -> Measures:
    """Return what a judge gets right; `told` is called with 1 for each text."""
    tally = _Tally()
    for example in examples:
        verdict = judge.judge(example.title, example.text, source_unit=None)
        tally.add(example, [topic.slug for topic in verdict.topics], hold=verdict.hold)
        told(1)
    return tally.measures(len(examples))


@dataclass(slots=True)
class _Tally:
    """Counts, text by text."""

    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    mains: list[bool] = field(default_factory=list)
    held: Counter[tuple[bool, bool]] = field(default_factory=Counter)

    def add(self, example: Example, found: Sequence[str], *, hold: bool) -> None:
        if example.topics is not None:
            self.right.update(set(found) & set(example.topics))
            self.wrong.update(set(found) - set(example.topics))
            self.missed.update(set(example.topics) - set(found))
            self.mains.append(found[0] == example.topics[0])
        if example.sensitive is not None:
            self.held[example.sensitive, hold] += 1

    def measures(self, texts: int) -> Measures:
        hits, missed, false = self.held[True, True], self.held[True, False], self.held[False, True]
        return Measures(
            texts=texts,
            main=_share(sum(self.mains), len(self.mains)),
            micro=_f1(self.right.total(), self.wrong.total(), self.missed.total()),
            macro=_mean(_f1(self.right[t], self.wrong[t], self.missed[t]) for t in self.right | self.missed),
            recall=_share(hits, hits + missed),
            precision=_share(hits, hits + false),
        )


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _f1(right: int, wrong: int, missed: int) -> float | None:
    return _share(2 * right, 2 * right + wrong + missed)


def _mean(shares: Iterable[float | None]) -> float | None:
    known = [share for share in shares if share is not None]
    return sum(known) / len(known) if known else None
