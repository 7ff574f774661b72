"""The desk's word on a verdict: what a person corrected, and what becomes of a verdict by it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from syndicator.model.unit import UnitTree
from syndicator.model.verdict import HoldReason, TopicScore, Verdict

OPEN = ""
"""What a person says of a unit or place that cannot be told."""
MARK = "+desk-"
SURE = 1.0
"""The score of a topic that a person gave."""
DESK_HOLDS = HoldReason("desk", "")
"""The reason that a person gives for holding a bulletin; the words are in the whole text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskWord:
    """
    All that the desk has said of one bulletin so far; it lasts over revisions. None was not corrected.

    Args:
        id: of the newest correction; 0 until it is stored.
        topics: slugs, one to three, the main one first.
        unit: slug; OPEN where the desk left it open. So is `place`.
        sensitive: whether it is, of the revision that was corrected last.
        overruled: reasons that the desk saw and did not let hold.
    """

    id: int = 0
    topics: tuple[str, ...] | None = None
    unit: str | None = None
    place: str | None = None
    sensitive: bool | None = None
    overruled: tuple[HoldReason, ...] = ()

    def followed_by(self, said: DeskWord, verdict: Verdict) -> DeskWord:
        """
        Return this word with what is said now, about a revision whose verdict in force is given.

        Who calls a bulletin not sensitive overrules the reasons that hold it; who calls it sensitive overrules none any
        more. That it was not sensitive says nothing of a later revision that is held for new reasons.
        """
        earlier = None if self.sensitive is False and verdict.hold else self.sensitive
        sensitive = earlier if said.sensitive is None else said.sensitive
        seen = tuple(reason for reason in verdict.hold_reasons if reason != DESK_HOLDS)
        overruled = self.overruled
        if said.sensitive is not None:
            overruled = () if said.sensitive else tuple(dict.fromkeys((*self.overruled, *seen)))
        return DeskWord(
            id=said.id,
            topics=self.topics if said.topics is None else said.topics,
            unit=self.unit if said.unit is None else said.unit,
            place=self.place if said.place is None else said.place,
            sensitive=sensitive,
            overruled=overruled,
        )

    def holding(self, reasons: tuple[HoldReason, ...]) -> tuple[HoldReason, ...]:
        """Return the reasons that the desk has not overruled, and its own where it called the bulletin sensitive."""
        kept = tuple(reason for reason in reasons if reason not in self.overruled and reason != DESK_HOLDS)
        return (*kept, DESK_HOLDS) if self.sensitive else kept

    def applied(self, verdict: Verdict, units: UnitTree) -> Verdict:
        """Return what a verdict of the judge becomes by this word; its evidence stays where it fits."""
        corrected = replace(verdict, hold_reasons=self.holding(verdict.hold_reasons), version=self.version(verdict))
        if self.topics is not None:
            corrected = replace(corrected, topics=self._scored(verdict))
        if self.unit is not None:
            unit = units.find(self.unit) if self.unit else None
            polda = units.polda(unit) if unit else None
            slugs = (unit.slug if unit else None, polda.slug if polda else None)
            corrected = replace(corrected, unit=slugs[0], polda=slugs[1], conflicts=())
        return corrected if self.place is None else replace(corrected, place=self.place or None)

    def version(self, verdict: Verdict) -> str:
        """Return the name of a corrected verdict: the version that judged, and the correction."""
        return f"{verdict.version}{MARK}{self.id}"

    def contradicted_by(self, verdict: Verdict) -> tuple[str, ...]:
        """Return what of this word a verdict of the judge says otherwise: `topics`, `unit`, `place`, `sensitive`."""
        told = {
            "topics": self.topics is not None and _others(self.topics, verdict),
            "unit": self.unit is not None and (verdict.unit or OPEN) != self.unit,
            "place": self.place is not None and (verdict.place or OPEN) != self.place,
            "sensitive": self.sensitive is not None and verdict.hold != self.sensitive,
        }
        return tuple(field for field, differs in told.items() if differs)

    def _scored(self, verdict: Verdict) -> tuple[TopicScore, ...]:
        evidence = {topic.slug: topic.evidence for topic in verdict.topics}
        return tuple(TopicScore(slug, SURE, evidence.get(slug, ())) for slug in self.topics or ())


def judging_version(version: str) -> str:
    """Return which version judged, whether the verdict was corrected or not."""
    return version.partition(MARK)[0]


def _others(topics: tuple[str, ...], verdict: Verdict) -> bool:
    """Whether a verdict has another main topic, or others beside it; their order does not count."""
    judged = [topic.slug for topic in verdict.topics]
    return judged[:1] != list(topics[:1]) or set(judged) != set(topics)
