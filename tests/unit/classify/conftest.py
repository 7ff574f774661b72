"""The judge as production builds it: from the files in config/, validated by pydantic."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from syndicator.classify.judge import Judge, Rulebook
from syndicator.classify.operations import OperationTerms
from syndicator.classify.sensitivity import SensitivityRules
from syndicator.classify.topics import TopicTerms
from syndicator.classify.urgency import UrgencyRules
from syndicator.model.unit import UnitTree
from syndicator.settings.units import read_units

CONFIG = Path(__file__).parents[3] / "config"


def read_topics() -> list[TopicTerms]:
    """Return the vocabulary of config/topics.toml."""
    tables = tomllib.loads((CONFIG / "topics.toml").read_text(encoding="utf-8"))
    return TypeAdapter(list[TopicTerms]).validate_python(tables["topic"])


def read_sensitivity() -> SensitivityRules:
    """Return the lists of config/sensitivity.toml."""
    lists = tomllib.loads((CONFIG / "sensitivity.toml").read_text(encoding="utf-8"))
    return TypeAdapter(SensitivityRules).validate_python(lists)


def read_operations() -> list[OperationTerms]:
    """Return the operations of config/operations.toml."""
    tables = tomllib.loads((CONFIG / "operations.toml").read_text(encoding="utf-8"))
    return TypeAdapter(list[OperationTerms]).validate_python(tables["operation"])


def read_urgency() -> UrgencyRules:
    """Return the lists of config/urgency.toml."""
    lists = tomllib.loads((CONFIG / "urgency.toml").read_text(encoding="utf-8"))
    return TypeAdapter(UrgencyRules).validate_python(lists)


def read_rulebook(tree: UnitTree) -> Rulebook:
    """Return the rulebook of config/."""
    return Rulebook(
        topics=read_topics(),
        sensitivity=read_sensitivity(),
        operations=read_operations(),
        urgency=read_urgency(),
        units=tree,
    )


@pytest.fixture(scope="session")
def tree() -> UnitTree:
    return read_units(CONFIG / "units.csv")


@pytest.fixture(scope="session")
def judge(tree: UnitTree) -> Judge:
    return Judge(read_rulebook(tree))
