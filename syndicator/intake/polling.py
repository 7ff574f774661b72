"""The poll itself: claim, fetch, parse, normalise, weigh, and write it all at once."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from syndicator.dedup.fingerprint import fingerprint
from syndicator.dedup.identity import identities
from syndicator.errors import ConcurrentChange, FaultKind, SourceFault, Unstorable
from syndicator.fetch.cadence import Cadence, failures_after
from syndicator.fetch.http import Fetcher
from syndicator.intake.weighing import Knowledge, Weigher
from syndicator.model.bulletin import Candidate
from syndicator.model.change import Change, PollRecord
from syndicator.model.delivery import Ring
from syndicator.model.document import Document, Failed, FetchResult
from syndicator.model.event import Event, EventKind
from syndicator.model.moment import Clock
from syndicator.model.source import Source, SourceClaim
from syndicator.model.unit import UnitTree, Zone
from syndicator.normalise.draft import draft_of
from syndicator.parse.apart import ReaderApart
from syndicator.storage import bulletins, deliveries, recording, sources
from syndicator.storage.session import Database
from syndicator.telemetry import logger

log = logger(__name__)

TRIES = 3


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


@dataclass(frozen=True, slots=True)
class _Read:
    """One source's answer, read as far as it could be."""

    claim: SourceClaim
    result: FetchResult
    candidates: tuple[Candidate, ...] = ()


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
    reader: ReaderApart
    weigher: Weigher
    units: UnitTree
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
            claims = sources.claim(
                connection, source_ids, self.clock(), lease=self.lease, even_if_not_due=even_if_not_due
            )
        if not claims:
            return PollReport((), ())
        until = self.clock() + self.lease / 2
        fetched = self.fetcher.fetch_all([claim.source for claim in claims], until=until)
        results = {result.source_id: result for result in fetched}
        waiting = [claim for claim in claims if claim.source.id not in results]
        if waiting:
            with self.database.write() as connection:
                sources.release(connection, waiting)
        return self._store(
            [self._read(claim, results[claim.source.id]) for claim in claims if claim.source.id in results]
        )

    def _read(self, claim: SourceClaim, result: FetchResult) -> _Read:
        """Parse and normalise. Whatever hostile bytes make our own code do is the source's fault, and told."""
        if not isinstance(result, Document):
            return _Read(claim, result)
        try:
            return _Read(claim, result, self._candidates(claim.source, result))
        except SourceFault as fault:
            return _Read(claim, _failed(result, fault))
        except Exception as error:
            log.exception("document_unreadable", source=claim.source.id, address=result.address)
            cause = f"the document cannot be read: {error}"
            return _Read(claim, _failed(result, SourceFault("format", cause, "the site has to mend its feed")))

    def _candidates(self, source: Source, document: Document) -> tuple[Candidate, ...]:
        reading = self.reader.read_feed(document.body, content_type=document.content_type, address=document.address)
        unit = self.units.find(source.config.unit) if source.config.unit else None
        zone = unit.zone if unit else Zone.WIB
        drafts = [
            draft_of(entry, source_id=source.id, base=document.address, zone=zone, seen_at=document.fetched_at)
            for entry in reading.entries
        ]
        return tuple(
            Candidate(draft=draft, identities=names, fingerprint=fingerprint(draft.core))
            for draft, names in zip(drafts, identities(drafts), strict=True)
        )

    def _store(self, reads: Sequence[_Read]) -> PollReport:
        """Write a batch; what another process or one culprit spoils for all is written source by source."""
        for _ in range(TRIES):
            try:
                return self._store_once(reads)
            except ConcurrentChange:
                continue
            except Unstorable as error:
                if len(reads) == 1:
                    log.warning("document_unstorable", source=reads[0].claim.source.id, error=str(error))
                    return self._store_once([_set_aside(reads[0], error)])
                break
        else:
            if len(reads) == 1:
                fault = Unstorable("other processes kept storing the same releases", "it is tried again later")
                return self._store_once([_set_aside(reads[0], fault)])
        reports = [self._store([read]) for read in reads]
        return PollReport(
            tuple(record for report in reports for record in report.records),
            tuple(ring for report in reports for ring in report.rings),
        )

    def _store_once(self, reads: Sequence[_Read]) -> PollReport:
        now = self.clock()
        knowledge = self._knowledge(reads)
        records = [
            self._record(read, self.weigher.weigh(read.claim.source, read.candidates, knowledge, now), now)
            for read in reads
        ]
        with self.database.write() as connection:
            ours = sources.still_ours(connection, [read.claim for read in reads])
            kept = tuple(record for record in records if record.claim.source.id in ours)
            kinds = {name: config.kind for name, config in self.weigher.channels.items()}
            rings = recording.record(connection, kept, kinds, now, quiet=self.quiet)
        return _told(PollReport(kept, tuple(rings)))

    def _knowledge(self, reads: Sequence[_Read]) -> Knowledge:
        candidates = [candidate for read in reads for candidate in read.candidates]
        wanted = {
            read.claim.source.id: [name for candidate in read.candidates for name in candidate.identities]
            for read in reads
        }
        hashes = [candidate.fingerprint.text_hash for candidate in candidates if candidate.fingerprint.text_hash]
        with self.database.read() as connection:
            named = bulletins.by_identity(connection, wanted)
            owners = bulletins.by_text(connection, hashes)
            reached = deliveries.reached_by(connection, sorted({known.bulletin_id for known in named.values()}))
        return Knowledge(named, owners, reached)

    def _record(self, read: _Read, changes: tuple[Change, ...], now: datetime) -> PollRecord:
        source, result = read.claim.source, read.result
        fault = result.fault if isinstance(result, Failed) else None
        failures = failures_after(source.failures, fault.kind if fault else None)
        gap = source.usual_gap if fault else self.cadence.gap_after(source.usual_gap, brought=bool(changes))
        every = source.config.every
        fresh = None if isinstance(result, Failed) or every else result.fresh_for
        next_poll_at = self.cadence.next_poll_at(
            now,
            gap=gap,
            every=every,
            failures=failures,
            wish=fault.retry_after if fault else fresh,
            jitter=random.random(),  # noqa: S311 -- spreads moments, keeps no secret
        )
        return PollRecord(
            claim=read.claim,
            result=result,
            entries=len(read.candidates),
            changes=changes,
            failures=failures,
            usual_gap=gap,
            next_poll_at=next_poll_at,
            events=_health_events(source, fault, now),
        )


def _told(report: PollReport) -> PollReport:
    failed = sum(isinstance(record.result, Failed) for record in report.records)
    if report.added or report.revised or failed:
        log.info("polled", sources=len(report.records), added=report.added, revised=report.revised, failed=failed)
    return report


def _failed(document: Document, fault: SourceFault) -> Failed:
    return Failed(
        source_id=document.source_id,
        status=document.status,
        fault=fault,
        fetched_at=document.fetched_at,
        took=document.took,
    )


def _set_aside(read: _Read, error: Unstorable) -> _Read:
    """The same poll without what it brought: nothing of it can be stored, and the source is told why."""
    if not isinstance(read.result, Document):
        raise error
    kind: FaultKind = "format"
    return replace(read, result=_failed(read.result, SourceFault(kind, error.cause, error.mend)), candidates=())


def _health_events(source: Source, fault: SourceFault | None, now: datetime) -> tuple[Event, ...]:
    """Told only when it changes: the polls themselves are in the fetch log."""
    if fault is not None and source.failures == 0:
        return (Event(kind=EventKind.SOURCE_FAILED, at=now, reason=str(fault), source_id=source.id),)
    if fault is None and source.failures > 0:
        return (Event(kind=EventKind.SOURCE_RECOVERED, at=now, reason="it answers again", source_id=source.id),)
    return ()
