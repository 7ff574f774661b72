"""The judge: a bulletin in, a verdict out; built once from the configuration, the same for the same words."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from threading import Lock
from typing import TYPE_CHECKING

from syndicator.classify.blend import Blend
from syndicator.classify.learned import LearnedModel
from syndicator.classify.masking import Masked, Masker
from syndicator.classify.occasion import event_at
from syndicator.classify.operations import OperationFinder, OperationTerms
from syndicator.classify.sensitivity import SensitivityGuard, SensitivityRules
from syndicator.classify.suspicion import Suspicion
from syndicator.classify.topics import TopicScorer, TopicTerms
from syndicator.classify.units import UnitFinder, UnitFinding
from syndicator.classify.urgency import UrgencyJudge, UrgencyRules
from syndicator.classify.words import fold, split_words
from syndicator.model.unit import UnitTree, Zone
from syndicator.model.verdict import HoldReason, OperationMention, Verdict

if TYPE_CHECKING:
    from datetime import datetime

    from syndicator.model.unit import Unit

VERSION_LENGTH_CHARS = 12
KEPT = 2
"""So many judges are kept: rules that are taken back are in force again at once."""
FACES = "ppa"
"""The topic under which a picture is taken to show whoever is to be protected."""


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
            [(u.slug, u.name, u.kind, u.command, u.regency, u.zone) for u in self.units],
        ]
        canonical = json.dumps(parts, sort_keys=True, ensure_ascii=False)
        return sha256(canonical.encode()).hexdigest()[:VERSION_LENGTH_CHARS]


def version_of(rulebook: Rulebook, model: LearnedModel | None) -> str:
    """Return the version of the judge by these."""
    return rulebook.version() + (f"-{model.version}" if model else "")


def judge_of(rulebook: Rulebook, model: LearnedModel | None = None) -> Judge:
    """Return the judge by these; the last few are kept, for a judge never changes."""
    version = version_of(rulebook, model)
    with _LOCK:
        kept = _KEPT.get(version)
    if kept is not None:
        return kept
    judge = Judge(rulebook, model)
    with _LOCK:
        _KEPT[version] = judge
        while len(_KEPT) > KEPT:
            _KEPT.popitem(last=False)
    return judge


class Judge:
    """
    Everything that a verdict needs, compiled.

    Attributes:
        version: names the configuration and the model; another vocabulary, rule, tree or model is another version.
    """

    def __init__(self, rulebook: Rulebook, model: LearnedModel | None = None) -> None:
        self.version = version_of(rulebook, model)
        vocabulary = TopicScorer(rulebook.topics)
        self._topics = Blend(vocabulary, model) if model else vocabulary
        suspicion = Suspicion.of(model.sensitive) if model else None
        self._guard = SensitivityGuard(rulebook.sensitivity, _places(rulebook.units), suspicion)
        self._masker = Masker(rulebook.sensitivity.masking.masks, self._guard)
        self._operations = OperationFinder(rulebook.operations)
        self._urgency = UrgencyJudge(rulebook.urgency)
        self._units = UnitFinder(rulebook.units)
        self._tree = rulebook.units

    def judge(
        self,
        title: str,
        text: str,
        *,
        source_unit: Unit | None,
        published_at: datetime | None = None,
        has_image: bool = False,
    ) -> Verdict:
        """
        Return the verdict on one revision.

        Args:
            source_unit: the unit whose site published it; None where the source belongs to none.
            published_at: aware; from it `kemarin` and days without a year are counted.
            has_image: whether it shows a picture; of a case with a child or victim it may show the face.
        """
        words = split_words(title, text)
        topics = self._topics.score(words)
        units = self._units.find(words, source_unit)
        operations = self._operations.find(words)
        urgency, urgent_words = self._urgency.judge(words, topics)
        photo = has_image and any(topic.slug == FACES for topic in topics)
        findings = self._guard.weigh(words, photo=photo)
        told = {found.operation.command for found in operations if found.operation.command}
        return Verdict(
            topics=topics,
            units=units.mentions,
            unit=units.unit,
            named=units.named,
            polda=units.polda or (told.pop() if len(told) == 1 and units.unit is None else None),
            place=units.place,
            event_at=event_at(words, published_at, self._zone(units, source_unit)),
            conflicts=units.conflicts,
            operations=tuple(OperationMention(found.operation.slug, found.evidence) for found in operations),
            hold_reasons=findings.hold_reasons,
            maskings=findings.maskings,
            urgency=urgency,
            urgency_evidence=urgent_words,
            version=self.version,
        )

    def _zone(self, units: UnitFinding, source: Unit | None) -> Zone:
        """Return the clock by which a release tells its times: its unit's, else its command's, else its source's."""
        return self._tree.zone_of(units.unit or units.polda or (source.slug if source else None))

    def hold_reasons(self, title: str, text: str) -> tuple[HoldReason, ...]:
        """Return why a text may not go out by itself: for what is made of a bulletin, before it is sent."""
        return self._guard.weigh(split_words(title, text)).hold_reasons

    def masked(self, title: str, text: str, html: str = "") -> Masked | None:
        """Return a version of a revision without what identifies; None where none is needed or none is safe."""
        return self._masker.masked(title, text, html)


def _places(units: UnitTree) -> Iterator[str]:
    """Yield the words in the names of commands and regencies, which are nobody's name."""
    for unit in units:
        if unit.kind != "Polsek":
            yield from fold(f"{unit.name} {unit.regency}")


_LOCK = Lock()
_KEPT: OrderedDict[str, Judge] = OrderedDict()
