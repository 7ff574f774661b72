"""The use case: corrections and base in, a measured model out, kept with its figures and promoted if it is better."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from syndicator.classify.fitting import MOST_ROUNDS
from syndicator.classify.judge import Judge, Rulebook
from syndicator.classify.learned import Example, LearnedModel, digest
from syndicator.classify.topics import TopicScorer
from syndicator.classify.training import correct, fold, train
from syndicator.learning.lesson import Compared, Lesson
from syndicator.learning.measures import measure
from syndicator.model.moment import Clock
from syndicator.storage import corrections, models
from syndicator.storage.models import Kept
from syndicator.storage.session import Connection, Database
from syndicator.telemetry import logger

if TYPE_CHECKING:
    from syndicator.storage.corrections import Corrected

log = logger(__name__)

HELD_BACK = 0
"""Of five shares this one is never learned from while models are compared."""
NEVER = datetime.min.replace(tzinfo=UTC)
"""What the settings bring along knew no correction."""
MOMENT = timedelta(microseconds=1)
"""By so much the model that was in use before comes before the one that follows it."""
WORK = 2 * MOST_ROUNDS
Told = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class _Knowledge:
    """The corrections with the moment of each, and the base."""

    corrections: Sequence[tuple[Example, datetime]]
    base: Sequence[Example]

    def learned(self, *, until: datetime | None = None) -> tuple[list[Example], list[Example]]:
        """Return the corrections, none decided later, and the base that a model to be compared learns from."""
        known = [example for example, decided_at in self.corrections if until is None or decided_at <= until]
        return _not_held_back(known), _not_held_back(self.base)

    def decided(self) -> list[Example]:
        """Return all corrections."""
        return [example for example, _ in self.corrections]

    def held_back(self) -> tuple[list[Example], list[Example]]:
        """Return the corrections and the texts of the base by which models are compared."""
        return (
            [example for example, _ in self.corrections if fold(example.key) == HELD_BACK],
            [example for example in self.base if fold(example.key) == HELD_BACK],
        )


def _not_held_back(examples: Iterable[Example]) -> list[Example]:
    return [example for example in examples if fold(example.key) != HELD_BACK]


@dataclass(frozen=True, slots=True)
class _InUse:
    """The model in use: the one promoted last, or the one that the settings bring along, which has no moment."""

    model: LearnedModel
    trained_at: datetime | None


class Learning:
    """
    What the desk's corrections teach.

    Args:
        rulebook: what judges beside a model.
        shipped: the model that the settings bring along; it is in use until another one is promoted.
        base: reads the texts that were labelled by ourselves.
    """

    def __init__(
        self,
        *,
        database: Database,
        rulebook: Rulebook,
        shipped: LearnedModel | None,
        base: Callable[[], Sequence[Example]],
        clock: Clock,
    ) -> None:
        self._database = database
        self._rulebook = rulebook
        self._shipped = shipped
        self._base = base
        self._clock = clock

    def learn(self, *, dry_run: bool = False, told: Told = lambda _: None) -> Lesson | None:
        """
        Learn from all corrections; return how old and new compare, None where nothing was corrected yet.

        The new model is kept with its figures, and promoted if it is better; a dry run leaves everything as it is.

        Args:
            told: is called with 1 as the work goes on, about `WORK` times.
        """
        knowledge, in_use = self._knowledge()
        if not knowledge.corrections:
            return None
        now, vocabulary = self._clock(), TopicScorer(self._rulebook.topics)
        twin = train(knowledge.learned()[1], told)
        taught = correct(self._based(knowledge.base, told), knowledge.decided(), knowledge.base, vocabulary, told)
        lesson = Lesson(
            corrections=len(knowledge.corrections),
            base=len(knowledge.base),
            before=in_use.model.version if in_use else None,
            version=taught.version,
            old=self._old(knowledge, in_use, vocabulary, twin, told),
            new=self._compared(knowledge, correct(twin, *knowledge.learned(), vocabulary, told), taught),
            learned_at=now,
        )
        if not dry_run:
            self._keep(lesson, taught)
        return lesson

    def versions(self) -> tuple[str | None, list[Kept]]:
        """Return the version in use (None: the vocabulary alone) and all that are kept, the newest first."""
        with self._database.read() as connection:
            in_use = self._in_use(connection)
            return in_use.model.version if in_use else None, models.listed(connection)

    def promote(self, version: str) -> None:
        """Put a version into use, or go back to one; raises NotFound."""
        now = self._clock()
        with self._database.write() as connection:
            if self._shipped and version == self._shipped.version:
                self._keep_shipped(connection, now)
            models.promote(connection, version, now)
        log.info("model_promoted", version=version)

    def _based(self, base: Sequence[Example], told: Told) -> LearnedModel:
        """Return what the base teaches, which the settings may bring along already."""
        if self._shipped and self._shipped.taught_by == digest(base):
            return self._shipped
        return train(base, told)

    def _knowledge(self) -> tuple[_Knowledge, _InUse | None]:
        with self._database.read() as connection:
            corrected, in_use = corrections.examples(connection), self._in_use(connection)
        topics = frozenset(topic.slug for topic in self._rulebook.topics)
        examples = [(_example(one, topics), one.decided_at) for one in corrected]
        return _Knowledge([pair for pair in examples if _says_something(pair[0])], self._base()), in_use

    def _in_use(self, connection: Connection) -> _InUse | None:
        found = models.active(connection)
        if found is None:
            return _InUse(self._shipped, None) if self._shipped else None
        trained_at = next(one.trained_at for one in models.listed(connection) if one.version == found[0])
        shipped = self._shipped is not None and self._shipped.version == found[0]
        return _InUse(LearnedModel.from_json(found[1]), None if shipped else trained_at)

    def _old(
        self, knowledge: _Knowledge, in_use: _InUse | None, vocabulary: TopicScorer, twin: LearnedModel, told: Told
    ) -> Compared:
        """Return what the model in use reaches: its twin learned from what it knew, but from nothing held back."""
        if in_use is None:
            return self._compared(knowledge, None, None)
        known = knowledge.learned(until=in_use.trained_at or NEVER)
        return self._compared(knowledge, correct(twin, *known, vocabulary, told), in_use.model)

    def _compared(self, knowledge: _Knowledge, twin: LearnedModel | None, used: LearnedModel | None) -> Compared:
        held_back, base = knowledge.held_back()
        judge = Judge(self._rulebook, twin)
        return Compared(
            held_back=measure(judge, held_back),
            base=measure(judge, base),
            all_corrections=measure(Judge(self._rulebook, used), knowledge.decided()),
        )

    def _keep(self, lesson: Lesson, taught: LearnedModel) -> None:
        now = lesson.learned_at
        kept = Kept(
            version=taught.version,
            trained_at=now,
            promoted_at=None,
            examples=lesson.corrections + lesson.base,
            figures={"outcome": lesson.outcome, "old": asdict(lesson.old), "new": asdict(lesson.new)},
        )
        with self._database.write() as connection:
            models.keep(connection, kept, taught.to_json())
            if lesson.promoted:
                self._keep_shipped(connection, now - MOMENT)
                models.promote(connection, taught.version, now)
        log.info("model_learned", version=taught.version, outcome=lesson.outcome, corrections=lesson.corrections)

    def _keep_shipped(self, connection: Connection, now: datetime) -> None:
        """Keep the model that the settings bring along, so that the desk can go back to it."""
        if self._shipped and models.weights_of(connection, self._shipped.version) is None:
            first = Kept(version=self._shipped.version, trained_at=now, promoted_at=now, examples=0, figures={})
            models.keep(connection, first, self._shipped.to_json())


def _example(corrected: Corrected, topics: AbstractSet[str]) -> Example:
    """Return a correction as an example; topics that the vocabulary gave up since are left out."""
    known = None if corrected.topics is None else tuple(slug for slug in corrected.topics if slug in topics)
    return Example(
        key=f"bulletin-{corrected.bulletin_id}",
        title=corrected.title,
        text=corrected.text,
        topics=known or None,
        sensitive=corrected.sensitive,
        corrected=True,
    )


def _says_something(example: Example) -> bool:
    return example.topics is not None or example.sensitive is not None
