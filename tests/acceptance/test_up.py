"""`syndicator up`: one command, the whole service, with the demo newsroom; and its end."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import feedparser
import httpx
import pytest

from tests.processes import PROJECT, Programs, programs, wait_for
from tests.servers import free_port


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[tuple[Programs, str]]:
    """A machine without PostgreSQL, Redis or sources; yields it and the address of the portal to be."""
    port = free_port()
    environment = {
        "SYNDICATOR_DATA_DIR": str(tmp_path / "var"),
        "SYNDICATOR_CONFIG_DIR": str(PROJECT / "config"),
        "SYNDICATOR_PORT": str(port),
        "PATH": "/nowhere",
    }
    with programs(environment, tmp_path) as started:
        yield started, f"http://127.0.0.1:{port}"


def children_of(pid: int) -> set[int]:
    """All processes below this one."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text()
            except (FileNotFoundError, ProcessLookupError):
                continue
            parents[int(entry.name)] = int(stat.rpartition(")")[2].split()[1])
    found: set[int] = set()
    layer = {pid}
    while layer:
        layer = {child for child, parent in parents.items() if parent in layer} - found
        found |= layer
    return found


def runs(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False


def holds_bulletins(portal: str) -> bool:
    try:
        pages = {path: httpx.get(portal + path, timeout=5) for path in ("/", "/feeds/all.rss", "/feeds/all.atom")}
    except httpx.TransportError:
        return False
    feeds = [feedparser.parse(pages[path].content) for path in ("/feeds/all.rss", "/feeds/all.atom")]
    return all(feed.entries and not feed.bozo for feed in feeds) and "/b/" in pages["/"].text


def test_up_brings_the_demo_newsroom_to_the_portal_alone_and_ctrl_c_ends_everything(
    machine: tuple[Programs, str],
) -> None:
    started, portal = machine
    up = started.start("up")
    wait_for("the address is printed", lambda: f"Portal    {portal}/" in up.output(), seconds=90)
    wait_for("portal and feeds hold bulletins", lambda: holds_bulletins(portal), seconds=60)
    assert "demo newsroom runs at" in up.output()
    password = re.search(r"login: admin +password: (\S+)", up.output())
    assert password

    with httpx.Client(base_url=portal, follow_redirects=True) as browser:
        refused = browser.post("/desk/login", data={"login": "admin", "password": "wrong password"})
        assert refused.status_code in {401, 403}
        assert browser.post("/desk/login", data={"login": "admin", "password": password[1]}).is_success
        assert browser.get("/desk").is_success

    second = started.run("up")
    assert second.returncode == 1
    assert "runs already over" in second.stderr

    wait_for("readiness", lambda: httpx.get(f"{portal}/readyz").is_success, seconds=20)
    family = children_of(up.process.pid)
    assert len(family) >= 6
    began = time.monotonic()
    assert up.stop(signal.SIGINT) == 0
    assert time.monotonic() - began < 10
    wait_for("every process ended", lambda: not any(runs(pid) for pid in family), seconds=2)


def test_up_restarts_what_is_killed_and_loses_nothing(machine: tuple[Programs, str]) -> None:
    started, portal = machine
    up = started.start("up")
    wait_for("portal and feeds hold bulletins", lambda: holds_bulletins(portal), seconds=120)
    before = len(started.run("bulletins", "list", "--limit", "10000", "--json").stdout.splitlines())
    for pid in children_of(up.process.pid):
        os.kill(pid, signal.SIGKILL)
    wait_for("the service is ready again", lambda: _ready(portal), seconds=90)
    after = [
        json.loads(line) for line in started.run("bulletins", "list", "--limit", "10000", "--json").stdout.splitlines()
    ]
    assert len(after) >= before > 0


def _ready(portal: str) -> bool:
    try:
        return httpx.get(f"{portal}/readyz", timeout=5).is_success
    except httpx.TransportError:
        return False


def test_a_taken_port_is_told_before_anything_starts(machine: tuple[Programs, str], tmp_path: Path) -> None:
    started, portal = machine
    with socket.create_server(("127.0.0.1", int(portal.rpartition(":")[2]))):
        refused = started.run("up")
    assert refused.returncode == 1
    assert "set another SYNDICATOR_PORT" in refused.stderr
    assert not (tmp_path / "var" / "syndicator.db").exists()
