"""
Lessons: whether what was learned comes into use; pure.

Both models are measured on texts that neither of them learned from, and a new one has to be better by the desk's
corrections without being worse by the base, nor holding less of what is sensitive.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from syndicator.learning.measures import Measures


class Outcome(StrEnum):
    """What becomes of a lesson."""

    BETTER = "better"
    AS_GOOD = "as good"
    """By what was held back; and right on more of all corrections, which is why it is promoted as well."""
    NO_BETTER = "no better"
    WORSE = "worse"
    """By the base, whatever the corrections say."""
    LESS_SAFE = "less safe"
    """It holds less of what is sensitive, which is never taken for anything else."""


PROMOTED = frozenset({Outcome.BETTER, Outcome.AS_GOOD})


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """
    What one model reaches.

    Args:
        held_back: on corrections that it did not learn from.
        base: on texts of the base that it did not learn from.
        all_corrections: on all corrections, as it is used.
    """

    held_back: Measures
    base: Measures
    all_corrections: Measures


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """
    One round of learning.

    Args:
        corrections, base: how many examples there were of each.
        before: the version in use when it began; None where the vocabulary judged alone.
        version: the new one.
        old, new: what the two reach.
        learned_at: when.
    """

    corrections: int
    base: int
    before: str | None
    version: str
    old: Compared
    new: Compared
    learned_at: datetime

    @property
    def outcome(self) -> Outcome:
        """What becomes of it."""
        return decide(self.old, self.new)

    @property
    def promoted(self) -> bool:
        """Whether the new version comes into use."""
        return self.outcome in PROMOTED


def decide(old: Compared, new: Compared) -> Outcome:
    """Return whether the new model is the better one."""
    pairs = ((old.held_back, new.held_back), (old.base, new.base), (old.all_corrections, new.all_corrections))
    if any(_less(after.recall, before.recall) for before, after in pairs):
        return Outcome.LESS_SAFE
    if any(_less(after, before) for before, after in zip(_quality(old.base), _quality(new.base), strict=True)):
        return Outcome.WORSE
    before, after = _worth(old.held_back), _worth(new.held_back)
    if after != before:
        return Outcome.BETTER if after > before else Outcome.NO_BETTER
    return Outcome.AS_GOOD if _worth(new.all_corrections) > _worth(old.all_corrections) else Outcome.NO_BETTER


def _quality(measures: Measures) -> tuple[float | None, ...]:
    return measures.main, measures.micro, measures.macro


def _worth(measures: Measures) -> tuple[float, ...]:
    """Return what corrections are worth: the main topic and the others, then fewer false holds."""
    return (measures.main or 0.0) + (measures.micro or 0.0), measures.recall or 0.0, measures.precision or 0.0


def _less(after: float | None, before: float | None) -> bool:
    return before is not None and (after is None or after < before)
