"""The desk's rules: when a bulletin is of a kind, where it goes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import ClassVar, Literal

from syndicator.model.bulletin import Content
from syndicator.model.unit import UnitTree
from syndicator.model.verdict import Urgency, Verdict

UrgencyName = Literal["routine", "important", "urgent"]


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """
    Conditions, all of which must hold; an empty one always does.

    Args:
        topics: slugs, one of which the bulletin carries.
        units: slugs or names; a unit stands for all below it.
        words: one of which stands in title or text, as a whole word or phrase, letter case ignored.
        sources: addresses or ids of sources.
        urgency: at least this urgent.
        sensitive: whether the verdict holds it.
    """

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    topics: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    sources: tuple[str | int, ...] = ()
    urgency: UrgencyName | None = None
    sensitive: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """
    One rule of `routes.toml`.

    Args:
        channels: names of channels; `*` is every enabled one.
        hold: the bulletin waits for the desk.
        stop: no later rule is asked.
        delay: how long the desk has to stop a post before it goes out.
    """

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    name: str
    when: When = field(default_factory=When)
    channels: tuple[str, ...] = ()
    hold: bool = False
    stop: bool = False
    delay: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A bulletin as rules see it; `source` holds its source's id and address."""

    content: Content
    verdict: Verdict
    source: tuple[int, str]


def mismatch(when: When, subject: Subject, units: UnitTree) -> str | None:
    """Return which condition does not hold, in words for the trace; None if all do."""
    return next(_mismatches(when, subject, units), None)


def _mismatches(when: When, subject: Subject, units: UnitTree) -> Iterator[str]:
    verdict = subject.verdict
    if when.topics and not {topic.slug for topic in verdict.topics} & set(when.topics):
        yield f"topics are not {', '.join(when.topics)}"
    if when.units and not _is_under(verdict.unit, when.units, units):
        yield f"unit is not under {', '.join(when.units)}"
    if when.words and not _has_word(when.words, subject.content):
        yield f"none of the words {', '.join(when.words)}"
    if when.sources and not set(subject.source) & set(when.sources):
        yield "source is another"
    if when.urgency and verdict.urgency < Urgency[when.urgency.upper()]:
        yield f"less than {when.urgency}"
    if when.sensitive is not None and when.sensitive != verdict.hold:
        yield "sensitive" if verdict.hold else "not sensitive"


def _is_under(slug: str | None, wanted: tuple[str, ...], units: UnitTree) -> bool:
    unit = units.find(slug) if slug else None
    if unit is None:
        return False
    path = units.path(unit)
    tops = (units.find(name) for name in wanted)
    return any(top is not None and path.startswith(units.path(top)) for top in tops)


def _has_word(words: tuple[str, ...], content: Content) -> bool:
    told = f"{content.title}\n{content.text}"
    pattern = "|".join(re.escape(word) for word in words)
    return re.search(rf"(?<!\w)(?:{pattern})(?!\w)", told, re.IGNORECASE) is not None


EVERYTHING = Rule(name="everything", channels=("*",))
"""What holds where there is no `routes.toml`."""
