"""The judge: a bulletin in, a verdict out; built once from the configuration, the same for the same words."""

from __future__ import annotations

import json
from dataclasses import asdict
from hashlib import sha256
from typing import TYPE_CHECKING

from syndicator.classify.operations import OperationFinder
from syndicator.classify.sensitivity import SensitivityGuard
from syndicator.classify.topics import TopicScorer
from syndicator.classify.units import UnitFinder
from syndicator.classify.urgency import judge_urgency
from syndicator.classify.words import split_words
from syndicator.model.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from syndicator.classify.operations import OperationTerms
    from syndicator.classify.sensitivity import SensitivityRules
    from syndicator.classify.topics import TopicTerms
    from syndicator.model.unit import Unit, UnitTree

VERSION_LENGTH_CHARS = 12


class Judge:
    """
    Everything that a verdict needs, compiled.

    Attributes:
        version: names the configuration; another vocabulary, rule or tree is another version.
    """

    def __init__(
        self,
        topics: Sequence[TopicTerms],
        sensitivity: SensitivityRules,
        operations: Sequence[OperationTerms],
        units: UnitTree,
    ) -> None:
        self.version = _version(topics, sensitivity, operations, units)
        self._topics = TopicScorer(topics)
        self._guard = SensitivityGuard(sensitivity)
        self._operations = OperationFinder(operations)
        self._units = UnitFinder(units)

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
        told = {found.operation.command for found in operations if found.operation.command}
        return Verdict(
            topics=topics,
            units=units.mentions,
            unit=units.unit,
            named=units.named,
            polda=units.polda or (told.pop() if len(told) == 1 and units.unit is None else None),
            place=units.place,
            operations=tuple(found.operation.slug for found in operations),
            hold_reasons=self._guard.hold_reasons(words),
            urgency=judge_urgency(words, topics),
            version=self.version,
        )


def _version(
    topics: Sequence[TopicTerms],
    sensitivity: SensitivityRules,
    operations: Sequence[OperationTerms],
    units: UnitTree,
) -> str:
    """Return a short hash over all that verdicts depend on; the order of a topic's terms does not count."""
    parts = [
        [asdict(topic) for topic in topics],
        asdict(sensitivity),
        [asdict(operation) for operation in operations],
        [asdict(unit) for unit in units],
    ]
    canonical = json.dumps(parts, sort_keys=True, ensure_ascii=False)
    return sha256(canonical.encode()).hexdigest()[:VERSION_LENGTH_CHARS]
