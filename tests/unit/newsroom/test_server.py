"""The one place that binds: real loopback sockets, announced and stopped cleanly."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import urllib.request
from datetime import UTC, datetime, timedelta
from http.client import IncompleteRead
from urllib.error import HTTPError

import pytest

from syndicator.newsroom.clock import Clock, standing_still
from syndicator.newsroom.newsroom import site_host
from syndicator.newsroom.options import usual_layout
from syndicator.newsroom.server import bind, serving

from .conftest import options

RUN = """
from syndicator.newsroom import NewsroomOptions, run
run(NewsroomOptions(units=2, port=0, hosts="one"), lambda address: print(address, flush=True))
print("stopped")
"""
on_linux = pytest.mark.skipif(usual_layout() != "many", reason="one loopback address only")


def read(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=10) as response:
        return bytes(response.read())


@pytest.mark.parametrize("hosts", ["one", pytest.param("many", marks=on_linux)])
def test_every_site_answers_at_its_own_address(hosts: str) -> None:
    with serving(options(units=4, port=0, hosts=hosts), Clock(standing_still)) as index:
        assert b'"ok"' in read(f"{index}healthz")
        feeds = [line.split('"')[1] for line in read(f"{index}sources.toml").decode().splitlines() if "address" in line]
        assert len(set(feeds)) == 4
        assert all(b"<?xml" in read(feed)[:10] for feed in feeds)


@on_linux
def test_a_thousand_addresses_share_one_port_and_none_is_outside_loopback() -> None:
    sockets = bind([site_host(index) for index in range(1_000)], 0)
    try:
        names = [listener.getsockname() for listener in sockets]
    finally:
        for listener in sockets:
            listener.close()
    assert len({host for host, _ in names}) == 1_000
    assert len({port for _, port in names}) == 1
    assert all(host.startswith("127.") for host, _ in names)


def test_a_port_in_use_is_told() -> None:
    (taken,) = bind(["127.0.0.1"], 0)
    taken.listen()
    try:
        with pytest.raises(OSError, match="in use"):
            bind(["127.0.0.1"], taken.getsockname()[1])
    finally:
        taken.close()


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_it_cleanly(stop: signal.Signals) -> None:
    with subprocess.Popen([sys.executable, "-c", RUN], stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        address = running.stdout.readline().strip()
        assert b'"ok"' in read(f"{address}healthz")
        running.send_signal(stop)
        rest, _ = running.communicate(timeout=15)
    assert rest.strip() == "stopped"
    assert running.returncode == 0


def test_a_newsroom_started_again_carries_on_where_it_would_be_by_now() -> None:
    began = datetime.now(UTC) - timedelta(minutes=20)
    with serving(options(units=2, port=0, epoch=began, since_epoch=True)) as index:
        offset = json.loads(read(f"{index}healthz"))["offset_seconds"]
        told = json.loads(read(f"{index}truth.json"))
    assert 1_200 <= offset < 1_300
    published = [datetime.fromisoformat(row["publications"][0]["published_at"]) for row in told["releases"]]
    assert any(moment > began for moment in published)


def test_dropped_connections_drop_and_leave_no_complaint(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("syndicator.newsroom.app.slowness_s", lambda _fault, _number: 0.0)
    broken = 0
    with serving(options(units=1, port=0, faults="hostile"), Clock(standing_still)) as index:
        feed = read(f"{index}sources.toml").decode().split('"')[1]
        for _ in range(60):
            try:
                read(feed)
            except (ConnectionError, IncompleteRead):
                broken += 1
            except HTTPError as refused:
                refused.close()
    assert broken
    assert capfd.readouterr().err == ""
