"""Verdicts: what a bulletin is about, who issued it, and whether it may be shown, each with its evidence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum


class Urgency(IntEnum):
    """How fast a bulletin has to go out; higher goes first."""

    ROUTINE = 0
    IMPORTANT = 1
    URGENT = 2


class Outcome(StrEnum):
    """
    What a verdict lets happen.

    RELEASE: it may go out. MASK: it may go out, and a version without some details is proposed to the desk.
    HOLD: nobody sees it until a person of the desk has looked.
    """

    RELEASE = "release"
    MASK = "mask"
    HOLD = "hold"


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
class OperationMention:
    """A police operation that a release tells of, and the words that name it."""

    slug: str
    evidence: str


@dataclass(frozen=True, slots=True)
class HoldReason:
    """Why a bulletin waits for a person. `kind` is a short stable word, `passage` the exact words."""

    kind: str
    passage: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """
    What a source and its text say differently.

    `kind` is `unit` or `command`; `source` is the slug of the unit whose site published it, `text` the one that the
    text names.
    """

    kind: str
    source: str
    text: str


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
        event_at: when the event was or begins, in UTC; None while open.
        conflicts: where source and text disagree; the desk is told.
        hold_reasons: not empty: a person has to release it.
        maskings: what a version without personal details would leave out, though nothing has to wait for it.
        urgency_evidence: the words that decided on the urgency; empty where it is routine.
        version: names the vocabulary and rules that judged.
    """

    topics: tuple[TopicScore, ...]
    units: tuple[UnitMention, ...] = ()
    unit: str | None = None
    named: str | None = None
    polda: str | None = None
    place: str | None = None
    event_at: datetime | None = None
    conflicts: tuple[Conflict, ...] = ()
    operations: tuple[OperationMention, ...] = ()
    hold_reasons: tuple[HoldReason, ...] = ()
    maskings: tuple[HoldReason, ...] = ()
    urgency: Urgency = Urgency.ROUTINE
    urgency_evidence: tuple[str, ...] = ()
    version: str = ""

    @property
    def hold(self) -> bool:
        """Whether a person has to look before anybody else may."""
        return bool(self.hold_reasons)

    @property
    def outcome(self) -> Outcome:
        """What may happen with the revision that was judged."""
        if self.hold:
            return Outcome.HOLD
        return Outcome.MASK if self.maskings else Outcome.RELEASE
