"""`units.csv` and the lists of topics, operations, sensitivity and urgency: what the judge knows."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter

from syndicator.classify.authenticity import AuthenticityRules
from syndicator.classify.operations import OperationTerms
from syndicator.classify.sensitivity import SensitivityRules
from syndicator.classify.topics import TopicTerms
from syndicator.classify.urgency import UrgencyRules
from syndicator.errors import ConfigError
from syndicator.model.unit import Unit, UnitTree, Zone
from syndicator.settings.toml import line_of, read_toml, tables, validated

T = TypeVar("T", TopicTerms, OperationTerms)
UNIT_COLUMNS = ("slug", "name", "kind", "command", "regency", "zone")

_TOPIC = TypeAdapter(TopicTerms)
_OPERATION = TypeAdapter(OperationTerms)
_SENSITIVITY = TypeAdapter(SensitivityRules)
_AUTHENTICITY = TypeAdapter(AuthenticityRules)
_URGENCY = TypeAdapter(UrgencyRules)


def read_units(path: Path) -> UnitTree:
    """Return the tree of units; raises ConfigError with file and line."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if tuple(reader.fieldnames or ()) != UNIT_COLUMNS:
                raise ConfigError(f"{path}:1", "wrong columns", f"write the header {','.join(UNIT_COLUMNS)}")
            units = [_unit(row, f"{path}:{reader.line_num}") for row in reader]
    except OSError as error:
        raise ConfigError(str(path), f"cannot be read: {error.strerror}", "set SYNDICATOR_CONFIG_DIR") from error
    except UnicodeDecodeError as error:
        raise ConfigError(str(path), "is not UTF-8 text", "save it as UTF-8") from error
    names = {unit.name.casefold(): unit for unit in units}
    slugs: set[str] = set()
    for line, unit in enumerate(units, 2):
        if unit.slug in slugs:
            raise ConfigError(f"{path}:{line}", f"a second unit has the slug {unit.slug!r}", "give each its own slug")
        slugs.add(unit.slug)
        if unit.command and unit.command.casefold() not in names:
            raise ConfigError(f"{path}:{line}", f"no unit is called {unit.command!r}", "correct the column command")
    for line, unit in enumerate(units, 2):
        above, steps = unit, 0
        while above.command:
            above, steps = names[above.command.casefold()], steps + 1
            if steps > len(units):
                raise ConfigError(f"{path}:{line}", f"{unit.name} stands under itself", "correct the column command")
    return UnitTree(units)


def _unit(row: dict[str, str], where: str) -> Unit:
    if not row["slug"] or not row["name"]:
        raise ConfigError(where, "a unit without slug or name", "give it both")
    try:
        zone = Zone(row["zone"])
    except ValueError as error:
        raise ConfigError(where, f"{row['zone']!r} is not a zone", "write WIB, WITA or WIT") from error
    return Unit(row["slug"], row["name"], row["kind"], row["command"], row["regency"], zone)


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
