"""Verdicts: what a bulletin is about, who issued it, and whether it may be shown, each with its evidence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Urgency(IntEnum):
    """How fast a bulletin has to go out; higher goes first."""

    ROUTINE = 0
    IMPORTANT = 1
    URGENT = 2


@dataclass(frozen=True, slots=True)
class TopicScore:
    """One topic of a bulletin; `score` is between 0 and 1, `evidence` the words that decided."""

    slug: str
    score: float
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnitMention:
    """
    A unit that a release tells of.

    `role` is `issuer`, `scene` or `mentioned`; `evidence` are the words that name it, empty where only the source does.
    """

    slug: str
    name: str
    kind: str
    role: str
    polda: str | None
    evidence: str


@dataclass(frozen=True, slots=True)
class HoldReason:
    """Why a bulletin waits for a person. `kind` is a short stable word, `passage` the exact words."""

    kind: str
    passage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """
    The judgement on one revision.

    Args:
        topics: best first, one to three.
        unit: slug of the unit that issued the release; None while open.
        named: slug of the unit that issued it by the text alone, whoever published it; it is not stored.
        polda: slug of its regional command; None while open or for headquarters.
        place: name of the regency or city of the event; None while open.
        hold_reasons: not empty: a person has to release it.
        version: names the vocabulary and rules that judged.
    """

    topics: tuple[TopicScore, ...]
    units: tuple[UnitMention, ...] = ()
    unit: str | None = None
    named: str | None = None
    polda: str | None = None
    place: str | None = None
    operations: tuple[str, ...] = ()
    hold_reasons: tuple[HoldReason, ...] = ()
    urgency: Urgency = Urgency.ROUTINE
    version: str = ""

    @property
    def hold(self) -> bool:
        """Whether a person has to look before anybody else may."""
        return bool(self.hold_reasons)
