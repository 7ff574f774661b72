"""What the monitoring sees is what happened, the same from every portal; and it is told to nobody else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import redis
from prometheus_client.parser import text_string_to_metric_families

from syndicator.bootstrap.service import Service
from syndicator.model.source import SourceConfig
from syndicator.observing import COUNTS
from syndicator.portal.app import create_app
from syndicator.tally import TALLY
from tests.conftest import PROJECT
from tests.feeds import Told, distinct, rss
from tests.outside import Answer, Outside
from tests.unit.portal.browser import Browser

CASE = "Satreskrim menangkap seorang pria yang mencabuli siswi SMP berusia 14 tahun di Kecamatan Qarvelin."
TOKEN = "a-token-that-was-invented-for-this"
Samples = Mapping[tuple[str, tuple[str, ...]], float]


@pytest.fixture
def token(environment: pytest.MonkeyPatch) -> str:
    """What the service that is built next wants to be shown."""
    environment.setenv("SYNDICATOR_METRICS_TOKEN", TOKEN)
    return TOKEN


@pytest.fixture
def eventful(token: str, wired: Service, world: Outside) -> Service:
    """A service that polled one release and one that is held, posted the first, and was refused once."""
    assert wired.settings.environment.metrics_token == token
    TALLY.take()
    world.answers["/feed/"] = Answer(body=rss([distinct(1), Told(2, "Siswi Jadi Korban", CASE)]))
    ids = [wired.sourcing.add(SourceConfig(address=f"{world.url}{path}"), actor="t") for path in ("/feed/", "/none/")]
    report = wired.intake.poll(ids)
    wired.dispatch.dispatch([ring.delivery_id for ring in report.rings])
    wired.upkeep.ring_sources()
    return wired


@pytest.fixture
def portal(eventful: Service) -> Iterator[Browser]:
    with Browser(create_app(eventful)) as browser:
        yield browser


def scraped(portal: Browser) -> Samples:
    answer = portal.get("/metrics", authorization=f"Bearer {TOKEN}")
    assert answer.status_code == 200
    families = text_string_to_metric_families(answer.text)
    return {(one.name, tuple(one.labels.values())): one.value for family in families for one in family.samples}


def test_what_happened_and_what_waits_is_told(eventful: Service, portal: Browser) -> None:
    assert portal.get("/desk").status_code in {200, 303}
    told = scraped(portal)
    expected: dict[tuple[str, tuple[str, ...]], float] = {
        ("syndicator_up", ("database",)): 1,
        ("syndicator_up", ("redis",)): 1,
        ("syndicator_polls_total", ("document",)): 1,
        ("syndicator_polls_total", ("failed",)): 1,
        ("syndicator_entries_total", ()): 2,
        ("syndicator_bulletins_total", ("added",)): 2,
        ("syndicator_deliveries_total", ("hook", "delivered")): 1,
        ("syndicator_sources", ("active",)): 2,
        ("syndicator_sources_overdue", ()): 0,
        ("syndicator_held", ()): 1,
        ("syndicator_stories", ()): 2,
        ("syndicator_queue_depth", ("hook",)): 0,
        ("syndicator_unconfirmed", ("hook",)): 0,
        ("syndicator_channel_shut", ("hook", "paused")): 0,
        ("syndicator_beat_age_seconds", ()): 0,
        ("syndicator_last_release_timestamp_seconds", ()): eventful.clock().timestamp(),
        ("syndicator_request_seconds_count", ("desk",)): 1,
    }
    assert {key: told.get(key) for key in expected} == expected
    with Browser(create_app(eventful)) as other:
        assert {key: scraped(other).get(key) for key in expected} == expected


def test_only_who_may_look_sees_it(portal: Browser) -> None:
    assert portal.get("/metrics").status_code == 200, "this machine may"
    for headers in ({"x_forwarded_for": "127.0.0.1"}, {"x_real_ip": "::1", "authorization": "Bearer wrong"}):
        refused = portal.get("/metrics", **headers)
        assert (refused.status_code, "syndicator_" in refused.text) == (403, False)


def test_each_metric_that_alerts_and_dashboard_name_is_told(portal: Browser) -> None:
    portal.get("/desk")
    answer = portal.get("/metrics", authorization=f"Bearer {TOKEN}").text
    families = list(text_string_to_metric_families(answer))
    names = {sample.name for family in families for sample in family.samples} | {family.name for family in families}
    dashboard = json.loads((PROJECT / "deploy/grafana/syndicator.json").read_text(encoding="utf-8"))
    drawn = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    alerts = (PROJECT / "deploy/prometheus/alerts.yml").read_text(encoding="utf-8")
    page = (PROJECT / "docs/observation.md").read_text(encoding="utf-8")
    for told in (*drawn, alerts, *re.findall(r"`(syndicator_\w+)`", page)):
        named = set(re.findall(r"\bsyndicator_\w+", told))
        assert named <= names, told
    anchors = {line.removeprefix("### ").strip().casefold() for line in page.splitlines() if line.startswith("### ")}
    assert alerts.count("- alert:") == alerts.count("summary:") == len(anchors)
    assert set(re.findall(r"observation\.md#(\w+)", alerts)) == anchors
    assert set(re.findall(r"- alert: (\w+)", alerts)) == set(re.findall(r"### (\w+)", page))


def test_what_redis_does_not_take_is_kept_and_told_later(eventful: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    observing = eventful.observing
    nobody = redis.Redis(unix_socket_path=str(Path("/nowhere/redis.sock")))
    with monkeypatch.context() as away:
        away.setattr(observing, "redis", nobody)
        observing.tell()
        seen = observing.observe()
        assert seen.counts is None
        assert seen.gauges is not None
    assert eventful.redis.hlen(COUNTS) == 0
    observing.tell()
    assert eventful.redis.hget(COUNTS, "polls\x1fdocument") in {b"1", "1"}
