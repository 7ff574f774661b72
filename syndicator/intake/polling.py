"""The poll itself: claim, fetch, read, weigh, and write it all at once."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from syndicator.classify.authenticity import AuthenticityGuard
from syndicator.errors import ConcurrentChange, NotFound, Unavailable, Unstorable
from syndicator.fetch.cadence import Cadence, goes_without_validators
from syndicator.fetch.http import Fetcher
from syndicator.intake.answers import AnswerReader, Read, set_aside
from syndicator.intake.course import MOVED_TIMES, Lesson, conclude
from syndicator.intake.suspicion import held_because
from syndicator.intake.weighing import Knowledge, Weigher
from syndicator.model.change import PollRecord
from syndicator.model.delivery import Ring
from syndicator.model.document import Document, Failed, FetchRequest
from syndicator.model.moment import Clock
from syndicator.model.source import Source, SourceClaim
from syndicator.storage import bulletins, deliveries, polls, recording, sources
from syndicator.storage.session import Database
from syndicator.telemetry import logger

log = logger(__name__)

TRIES = 3
PUSH_WAITS_S = 5.0
"""So long a push waits for a poll of the same source to end."""


@dataclass(frozen=True, slots=True)
class PollReport:
    """What came of polls: one record a source, and what to ring for."""

    records: tuple[PollRecord, ...]
    rings: tuple[Ring, ...]

    @property
    def added(self) -> int:
        """How many bulletins are new."""
        return sum(record.added for record in self.records)

    @property
    def revised(self) -> int:
        """How many bulletins have a new revision."""
        return sum(record.revised for record in self.records)


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """
    Polls sources.

    Args:
        lease: how long a claim lasts. Half of it may go into fetching; what has not begun then is given back.
        quiet: how long a new delivery counts as rung for, before the sweep rings again; zero if nobody rings.
    """

    database: Database
    fetcher: Fetcher
    answers: AnswerReader
    weigher: Weigher
    authenticity: AuthenticityGuard
    clock: Clock
    cadence: Cadence = field(default_factory=Cadence)
    lease: timedelta = timedelta(minutes=2)
    quiet: timedelta = timedelta(0)

    def poll(self, source_ids: Sequence[int], *, even_if_not_due: bool = False) -> PollReport:
        """
        Poll those of the sources that are due and that nobody else polls now.

        Safe to call twice with the same ids: a source that was just polled is not due.
        """
        with self.database.write() as connection:
            claims = polls.claim(
                connection, source_ids, self.clock(), lease=self.lease, even_if_not_due=even_if_not_due
            )
        if not claims:
            return PollReport((), ())
        requests = [_request(claim.source) for claim in claims]
        fetched = self.fetcher.fetch_all(requests, until=self.clock() + self.lease / 2)
        results = {result.request.source.id: result for result in fetched}
        self._give_back([claim for claim in claims if claim.source.id not in results])
        reads = [self.answers.read(claim, results[claim.source.id]) for claim in claims if claim.source.id in results]
        return _told(self._store(reads))

    def take(self, source_id: int, body: bytes, *, content_type: str) -> PollReport:
        """
        Take a document that was pushed instead of fetched; it goes the way of every other one.

        Raises:
            NotFound: there is no such source.
            Unavailable: another process polls the source and does not come to an end.
        """
        claim = self._claim_soon(source_id)
        source, now = claim.source, self.clock()
        document = Document(
            request=FetchRequest(source=source, address=source.config.address),
            address=source.config.address,
            moved_to=None,
            status=200,
            body=body,
            body_hash=source.body_hash or "",
            content_type=content_type,
            etag=source.etag,
            last_modified=source.last_modified,
            fresh_for=None,
            fetched_at=now,
            took=timedelta(0),
        )
        return _told(self._store([self.answers.read(claim, document)]))

    def _claim_soon(self, source_id: int) -> SourceClaim:
        ends_at = time.monotonic() + PUSH_WAITS_S
        while True:
            with self.database.write() as connection:
                if sources.find(connection, source_id=source_id) is None:
                    raise NotFound(f"there is no source {source_id}", "list them with: syndicator sources list")
                claims = polls.claim(connection, [source_id], self.clock(), lease=self.lease, even_if_not_due=True)
            if claims:
                return claims[0]
            if time.monotonic() > ends_at:
                raise Unavailable(f"source {source_id} is being polled", "push it again in a minute")
            time.sleep(0.02)

    def _give_back(self, waiting: Sequence[SourceClaim]) -> None:
        if waiting:
            with self.database.write() as connection:
                polls.release(connection, waiting)

    def _store(self, reads: Sequence[Read]) -> PollReport:
        """Write a batch; what another process or one culprit spoils for all is written source by source."""
        for _ in range(TRIES):
            try:
                return self._store_once(reads)
            except ConcurrentChange:
                continue
            except Unstorable as error:
                if len(reads) == 1:
                    log.warning("document_unstorable", source=reads[0].claim.source.id, error=str(error))
                    return self._store_once([set_aside(reads[0], error)])
                break
        else:
            if len(reads) == 1:
                fault = Unstorable("other processes kept storing the same releases", "it is tried again later")
                return self._store_once([set_aside(reads[0], fault)])
        reports = [self._store([read]) for read in reads]
        return PollReport(
            tuple(record for report in reports for record in report.records),
            tuple(ring for report in reports for ring in report.rings),
        )

    def _store_once(self, reads: Sequence[Read]) -> PollReport:
        now = self.clock()
        knowledge = self._knowledge(reads)
        records = [self._record(read, knowledge, now) for read in reads]
        with self.database.write() as connection:
            ours = polls.still_ours(connection, [read.claim for read in reads])
            kept = tuple(record for record in records if record.claim.source.id in ours)
            kinds = {name: config.kind for name, config in self.weigher.channels.items()}
            rings = recording.record(connection, kept, kinds, now, quiet=self.quiet)
        return PollReport(kept, tuple(rings))

    def _knowledge(self, reads: Sequence[Read]) -> Knowledge:
        candidates = [candidate for read in reads for candidate in read.candidates]
        wanted = {
            read.claim.source.id: [name for candidate in read.candidates for name in candidate.identities]
            for read in reads
        }
        hashes = [candidate.fingerprint.text_hash for candidate in candidates if candidate.fingerprint.text_hash]
        documents = [read.result for read in reads if isinstance(read.result, Document) and read.candidates]
        moves = [one.moved_to for one in documents if one.moved_to and _nearly_moved(one.request.source)]
        with self.database.read() as connection:
            named = bulletins.by_identity(connection, wanted)
            return Knowledge(
                named=named,
                owners=bulletins.by_text(connection, hashes),
                reached=deliveries.reached_by(connection, sorted({known.bulletin_id for known in named.values()})),
                twins=sources.twins(connection, [document.body_hash for document in documents]),
                taken=sources.taken(connection, moves),
            )

    def _record(self, read: Read, knowledge: Knowledge, now: datetime) -> PollRecord:
        source, result = read.claim.source, read.result
        new = [candidate for candidate in read.candidates if knowledge.is_new(source.id, candidate)]
        contents = [candidate.draft.content for candidate in new]
        drift = self.authenticity.drift([f"{content.title}\n{content.text}" for content in contents])
        why = held_because(source, new, len(read.candidates), drift)
        twin = knowledge.twin_of(source.id, result.body_hash) if isinstance(result, Document) else None
        lesson = Lesson(
            claim=read.claim,
            result=result,
            entries=len(read.candidates),
            changes=self.weigher.weigh(source, read.candidates, knowledge, now, held_because=why),
            zone=self.answers.zone(source),
            held_because=why,
            drift=drift,
            twin=twin,
            is_free=not (isinstance(result, Document) and result.moved_to in knowledge.taken),
            jitter=random.random(),  # noqa: S311 -- spreads moments, keeps no secret
        )
        return conclude(lesson, self.cadence, now)


def _request(source: Source) -> FetchRequest:
    conditional = not goes_without_validators(source.course.polls, source.id)
    return FetchRequest(source=source, address=source.config.address, conditional=conditional)


def _nearly_moved(source: Source) -> bool:
    return source.course.moves >= MOVED_TIMES - 1


def _told(report: PollReport) -> PollReport:
    failed = sum(isinstance(record.result, Failed) for record in report.records)
    if report.added or report.revised or failed:
        log.info("polled", sources=len(report.records), added=report.added, revised=report.revised, failed=failed)
    return report
