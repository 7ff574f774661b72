"""From one inquiry to the record of its poll: weighed, judged and concluded. Pure but for the dice of the jitter."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from syndicator.classify.authenticity import AuthenticityGuard
from syndicator.fetch.cadence import Cadence
from syndicator.fetch.leases import audit_gap
from syndicator.intake.answers import AnswerReader
from syndicator.intake.course import Lesson, conclude, estrangement
from syndicator.intake.disappearance import Disappearances, disappearances
from syndicator.intake.inquiry import Inquiry
from syndicator.intake.knowledge import Knowledge
from syndicator.intake.looks import overflows
from syndicator.intake.suspicion import doubted_because, held_because, renamed_because
from syndicator.intake.weighing import Doubt, Weigher
from syndicator.model.change import Addition, Change, PollRecord
from syndicator.model.document import Document, Purpose
from syndicator.model.source import Source

PUSH_GRACE = timedelta(minutes=2)
"""A hub may take so long to push what a poll finds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorder:
    """Concludes polls by the desk's configuration."""

    answers: AnswerReader
    weigher: Weigher
    authenticity: AuthenticityGuard
    cadence: Cadence = field(default_factory=Cadence)

    def record(self, inquiry: Inquiry, knowledge: Knowledge, now: datetime) -> PollRecord:
        """Return the record of a poll; `knowledge` learns its additions."""
        source, result = inquiry.source, inquiry.result
        _remember_unanswered(inquiry)
        drift, doubt = self._doubt(inquiry, knowledge)
        twin = _twin(inquiry, knowledge)
        weighed: tuple[Change, ...] = ()
        if twin is None:
            weighed = self.weigher.weigh(source, inquiry.candidates, knowledge, now, doubt)
        gone = disappearances(inquiry, knowledge, self.weigher, now) if doubt.of_all is None else Disappearances()
        subscription = knowledge.subscriptions.get(source.id)
        missed = None if inquiry.pushed or subscription is None else _missed(source, weighed, now)
        lesson = Lesson(
            claim=inquiry.claim,
            result=result,
            entries=len(inquiry.drafts),
            changes=(*weighed, *gone.changes),
            zone=self.answers.zone(source),
            reading=inquiry.reading,
            pushed=inquiry.pushed,
            clock_offset=inquiry.clock_offset,
            overflowed=inquiry.olders > 0 or overflows(inquiry, knowledge),
            unfinished=inquiry.is_unfinished,
            hurried=inquiry.is_hurried,
            audit=audit_gap(subscription, now) if subscription is not None and missed is None else None,
            held_because=doubt.of_new,
            drift=drift,
            warning=gone.warning,
            renamed=renamed_because(inquiry),
            missed=missed,
            twin=twin,
            is_free=knowledge.is_free(source.id, result.moved_to if isinstance(result, Document) else None),
            jitter=random.random(),  # noqa: S311 -- spreads moments, keeps no secret
        )
        record = conclude(lesson, self.cadence, now)
        notes = tuple(inquiry.notes.values())
        return replace(record, pages=notes, absences=gone.absences, found_again=gone.found_again)

    def _doubt(self, inquiry: Inquiry, knowledge: Knowledge) -> tuple[str | None, Doubt]:
        """Return why a source is no longer believed from now on, if so, and what is doubted of this poll."""
        source, candidates = inquiry.source, inquiry.candidates
        told = [one.draft.content for one in candidates if knowledge.is_changed(source.id, one)]
        drift = estrangement(source, inquiry.result)
        drift = drift or self.authenticity.drift([f"{content.title}\n{content.text}" for content in told])
        of_all = doubted_because(source, drift)
        new = [candidate for candidate in candidates if knowledge.is_new(source.id, candidate)]
        of_new = of_all or held_because(source, new, len(inquiry.drafts))
        return drift, Doubt(of_new=of_new, of_all=of_all, judged=inquiry.verdicts)


def _remember_unanswered(inquiry: Inquiry) -> None:
    """Pages that were asked for and not answered in time are asked for again: nothing of them is known."""
    pages = [look.address for look in inquiry.asked.values() if look.purpose is Purpose.PAGE]
    if any(address not in inquiry.notes for address in pages):
        inquiry.is_unfinished = True


def _twin(inquiry: Inquiry, knowledge: Knowledge) -> int | None:
    """The older source whose list was the very same; a push is no list."""
    if inquiry.pushed or not isinstance(inquiry.result, Document):
        return None
    return knowledge.twin_of(inquiry.source.id, inquiry.result.body_hash)


def _missed(source: Source, changes: Sequence[Change], now: datetime) -> str | None:
    """Return what a poll found that should have been pushed; None if nothing."""
    late = list(_late(changes, now))
    if not late or not source.was_read:
        return None
    return f"a poll found {len(late)} releases that were not pushed, among them {late[0]!r}"


def _late(changes: Sequence[Change], now: datetime) -> Iterator[str]:
    for change in changes:
        if isinstance(change, Addition) and change.candidate.draft.content.published_at < now - PUSH_GRACE:
            yield change.candidate.draft.content.title
