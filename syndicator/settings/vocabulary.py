"""The lists of topics, operations, sensitivity and urgency: what the judge knows."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter

from syndicator.classify.authenticity import AuthenticityRules
from syndicator.classify.operations import OperationTerms
from syndicator.classify.sensitivity import SensitivityRules
from syndicator.classify.topics import TopicTerms
from syndicator.classify.urgency import UrgencyRules
from syndicator.errors import ConfigError
from syndicator.settings.toml import line_of, read_toml, tables, validated

T = TypeVar("T", TopicTerms, OperationTerms)

_TOPIC = TypeAdapter(TopicTerms)
_OPERATION = TypeAdapter(OperationTerms)
_SENSITIVITY = TypeAdapter(SensitivityRules)
_AUTHENTICITY = TypeAdapter(AuthenticityRules)
_URGENCY = TypeAdapter(UrgencyRules)


def _unique(kind: TypeAdapter[T], path: Path, holder: str) -> tuple[T, ...]:
    found: dict[str, T] = {}
    for number, row in enumerate(tables(path, holder)):
        entry = validated(kind, row, path, (holder, number))
        if entry.slug in found:
            where = f"{path}:{line_of(path, (holder, number, 'slug'))}"
            raise ConfigError(where, f"a second {holder} has the slug {entry.slug!r}", "merge the two")
        found[entry.slug] = entry
    return tuple(found.values())


def read_topics(path: Path) -> tuple[TopicTerms, ...]:
    """Return the desk's vocabulary of topics; raises ConfigError with file and line."""
    topics = _unique(_TOPIC, path, "topic")
    if not topics:
        raise ConfigError(str(path), "it names no topic", "write at least one [[topic]]")
    return topics


def read_operations(path: Path) -> tuple[OperationTerms, ...]:
    """Return the names of operations; raises ConfigError with file and line."""
    return _unique(_OPERATION, path, "operation")


def read_sensitivity(path: Path) -> SensitivityRules:
    """Return the rules of the guard; raises ConfigError with file and line. Without rules there is no service."""
    return validated(_SENSITIVITY, read_toml(path), path, ())


def read_authenticity(path: Path) -> AuthenticityRules:
    """Return the words by which sources are believed; raises ConfigError with file and line."""
    return validated(_AUTHENTICITY, read_toml(path), path, ())


def read_urgency(path: Path) -> UrgencyRules:
    """Return the words by which urgency is judged; raises ConfigError with file and line."""
    return validated(_URGENCY, read_toml(path), path, ())
