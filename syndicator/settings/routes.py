"""`routes.toml`: the desk's ordered rules."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import ClassVar

from pydantic import Field, TypeAdapter
from pydantic.dataclasses import dataclass

from syndicator.errors import ConfigError
from syndicator.model.unit import UnitTree
from syndicator.route.rules import EVERYTHING, Rule, When
from syndicator.settings.durations import Duration
from syndicator.settings.toml import line_of, tables, validated


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTable:
    """One `[[route]]`."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    name: str | None = None
    when: When = Field(default_factory=When)
    channels: tuple[str, ...] = ()
    hold: bool = False
    stop: bool = False
    delay: Duration = Field(default="0s", validate_default=True)


_TABLE = TypeAdapter(RuleTable)


def read_routes(path: Path, *, channels: Collection[str], topics: Collection[str], units: UnitTree) -> tuple[Rule, ...]:
    """
    Return the rules of a file in order; where there is no file, one that sends everything everywhere.

    Raises:
        ConfigError: with file and line; also for a channel, topic or unit that nobody knows.
    """
    if not path.exists():
        return (EVERYTHING,)
    rules = []
    for number, row in enumerate(tables(path, "route")):
        table = validated(_TABLE, row, path, ("route", number))
        checks = (
            ("channels", table.channels, {*channels, "*"}),
            ("topics", table.when.topics, topics),
            ("units", table.when.units, None),
        )
        if not all(word.strip() for word in table.when.words):
            where = f"{path}:{line_of(path, ('route', number, 'words'))}"
            raise ConfigError(where, "words: an empty word stands in every text", "remove it")
        for key, named, known in checks:
            for name in named:
                if name not in known if known is not None else units.find(name) is None:
                    where = f"{path}:{line_of(path, ('route', number, key))}"
                    raise ConfigError(
                        where, f"{key}: {name!r} is not known", "correct its spelling, or define it first"
                    )
        rules.append(
            Rule(
                name=table.name or f"route {number + 1}",
                when=table.when,
                channels=table.channels,
                hold=table.hold,
                stop=table.stop,
                delay=table.delay,
            )
        )
    return tuple(rules)
