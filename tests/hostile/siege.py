"""One hostile source beside a good one in the same batch: what became of both, and how long it took."""

from __future__ import annotations

import itertools
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from syndicator.bootstrap.service import Service
from syndicator.errors import FaultKind
from syndicator.fetch.guard import AddressGuard
from syndicator.fetch.http import Fetcher, FetchLimits
from syndicator.fetch.politeness import Pace, RedisSlots
from syndicator.fetch.robots import RobotsBook
from syndicator.intake.answers import AnswerReader
from syndicator.model.bulletin import Bulletin
from syndicator.model.change import PollRecord
from syndicator.model.document import Failed
from syndicator.model.source import Source, SourceConfig
from syndicator.parse.lists import ListReader
from syndicator.parse.reader import FeedReader
from tests.feeds import distinct, rss
from tests.hostile.wire import XML, RawServer, Script, answer, raw_server, saying

LOOPBACK = ("127.0.0.0/8", "::1/128")
LIMITS = FetchLimits(
    connect=timedelta(seconds=1.5), read=timedelta(seconds=1), total=timedelta(seconds=2), robots=timedelta(seconds=2)
)
PACE = Pace(host_gap=timedelta(milliseconds=20))
READ_WITHIN_S = 4.0
SLACK_S = 3.0
ON_TIME_S = 20.0
"""What a busy machine may need for what takes a tenth of a second elsewhere."""
LONGEST_ERROR_CHARS = 600
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Case:
    """
    A hostile server, by what it says at `/feed/` (and elsewhere), and what becomes of its source.

    Args:
        kind, words: of the fault that is recorded; None if the source is read.
        added: how many bulletins it brings.
        limit_s: the time that this case may use up.
    """

    say: Script
    kind: FaultKind | None = None
    words: str = ""
    added: int = 0
    limit_s: float = 0.5
    elsewhere: Mapping[str, Script] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What a batch brought: the hostile source as it stands now, its record, its bulletins; and the time it took."""

    source: Source
    record: PollRecord
    bulletins: tuple[Bulletin, ...]
    took_s: float
    server: RawServer

    @property
    def kind(self) -> FaultKind | None:
        return self.record.result.fault.kind if isinstance(self.record.result, Failed) else None


def armed(
    service: Service, reader: FeedReader, *, allowed: tuple[str, ...] = LOOPBACK, limits: FetchLimits = LIMITS
) -> Service:
    """The service with a fetcher and a reader of short patience, which remember nothing of other tests."""
    service.redis.flushall()
    fetcher = Fetcher(
        AddressGuard(allowed),
        RedisSlots(service.redis, PACE),
        RobotsBook(service.redis),
        user_agent="Syndicator/test (+http://portal.test/about)",
        clock=service.clock,
        limits=limits,
    )
    answers = AnswerReader(ListReader(reader), service.settings.units)
    recorder = replace(service.intake.recorder, answers=answers)
    return replace(service, intake=replace(service.intake, fetcher=fetcher, answers=answers, recorder=recorder))


def besiege(
    service: Service,
    case: Case,
    *,
    address: str | None = None,
    host: str = "127.0.0.1",
    tls_exception: str | None = None,
) -> Outcome:
    """Poll a hostile source and a good one at once; the good one has to come through, and in time."""
    number = next(_numbers)
    good_body = rss([distinct(number)], f"https://baik-{number}.test")
    with (
        raw_server({"/feed/": case.say, **case.elsewhere}, host=host) as bad,
        raw_server({"/feed/": saying(answer(good_body, XML))}) as good,
    ):
        told = address.format(port=bad.port) if address else f"{bad.url}/feed/"
        ids = [
            service.sourcing.add(SourceConfig(address=one, tls_exception=tls_exception), actor="test")
            for one in (told, f"{good.url}/feed/")
        ]
        begun_at = time.monotonic()
        report = service.intake.poll(ids)
        took_s = time.monotonic() - begun_at
        asked_at = max(at for path, at in good.asked if path == "/feed/")
    records = {record.claim.source.id: record for record in report.records}
    assert records[ids[1]].added == 1, "the good source is polled all the same"
    assert asked_at - begun_at < ON_TIME_S, "and it does not wait for the hostile one"
    assert took_s < case.limit_s + SLACK_S
    brought = tuple(one for one in service.tracing.bulletins(most=1000) if one.source_id == ids[0])
    return Outcome(service.sourcing.get(ids[0]), records[ids[0]], brought, took_s, bad)


def check(outcome: Outcome, case: Case) -> None:
    """The outcome is what the case promises, and its source says why in one line, with the mend."""
    assert (outcome.kind, outcome.record.added) == (case.kind, case.added), outcome.source.last_error
    told = outcome.source.last_error
    if case.kind is None:
        assert told is None
        assert outcome.source.failures == 0
        return
    assert told is not None
    assert case.words in told
    assert told.isprintable(), "one line, and nothing that moves a terminal's cursor"
    assert len(told) < LONGEST_ERROR_CHARS
    assert " – " in told, "the mend is told"
    assert outcome.source.failures > 0
    assert outcome.source.last_success_at is None
