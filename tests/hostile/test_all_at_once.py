"""All hostile servers in one batch, each on an address of its own, with good ones between them."""

from __future__ import annotations

import contextlib
import time
from dataclasses import replace
from datetime import timedelta

from syndicator.bootstrap.service import Service
from syndicator.model.document import Failed
from syndicator.model.source import SourceConfig
from syndicator.parse.reader import FeedReader
from tests.feeds import distinct, rss
from tests.hostile.servers import CASES, ENDLESS
from tests.hostile.siege import LIMITS, armed
from tests.hostile.wire import XML, RawServer, answer, raw_server, saying

EVERY = 5
"""One good server for so many hostile ones."""
TOTAL = timedelta(seconds=8)
PATIENT = replace(LIMITS, connect=TOTAL / 2, read=TOTAL / 2, robots=TOTAL / 2, total=TOTAL)
"""What each server is given: all of them, and whoever asks them, share two cores."""
SLACK_S = 20.0


def test_a_batch_full_of_hostile_servers_takes_no_longer_than_the_slowest_of_them(
    besieged: Service, reader: FeedReader
) -> None:
    besieged = armed(besieged, reader, limits=PATIENT)
    with contextlib.ExitStack() as running:
        bad: dict[str, RawServer] = {}
        good: list[RawServer] = []
        for number, (habit, case) in enumerate(CASES.items()):
            scripts = {"/feed/": case.say, **case.elsewhere}
            bad[habit] = running.enter_context(raw_server(scripts, host=f"127.9.{number}.1"))
            if number % EVERY == 0:
                body = rss([distinct(10_000 + number)], f"https://baik-{number}.test")
                scripts = {"/feed/": saying(answer(body, XML))}
                good.append(running.enter_context(raw_server(scripts, host=f"127.9.{number}.2")))
        ids = {habit: _add(besieged, server) for habit, server in bad.items()}
        good_ids = [_add(besieged, server) for server in good]
        begun_at = time.monotonic()
        report = besieged.intake.poll([*ids.values(), *good_ids])
        took_s = time.monotonic() - begun_at
    records = {record.claim.source.id: record for record in report.records}
    assert [records[one].added for one in good_ids] == [1] * len(good)
    for habit, case in CASES.items():
        result = records[ids[habit]].result
        told = result.fault.kind if isinstance(result, Failed) else None
        slowly = {"timeout"} if habit in ENDLESS else set()
        assert told in {case.kind, *slowly}, habit
    assert took_s < TOTAL.total_seconds() + SLACK_S


def _add(service: Service, server: RawServer) -> int:
    return service.sourcing.add(SourceConfig(address=f"{server.url}/feed/"), actor="test")
