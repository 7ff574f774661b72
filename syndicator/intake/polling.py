"""The poll itself: claim, ask and ask again, and write what came of it; what it means is decided elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from syndicator.clustering import Following
from syndicator.errors import ConcurrentChange, NotFound, SourceFault, SyndicatorError, Unavailable, Unstorable
from syndicator.fetch.cadence import goes_without_validators
from syndicator.fetch.http import Fetcher
from syndicator.intake.answers import AnswerReader
from syndicator.intake.gathering import gather
from syndicator.intake.inquiry import Inquiry
from syndicator.intake.knowledge import Knowledge
from syndicator.intake.looks import MOST_OLDER, further, list_address
from syndicator.intake.recorder import Recorder
from syndicator.intake.report import PollReport, joined, tell, tell_written
from syndicator.model.change import PollRecord, Recorded
from syndicator.model.delivery import Ring
from syndicator.model.document import Document, FetchRequest, FetchResult
from syndicator.model.moment import Clock
from syndicator.model.source import SourceClaim
from syndicator.spans import span
from syndicator.storage import candidates, polls, recording, sources
from syndicator.storage.patience import Done, patiently
from syndicator.storage.session import Database
from syndicator.telemetry import following, logger

log = logger(__name__)

TRIES = 3
MOST_ROUNDS = MOST_OLDER + 2
"""Older pages come one by one; then all texts and missing releases at once."""
AGAIN_AFTER = timedelta(seconds=15)
"""A source whose turn did not come waits so long before it is rung for again: its host may be busy, or paused."""
PUSH_WAITS_S = 2.0
"""So long a push waits for a poll of the same source to end."""


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
    recorder: Recorder
    following: Following
    clock: Clock
    lease: timedelta = timedelta(minutes=2)
    quiet: timedelta = timedelta(0)

    def poll(self, source_ids: Sequence[int], *, even_if_not_due: bool = False) -> PollReport:
        """
        Poll those of the sources that are due and that nobody else polls now.

        Safe to call twice with the same ids: a source that was just polled is not due. Answers are read and stored
        while others are still on their way; sources that have to be asked more than once come last.
        """
        began_ns = time.time_ns()
        with self.database.write() as connection:
            claims = polls.claim(
                connection, source_ids, self.clock(), lease=self.lease, even_if_not_due=even_if_not_due
            )
        turn = _Turn(self, {claim.source.id: claim for claim in claims})
        until = self.clock() + self.lease / 2
        try:
            if claims:
                self.fetcher.fetch_each([_request(claim, self.clock()) for claim in claims], turn.take, until=until)
            looked = self.patiently(lambda: self.looked(turn.open, until))
            self.patiently(lambda: turn.settle(looked))
        finally:
            self.patiently(lambda: self._give_back(list(turn.unsettled.values())))
        return tell(joined(turn.reports), began_ns)

    def patiently(self, act: Callable[[], Done]) -> Done:
        """Do what rests on answers that are here: while the leases last, a database may be away."""
        return patiently(act, within=self.lease / 8, tell=self.tell_unwritten, over=Unavailable)

    def tell_unwritten(self, error: SyndicatorError) -> None:
        """Tell that answers wait for the database."""
        log.warning("polls_not_written", error=str(error))

    def looked(self, inquiries: list[Inquiry], until: datetime) -> list[Inquiry]:
        """Ask what else has to be asked, round by round, as far as time allows."""
        for inquiry in inquiries:
            self.answers.read_rest(inquiry)
        asking = inquiries
        for _ in range(MOST_ROUNDS):
            knowledge = self.gathered(asking)
            looks = {one.source.id: further(one, knowledge, self.clock()) for one in asking}
            asking = [one for one in asking if looks[one.source.id]]
            if not asking:
                break
            by_source = {one.source.id: one for one in asking}
            requests = [one.request(look) for one in asking for look in looks[one.source.id]]
            for result in self.fetcher.fetch_all(requests, until=until):
                self.answers.hear(by_source[result.request.source.id], result, knowledge)
        return inquiries

    def gathered(self, inquiries: Sequence[Inquiry]) -> Knowledge:
        """Return what is known of the releases that sources tell."""
        with self.database.read() as connection:
            return gather(connection, inquiries, self.clock())

    def take(self, source_id: int, body: bytes, *, content_type: str) -> PollReport:
        """
        Take a document that was pushed instead of fetched; it goes the way of every other one.

        Raises:
            NotFound: there is no such source.
            Unavailable: another process polls the source and does not come to an end.
        """
        began_ns, claim = time.time_ns(), self._claim_soon(source_id)
        source, now = claim.source, self.clock()
        document = Document(
            request=FetchRequest(source=source, address=source.config.address, trace=claim.trace),
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
        return tell(self.store([self.answers.open(claim, document, pushed=True)]), began_ns)

    def _claim_soon(self, source_id: int) -> SourceClaim:
        ends_at = time.monotonic() + PUSH_WAITS_S
        while True:
            with self.database.write() as connection:
                if sources.find(connection, source_id=source_id) is None:
                    raise NotFound(f"there is no source {source_id}", "list them with: syndicator sources list")
                claims = polls.claim(connection, [source_id], self.clock(), lease=self.lease, pushed=True)
            if claims:
                return claims[0]
            if time.monotonic() > ends_at:
                raise Unavailable(f"source {source_id} is being polled", "push it again in a minute")
            time.sleep(0.02)

    def _give_back(self, waiting: Sequence[SourceClaim]) -> None:
        if waiting:
            with self.database.write() as connection:
                polls.release(connection, waiting, self.clock() + AGAIN_AFTER)

    def store(self, inquiries: Sequence[Inquiry], knowledge: Knowledge | None = None) -> PollReport:
        """Write a batch; what another process or one culprit spoils for all is written source by source."""
        if not inquiries:
            return PollReport((), ())
        for _ in range(TRIES):
            try:
                return self._store_once(inquiries, knowledge)
            except ConcurrentChange:
                knowledge = None
            except Unstorable as error:
                if len(inquiries) == 1:
                    about = {"source": inquiries[0].source.id, "trace": inquiries[0].claim.trace}
                    log.warning("document_unstorable", **about, error=str(error))
                    inquiries[0].set_aside(error)
                    return self._store_once(inquiries)
                break
        else:
            if len(inquiries) == 1:
                inquiries[0].set_aside(
                    Unstorable("other processes kept storing the same releases", "it is tried again later")
                )
                return self._store_once(inquiries)
        return joined([self.store([one]) for one in inquiries])

    def _recorded(self, inquiry: Inquiry, knowledge: Knowledge, now: datetime) -> PollRecord:
        """Whatever hostile texts make our own code do is the source's fault, and told."""
        trace = inquiry.claim.trace
        with following(trace), span("judge", trace, source=inquiry.source.id):
            try:
                return self.recorder.record(inquiry, knowledge, now)
            except Exception as error:
                if not isinstance(inquiry.result, Document):
                    raise
                log.exception("release_unweighable", source=inquiry.source.id)
                cause = f"its releases cannot be weighed: {type(error).__name__}"
                inquiry.fail(SourceFault("format", cause, "tell the maintainers, with the log of this moment"))
                return self.recorder.record(inquiry, knowledge, now)

    def _store_once(self, inquiries: Sequence[Inquiry], knowledge: Knowledge | None = None) -> PollReport:
        now = self.clock()
        knowledge = knowledge or self.gathered(inquiries)
        records = [self._recorded(one, knowledge, now) for one in inquiries]
        with self.database.write() as connection:
            ours = polls.still_ours(connection, [one.claim for one in inquiries])
            kept = tuple(record for record in records if record.claim.source.id in ours)
            kinds = {name: config.kind for name, config in self.recorder.weigher.channels.items()}
            recorded = recording.record(connection, kept, kinds, now, quiet=self.quiet)
            followed = self.following.follow(connection, recorded, now)
        tell_written(recorded)
        return PollReport(kept, (*recorded.rings, *followed, *self._met(recorded, knowledge)))

    def _met(self, recorded: Recorded, knowledge: Knowledge) -> list[Ring]:
        """Whoever of two processes looks last sees what the other stored at the same moment, and relates the two."""
        marks = [mark for mark in recorded.marks if mark.keys]
        if not marks:
            return []
        seen = knowledge.near.seen | {mark.bulletin_id for mark in marks}
        with self.database.read() as connection:
            found = candidates.find(connection, [(mark.keys, mark.day) for mark in marks])
        fresh = {mark.bulletin_id: set(some) - seen for mark, some in zip(marks, found.candidates, strict=True)}
        pairs = {bulletin_id: others for bulletin_id, others in fresh.items() if others}
        if not pairs:
            return []
        with self.database.write() as connection:
            return self.following.meet(connection, pairs, self.clock())


class _Turn:
    """The sources of one poll: which are still asked, which have to be asked on, and what came of the others."""

    def __init__(self, intake: Intake, claims: dict[int, SourceClaim]) -> None:
        self._intake = intake
        self._waiting = claims
        self.unsettled = dict(claims)
        self.open: list[Inquiry] = []
        self.reports: list[PollReport] = []

    def take(self, results: Sequence[FetchResult]) -> None:
        """Read and store a few answers; while the database is away they wait until no other source is being asked."""
        answers = self._intake.answers
        begun = [answers.open(self._waiting.pop(one.request.source.id), one, patient=False) for one in results]
        try:
            self._place(begun)
        except Unavailable as error:
            self._intake.tell_unwritten(error)
            aside = self.unsettled.keys() - {one.source.id for one in self.open}
            self.open += [one for one in begun if one.source.id in aside]

    def _place(self, begun: Sequence[Inquiry]) -> None:
        ready, now = [one for one in begun if not one.is_unread], self._intake.clock()
        knowledge = self._intake.gathered(ready)
        asks_on = {one.source.id for one in ready if further(one, knowledge, now)}
        self.open += [one for one in begun if one.is_unread or one.source.id in asks_on]
        self.settle([one for one in ready if one.source.id not in asks_on], knowledge)

    def settle(self, inquiries: Sequence[Inquiry], knowledge: Knowledge | None = None) -> None:
        """Store what was learned."""
        self.reports.append(self._intake.store(inquiries, knowledge))
        for one in inquiries:
            del self.unsettled[one.source.id]


def _request(claim: SourceClaim, now: datetime) -> FetchRequest:
    source = claim.source
    conditional = not goes_without_validators(source.course, source.id, now)
    address = list_address(source)
    return FetchRequest(source=source, address=address, conditional=conditional, trace=claim.trace)
