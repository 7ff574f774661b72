"""Whether two texts tell the same release, with the figures that decided and the reason in words; pure."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from importlib.resources import files
from math import exp

from syndicator.dedup.figures import Figures, View, figures
from syndicator.dedup.wording import reason_of
from syndicator.model.fingerprint import Sketch
from syndicator.model.story import Kinship

SAME = 0.5
"""From this score on two texts tell the same release."""
TEMPLATE_WORDING = 0.3
"""So much wording without the facts is a template."""
RELATED_WORDING = 0.12
RELATED_FACTS = 0.6
FOLLOW_UP_GAP = 0.1
"""Of a week: what is told so much later, with news in it, follows up."""


@dataclass(frozen=True, slots=True)
class Weights:
    """A weight for each figure that counts, by its name, and what is added to their sum."""

    base: float
    of: Mapping[str, float]

    def score(self, told: Figures) -> float:
        """Return how surely the figures speak for the same, between 0 and 1."""
        total = self.base + sum(weight * float(getattr(told, name)) for name, weight in self.of.items())
        return 1 / (1 + exp(-total)) if total > -700 else 0.0

    def parts(self, told: Figures) -> dict[str, float]:
        """Return what each figure adds to the sum."""
        return {name: weight * float(getattr(told, name)) for name, weight in self.of.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """A text to be compared: `source` names who tells it, None where that is not known."""

    view: View
    published_at: datetime | None = None
    source: str | None = None

    @classmethod
    def of(cls, sketch: Sketch, published_at: datetime | None = None, source: str | None = None) -> Telling:
        """Return the telling that a sketch stands for."""
        return cls(view=View(sketch), published_at=published_at, source=source)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """
    What was found of two texts.

    Args:
        kinship: how they are related; None if they are not.
        score: the smaller of `wording` (is it one text?) and `event` (is it one event?), each from 0 to 1.
    """

    kinship: Kinship | None
    score: float
    wording: float
    event: float
    reason: str
    figures: Figures

    @property
    def same(self) -> bool:
        """Whether they tell the same release."""
        return self.kinship is not None and self.kinship.is_same


@dataclass(frozen=True, slots=True)
class Comparer:
    """
    Compares by learned weights, in two questions that both have to be answered with yes.

    Args:
        wording: do both tell it in the same words, as far as copies keep them?
        event: do both tell of the same event? Templates share their words, not their names, days and numbers.
    """

    wording: Weights
    event: Weights

    def compare(self, one: Telling, other: Telling) -> Comparison:
        """Return how two texts are related; the same whichever of them is called the first."""
        same_source = one.source is not None and one.source == other.source
        told = figures(one.view, other.view, published=(one.published_at, other.published_at), same_source=same_source)
        wording, event = self.wording.score(told), self.event.score(told)
        kinship = _kinship(told, wording, event)
        return Comparison(
            kinship=kinship,
            score=min(wording, event),
            wording=wording,
            event=event,
            reason=reason_of(told, kinship),
            figures=told,
        )


def _kinship(told: Figures, wording: float, event: float) -> Kinship | None:
    if min(wording, event) >= SAME:
        return Kinship.REVISION if told.same_source else Kinship.COPY
    if event < SAME:
        return Kinship.SAME_TEMPLATE if told.wording >= TEMPLATE_WORDING else None
    if told.wording < RELATED_WORDING or told.same_facts < RELATED_FACTS:
        return None
    return Kinship.FOLLOW_UP if told.gap >= FOLLOW_UP_GAP else Kinship.OTHER_ANGLE


@cache
def comparer() -> Comparer:
    """Return the comparer with the weights that this program carries."""
    told = tomllib.loads(files("syndicator.dedup").joinpath("weights.toml").read_text(encoding="utf-8"))
    return Comparer(wording=_weights(told["wording"]), event=_weights(told["event"]))


def _weights(told: Mapping[str, float]) -> Weights:
    return Weights(base=told["base"], of=dict(_named(told)))


def _named(told: Mapping[str, float]) -> Iterator[tuple[str, float]]:
    known = {field.name for field in fields(Figures)}
    for name, weight in told.items():
        if name == "base":
            continue
        if name not in known:
            raise ValueError(f"weights.toml: there is no figure {name!r}")
        yield name, weight
