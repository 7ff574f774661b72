"""The judge: a bulletin in, a verdict out; built once from the configuration, the same for the same words."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from syndicator.classify.operations import OperationFinder, OperationTerms
from syndicator.classify.sensitivity import SensitivityGuard, SensitivityRules
from syndicator.classify.topics import TopicScorer, TopicTerms
from syndicator.classify.units import UnitFinder
from syndicator.classify.urgency import UrgencyJudge, UrgencyRules
from syndicator.classify.words import split_words
from syndicator.model.unit import UnitTree
from syndicator.model.verdict import OperationMention, Verdict

if TYPE_CHECKING:
    from syndicator.model.unit import Unit

VERSION_LENGTH_CHARS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """All that the desk configures of verdicts."""

    topics: Sequence[TopicTerms]
    sensitivity: SensitivityRules
    operations: Sequence[OperationTerms]
    urgency: UrgencyRules
    units: UnitTree

    def version(self) -> str:
        """Return a short hash over all that verdicts depend on; the order of a topic's terms does not count."""
        parts = [
            [asdict(topic) for topic in self.topics],
            asdict(self.sensitivity),
            [asdict(operation) for operation in self.operations],
            asdict(self.urgency),
            [asdict(unit) for unit in self.units],
        ]
        canonical = json.dumps(parts, sort_keys=True, ensure_ascii=False)
        return sha256(canonical.encode()).hexdigest()[:VERSION_LENGTH_CHARS]


class Judge:
    """
    Everything that a verdict needs, compiled.

    Attributes:
        version: names the configuration; another vocabulary, rule or tree is another version.
    """

    def __init__(self, rulebook: Rulebook) -> None:
        self.version = rulebook.version()
        self._topics = TopicScorer(rulebook.topics)
        self._guard = SensitivityGuard(rulebook.sensitivity)
        self._operations = OperationFinder(rulebook.operations)
        self._urgency = UrgencyJudge(rulebook.urgency)
        self._units = UnitFinder(rulebook.units)

    def judge(self, title: str, text: str, *, source_unit: Unit | None) -> Verdict:
        """
        Return the verdict on one revision.

        Args:
            source_unit: the unit whose site published it; None where the source belongs to none.
        """
        words = split_words(title, text)
        topics = self._topics.score(words)
        units = self._units.find(words, source_unit)
        operations = self._operations.find(words)
        urgency, urgent_words = self._urgency.judge(words, topics)
        told = {found.operation.command for found in operations if found.operation.command}
        return Verdict(
            topics=topics,
            units=units.mentions,
            unit=units.unit,
            named=units.named,
            polda=units.polda or (told.pop() if len(told) == 1 and units.unit is None else None),
            place=units.place,
            operations=tuple(OperationMention(found.operation.slug, found.evidence) for found in operations),
            hold_reasons=self._guard.hold_reasons(words),
            urgency=urgency,
            urgency_evidence=urgent_words,
            version=self.version,
        )
