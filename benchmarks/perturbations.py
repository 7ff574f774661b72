"""The curve of the perturbation battery: copies recognised by operation and strength, beside what peers judge by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import chain

from syndicator.newsroom.edits import STRENGTHS
from syndicator.newsroom.releases import Release
from syndicator.normalise.core import core_of
from tests.likeness.battery import Text, copies, reported, strangers, twins
from tests.likeness.judging import Judge
from tests.likeness.operations import BATTERY
from tests.likeness.originals import corpus, newsroom_releases, real_releases, templated_releases
from tests.likeness.peers import USUAL_CONTAINMENT, USUAL_JACCARD, Shingles, containment, jaccard, shingles
from tests.likeness.templates import reports

NEWSROOM, TEMPLATED, STRANGERS = 150, 96, 12_000


@dataclass(frozen=True, slots=True)
class Scores:
    """How one pair is judged: by us, and by two measures of peers."""

    ours: bool
    jaccard: float
    containment: float


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From where on peers call two texts the same."""

    jaccard: float = USUAL_JACCARD
    containment: float = USUAL_CONTAINMENT

    def verdicts(self, scores: Scores) -> tuple[bool, bool, bool]:
        """Return ours, by Jaccard, by containment."""
        return scores.ours, scores.jaccard >= self.jaccard, scores.containment >= self.containment


@dataclass(slots=True)
class Curve:
    """All scores: of copies by operation and strength, and of templated reports, no two of which are the same."""

    copies: defaultdict[tuple[str, str], list[Scores]] = field(default_factory=lambda: defaultdict(list))
    twins: list[Scores] = field(default_factory=list)

    @property
    def strict(self) -> Thresholds:
        """The lowest thresholds by which peers keep all templated reports apart."""
        just_above = 1e-9
        return Thresholds(
            max(scores.jaccard for scores in self.twins) + just_above,
            max(scores.containment for scores in self.twins) + just_above,
        )

    def at(self, strength: str) -> list[Scores]:
        """Return the scores of all copies of a strength."""
        return [score for (_, at), scores in self.copies.items() if at == strength for score in scores]

    def rows(self) -> Iterator[str]:
        """Yield the curve as a table in Markdown: ours, Jaccard and containment at each strength, in per cent."""
        yield "| copies recognised, % (ours / Jaccard / containment) | " + " | ".join(STRENGTHS) + " |"
        yield "|---|" + "---|" * len(STRENGTHS)
        for operation in BATTERY:
            cells = (_cell(self.copies[operation, strength]) for strength in STRENGTHS)
            yield f"| {operation} | " + " | ".join(cells) + " |"


def shares(scores: Iterable[Scores], thresholds: Thresholds) -> tuple[float, float, float]:
    """Return how many of a hundred pairs are called the same: by us, by Jaccard, by containment."""
    verdicts = [thresholds.verdicts(score) for score in scores]
    ours, by_jaccard, by_containment = (100 * sum(column) / len(verdicts) for column in zip(*verdicts, strict=True))
    return ours, by_jaccard, by_containment


def curve() -> Curve:
    """Judge all copies of all originals, and all pairs of templated reports."""
    judge, drawn = Judge(), Curve()
    for originals in _originals().values():
        for copied in copies(originals):
            drawn.copies[copied.operation, copied.strength].append(_scores(judge, copied.original, copied.copy))
    all_reports = tuple(reports())
    for one, other in chain(twins(all_reports), strangers(all_reports, STRANGERS)):
        drawn.twins.append(_scores(judge, reported(one), reported(other), needs_key=False))
    return drawn


def _originals() -> Mapping[str, Iterable[Release]]:
    folder = corpus()
    return {
        "newsroom": newsroom_releases(NEWSROOM),
        "templates": templated_releases(TEMPLATED),
        "real": real_releases(folder) if folder else (),
    }


def _scores(judge: Judge, one: Text, other: Text, *, needs_key: bool = True) -> Scores:
    opinion = judge.compare(one, other)
    first, second = _shingles(one.body), _shingles(other.body)
    return Scores(
        ours=opinion.same and (opinion.met or not needs_key),
        jaccard=jaccard(first, second),
        containment=containment(first, second),
    )


@cache
def _shingles(body: str) -> Shingles:
    return shingles(core_of(body))


def _cell(scores: list[Scores]) -> str:
    return " / ".join(f"{share:.1f}" for share in shares(scores, Thresholds())) if scores else "–"
