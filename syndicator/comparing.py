"""Use case: two releases as plain text, and whether they are the same one; no database, no network."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from syndicator.dedup.comparison import Comparison, Telling, comparer
from syndicator.dedup.fingerprint import fingerprint, fold
from syndicator.model.fingerprint import Fingerprint
from syndicator.normalise.core import core_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldText:
    """A release as somebody tells it; `published_at` is aware, `source` any name for who published it."""

    title: str
    text: str
    published_at: datetime | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """
    What intake would decide if the one were stored and the other came in.

    `decision` is `Repeated` (the same words from the same source), `Revised` (told differently by it), `SameStory`
    or `New`; `comparison` is None where a text is too short to be compared by more than its words.
    """

    decision: str
    same: bool
    reason: str
    comparison: Comparison | None

    @property
    def parts(self) -> dict[str, tuple[float, dict[str, float]]]:
        """What decided, by question (wording, event): what is added to every sum, and what each figure adds."""
        if self.comparison is None:
            return {}
        by, told = comparer(), self.comparison.figures
        questions = {"wording": by.wording, "event": by.event}
        return {name: (weights.base, weights.parts(told)) for name, weights in questions.items()}


def decide_on(one: ToldText, other: ToldText) -> Decided:
    """Return the decision about two releases; the same whichever of them came first."""
    cores = core_of(one.text), core_of(other.text)
    prints = fingerprint(one.title, cores[0]), fingerprint(other.title, cores[1])
    same_source = one.source is not None and one.source == other.source
    if _is_equal(cores, prints, (one.title, other.title)):
        decision = "Repeated" if same_source else "SameStory"
        return Decided(decision, True, "word for word the same text", _compared(one, other, prints))
    comparison = _compared(one, other, prints)
    if comparison is None:
        return Decided("New", False, "a text is too short to be compared by more than its words", None)
    if comparison.same:
        decision = "Revised" if same_source else "SameStory"
        return Decided(decision, True, comparison.reason, comparison)
    return Decided("New", False, comparison.reason, comparison)


def _is_equal(cores: tuple[str, str], prints: tuple[Fingerprint, Fingerprint], titles: tuple[str, str]) -> bool:
    if prints[0].text_hash or prints[1].text_hash:
        return prints[0].text_hash == prints[1].text_hash
    one, other = ([*fold(title), *fold(core)] for title, core in zip(titles, cores, strict=True))
    return bool(one) and one == other


def _compared(one: ToldText, other: ToldText, prints: tuple[Fingerprint, Fingerprint]) -> Comparison | None:
    if not (prints[0].text_hash and prints[1].text_hash):
        return None
    return comparer().compare(
        Telling.of(prints[0].sketch, one.published_at, one.source),
        Telling.of(prints[1].sketch, other.published_at, other.source),
    )
