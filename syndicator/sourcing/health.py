"""How sources stand, in one word each; and which of them somebody looks for. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from urllib.parse import urlsplit

from syndicator.model.source import POLLED, Source, SourceKind, SourceState
from syndicator.model.unit import UnitTree


class Health(StrEnum):
    """
    How a source stands, the worst first.

    FAILING: its last poll failed; SILENT: it is quiet against its own norm; UNTRIED: it was never polled; RESTING: it
    is not polled, for it is paused or gone for good.
    """

    FAILING = "failing"
    SILENT = "silent"
    UNTRIED = "untried"
    WELL = "well"
    RESTING = "resting"


class Order(StrEnum):
    """By what sources are sorted: the worst first, the one that published last first, by unit, by next poll."""

    HEALTH = "health"
    NEWEST = "newest"
    UNIT = "unit"
    NEXT = "next"


_RANKS = {health: rank for rank, health in enumerate(Health)}
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def health_of(source: Source) -> Health:
    """Return how a source stands."""
    if source.state not in POLLED:
        return Health.RESTING
    if source.failures:
        return Health.FAILING
    if source.course.silent_since is not None:
        return Health.SILENT
    sends = source.config.kind is SourceKind.API
    return Health.UNTRIED if source.last_polled_at is None and not sends else Health.WELL


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """
    What sources are looked for; all of it has to hold, None and empty ones always do.

    Args:
        command: slug of a unit: it, or one below it, publishes there.
        words: each stands in the address, the name of the unit, or what is told of the source's state.
    """

    state: SourceState | None = None
    kind: SourceKind | None = None
    health: Health | None = None
    command: str = ""
    words: str = ""
    order: Order = Order.HEALTH


def chosen(sources: Iterable[Source], wanted: Wanted, units: UnitTree) -> list[Source]:
    """Return those that are wanted, in the order that is wanted."""
    words = wanted.words.casefold().split()
    found = [one for one in sources if _fits(one, wanted, words, units)]
    return sorted(found, key=_keys(units)[wanted.order])


def _fits(source: Source, wanted: Wanted, words: Sequence[str], units: UnitTree) -> bool:
    if wanted.state not in {None, source.state} or wanted.kind not in {None, source.config.kind}:
        return False
    if wanted.health not in {None, health_of(source)}:
        return False
    unit = units.find(source.config.unit) if source.config.unit else None
    if wanted.command and (unit is None or wanted.command not in units.path(unit).split("/")):
        return False
    told = " ".join(
        filter(None, (source.config.address, unit.name if unit else "", source.reason, source.last_error))
    ).casefold()
    return all(word in told for word in words)


def _keys(units: UnitTree) -> dict[Order, Callable[[Source], tuple[object, ...]]]:
    def named(source: Source) -> str:
        unit = units.find(source.config.unit) if source.config.unit else None
        return unit.name if unit else f"~{urlsplit(source.config.address).netloc}"

    def newest(source: Source) -> float:
        return -(source.course.newest_at or _LONG_AGO).timestamp()

    return {
        Order.HEALTH: lambda one: (_RANKS[health_of(one)], -one.failures, named(one).casefold(), one.id),
        Order.NEWEST: lambda one: (newest(one), one.id),
        Order.UNIT: lambda one: (named(one).casefold(), one.id),
        Order.NEXT: lambda one: (one.state not in POLLED, one.next_poll_at, one.id),
    }
