"""The kinds of release, one TOML file each: titles, paragraphs with alternatives, facts of their own."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from syndicator.newsroom.templates import Template, compile_template, one_of
from syndicator.newsroom.units import Level

SHARED = "_shared.toml"
RANGE = re.compile(r"(\d+)\.\.(\d+)(?:/(\d+))?")
LEVELS: tuple[Level, ...] = ("national", "command", "resort")


@dataclass(frozen=True, slots=True)
class Numbers:
    """A fact that is a number between two bounds, a multiple of `step` above the lower one."""

    low: int
    high: int
    step: int


FactSource = Template | Numbers


@dataclass(frozen=True, slots=True)
class Kind:
    """
    One kind of release.

    Attributes:
        topics: slugs of the desk's taxonomy, the main one first.
        weight: how often it comes, relative to the others.
        hours: the window of the day in which it happens; the end may pass 24.
        sensitive: it gives away who a child or a victim is.
        levels: which rungs publish it.
        paragraphs: in order; a paragraph that may be empty is optional.
    """

    slug: str
    topics: tuple[str, ...]
    weight: int
    hours: tuple[int, int]
    sensitive: bool
    levels: tuple[Level, ...]
    titles: tuple[Template, ...]
    paragraphs: tuple[Template, ...]
    facts: Mapping[str, FactSource]
    tags: tuple[str, ...]


@cache
def all_kinds() -> Mapping[str, Kind]:
    """Read every kind, in the order of their slugs; a fault in a file raises ValueError with its name."""
    folder = files(__package__)
    names = sorted(path.name for path in folder.iterdir() if path.name.endswith(".toml") and path.name != SHARED)
    return {name.removesuffix(".toml"): _read_kind(name, folder.joinpath(name).read_text("utf-8")) for name in names}


@cache
def shared_facts() -> Mapping[str, FactSource]:
    """Read the facts and turns of phrase that all kinds may use."""
    source = files(__package__).joinpath(SHARED).read_text("utf-8")
    return {name: _fact(value) for name, value in tomllib.loads(source)["facts"].items()}


@cache
def kinds_at(level: Level) -> tuple[tuple[Kind, ...], tuple[int, ...]]:
    """Return the kinds that a rung publishes, and their weights summed up, for Random.choices."""
    kinds = tuple(kind for kind in all_kinds().values() if level in kind.levels)
    sums: list[int] = []
    for kind in kinds:
        sums.append(kind.weight + (sums[-1] if sums else 0))
    return kinds, tuple(sums)


def _read_kind(name: str, source: str) -> Kind:
    try:
        table = tomllib.loads(source)
        return Kind(
            slug=name.removesuffix(".toml"),
            topics=tuple(table["topics"]),
            weight=int(table["weight"]),
            hours=(int(table["hours"][0]), int(table["hours"][1])),
            sensitive=bool(table.get("sensitive", False)),
            levels=tuple(table.get("levels", LEVELS)),
            titles=tuple(compile_template(title) for title in table["titles"]),
            paragraphs=tuple(one_of(tuple(wordings)) for wordings in table["paragraphs"]),
            facts={fact: _fact(value) for fact, value in table.get("facts", {}).items()},
            tags=tuple(table.get("tags", ())),
        )
    except (KeyError, ValueError) as error:
        raise ValueError(f"{name}: {error}") from error


def _fact(value: str | list[str]) -> FactSource:
    if isinstance(value, list):
        return one_of(tuple(value))
    found = RANGE.fullmatch(value)
    if found:
        return Numbers(int(found[1]), int(found[2]), int(found[3] or 1))
    return compile_template(value)
