"""One name leads through all logs: from the poll that brought a revision to each receipt, and to what people decide."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from click.testing import CliRunner
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from syndicator import spans, telemetry
from syndicator.bootstrap.service import Service
from syndicator.cli.root import cli
from syndicator.errors import ConcurrentChange, ConfigError
from syndicator.model.event import Event, EventKind
from syndicator.model.source import SourceConfig
from syndicator.storage import events
from tests.conftest import PROJECT
from tests.feeds import Told, distinct, rss
from tests.outside import Answer, Outside

TRACE = re.compile(r"[0-9a-f]{32}")
CASE = "Satreskrim menangkap seorang pria yang mencabuli siswi SMP berusia 14 tahun di Kecamatan Qarvelin."
Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lines]:
    """What a process wrote for machines since it was looked at last."""
    written = io.StringIO()

    def fresh() -> list[dict[str, Any]]:
        found = [json.loads(line) for line in written.getvalue().splitlines()]
        written.seek(0)
        written.truncate()
        return found

    with monkeypatch.context() as caught:
        caught.setattr(sys, "stderr", written)
        telemetry.configure_logs("json")
    yield fresh
    telemetry.configure_logs("text")


def polled(service: Service, world: Outside, *told: Told) -> int:
    """Poll a source that tells this, and send what is due; return its id."""
    world.answers["/feed/"] = Answer(body=rss(told))
    source_id = service.sourcing.add(SourceConfig(address=f"{world.url}/feed/"), actor="budi")
    again(service, source_id)
    return source_id


def again(service: Service, source_id: int) -> None:
    report = service.intake.poll([source_id], even_if_not_due=True)
    service.dispatch.dispatch([ring.delivery_id for ring in report.rings])


def way(found: Sequence[dict[str, Any]], trace: str) -> list[tuple[str, str]]:
    return [(one["event"], one.get("outcome") or one.get("kind") or "") for one in found if one.get("trace") == trace]


def test_a_way_is_told_under_one_name_from_poll_to_receipt(wired: Service, world: Outside, lines: Lines) -> None:
    source_id = polled(wired, world, distinct(1))
    first = wired.tracing.trace(1).trace_ids[1]
    assert TRACE.fullmatch(first)
    found = lines()
    begun = [("revision_stored", ""), ("source_polled", ""), ("attempted", "delivered")]
    assert way(found, first) == begun
    attempted = next(one for one in found if one["event"] == "attempted")
    assert (attempted["channel"], attempted["delivery"], attempted["state"]) == ("hook", 1, "delivered")
    assert {one["event"] for one in found if "trace" not in one} <= {"polled", "dispatched"}, "batches have none"

    world.answers["/feed/"] = Answer(body=rss([replace(distinct(1), title="Judul yang lain")]))
    again(wired, source_id)
    wired.editing.withdraw(1, actor="siti", reason="keliru")
    traces, found = wired.tracing.trace(1).trace_ids, lines()
    assert (traces[1], len(set(traces.values()))) == (first, 2)
    assert way(found, traces[2]) == [*begun, ("decided", "bulletin.withdrawn")]
    assert way(found, first) == []
    told = CliRunner().invoke(cli, ["explain", "1"]).stdout
    assert all(f"trace of revision {number} in the logs: {name}" in told for number, name in traces.items())


def rolled_back(service: Service, event: Event) -> None:
    with service.database.write() as connection:
        events.append(connection, [event])
        raise ConcurrentChange("another one was quicker")


def test_what_a_person_did_not_bring_about_after_all_is_not_told(wired: Service, world: Outside, lines: Lines) -> None:
    polled(wired, world, Told(1, "Siswi Jadi Korban", CASE))
    bulletin = wired.tracing.trace(1)
    assert way(lines(), bulletin.trace_ids[1]) == [("revision_stored", ""), ("source_polled", "")], "held: no attempt"
    decided = Event(kind=EventKind.BULLETIN_REJECTED, at=wired.clock(), bulletin_id=1, actor="siti")
    with pytest.raises(ConcurrentChange):
        rolled_back(wired, decided)
    with wired.database.write():
        pass
    assert lines() == []


def test_spans_of_one_release_hang_under_its_trace(wired: Service, world: Outside) -> None:
    kept = InMemorySpanExporter()
    spans.begin(SimpleSpanProcessor(kept))
    try:
        polled(wired, world, distinct(1))
    finally:
        spans.end()
    found = {one.name: one for one in kept.get_finished_spans()}
    assert set(found) == {"fetch", "judge", "poll", "dispatch", "attempt"}
    assert {f"{one.context.trace_id:032x}" for one in found.values()} == {wired.tracing.trace(1).trace_ids[1]}
    root = found.pop("poll")
    assert root.parent is None
    assert {one.parent.span_id for one in found.values() if one.parent} == {root.context.span_id}
    assert all(one.parent and one.start_time <= one.end_time for one in found.values())


def test_nothing_of_opentelemetry_is_imported_unless_it_is_wanted() -> None:
    told = "import sys, syndicator.observing; print(*sys.modules)"
    shown = subprocess.run([sys.executable, "-c", told], cwd=PROJECT, capture_output=True, text=True, check=True)
    found = shown.stdout.split()
    assert "syndicator.spans" in found
    ours = ("opentelemetry.sdk.trace", "opentelemetry.exporter")  # the client of Redis looks for others by itself
    assert [one for one in found if one.startswith(ours)] == []


def test_spans_that_cannot_be_made_are_told_with_their_mend(wired: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wired.observing, "spans_to", "http://127.0.0.1:4318")
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    with pytest.raises(ConfigError, match=r"OTEL_EXPORTER_OTLP_ENDPOINT: .*syndicator\[telemetry\]"):
        wired.observing.start()
