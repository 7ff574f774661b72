"""What judges and compares texts alone: neither database nor network is needed, and none is imported."""

from __future__ import annotations

from collections.abc import Callable

from syndicator.classify.judge import Judge
from syndicator.classify.learned import LearnedModel
from syndicator.classify.training import train
from syndicator.classify.units import UnitFinder
from syndicator.dedup.comparison import comparer
from syndicator.dedup.glance import Glance
from syndicator.gathering import Gathering
from syndicator.settings import Settings


def build_judge(settings: Settings) -> Judge:
    """Return the judge alone, which needs neither database nor network."""
    return Judge(settings.rulebook(), settings.model)


def build_base_model(settings: Settings, told: Callable[[int], None]) -> tuple[LearnedModel, int]:
    """Return what the examples that the settings bring along teach, and how many there are."""
    examples = settings.base_examples()
    return train(examples, told), len(examples)


def build_gathering(settings: Settings) -> Gathering:
    """Return an empty gathering, which needs neither database nor network."""
    return Gathering(settings.units, UnitFinder(settings.units), Glance(comparer()).compare)
