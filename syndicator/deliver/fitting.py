"""
Fitting: how much of a telling is shown, so that the whole of it is within a service's own count.

First the body is shortened (of a digest, its lines), then tags fall away from the last, then the title is shortened.
Lengths are found by doubling and halving, so that a post costs a few dozen renderings, however long its parts are:
less than 50 ms for titles of 10 kB over texts of 1 MB, in whatever script and for every service.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from syndicator.deliver.cutting import Shortenable
from syndicator.deliver.telling import Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What there is to show, at most."""

    title: Shortenable
    lead: Shortenable
    text: Shortenable
    tags: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What of it is shown."""

    title: str
    lead: str
    text: str
    tags: tuple[str, ...]
    lines: tuple[Line, ...]


def fitting(parts: Parts, fits: Callable[[Shown], bool]) -> Shown | None:
    """Return as much as fits; None if not even the least does."""
    shown = whole_of(parts)
    if fits(shown):
        return shown
    bare = replace(shown, lead="", text="", lines=())
    if fits(bare):
        return _with_lines(shown, fits) if parts.lines else _with_body(parts, bare, fits)
    for kept in range(len(parts.tags) - 1, -1, -1):
        bare = replace(bare, tags=parts.tags[:kept])
        if fits(bare):
            return bare
    step = _most(parts.title.steps, lambda step: fits(replace(bare, title=parts.title.at(step))))
    return None if step is None else replace(bare, title=parts.title.at(step))


def whole_of(parts: Parts) -> Shown:
    """Return all that there is to show."""
    return Shown(
        title=parts.title.at(parts.title.steps),
        lead=parts.lead.at(parts.lead.steps),
        text=parts.text.at(parts.text.steps),
        tags=parts.tags,
        lines=parts.lines,
    )


def _with_lines(shown: Shown, fits: Callable[[Shown], bool]) -> Shown:
    kept = _most(len(shown.lines), lambda kept: fits(replace(shown, lines=shown.lines[:kept])))
    return replace(shown, lines=shown.lines[: kept or 0], lead="", text="")


def _with_body(parts: Parts, bare: Shown, fits: Callable[[Shown], bool]) -> Shown:
    def with_words(step: int) -> Shown:
        return replace(bare, lead=parts.lead.at(step), text=parts.text.at(step))

    step = _most(max(parts.lead.steps, parts.text.steps), lambda step: fits(with_words(step))) or 0
    at_sentence = replace(bare, lead=parts.lead.at_sentence(step), text=parts.text.at_sentence(step))
    return at_sentence if fits(at_sentence) else with_words(step)


def _most(steps: int, fits: Callable[[int], bool]) -> int | None:
    """Return the largest step that fits, where all below one that fits do too; None if 0 does not."""
    # Doubling first keeps the tries short, for what fits is mostly a small part of what there is.
    low, high = -1, 0
    while high < steps and fits(high):
        low, high = high, 2 * high + 1
    high = min(high, steps)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(middle) else (low, middle - 1)
    return low if low >= 0 else None
