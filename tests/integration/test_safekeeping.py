"""A backup of either database fills either, row by row, and nothing is posted twice for it."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from syndicator.bootstrap.building import build
from syndicator.bootstrap.service import Service
from syndicator.errors import NotFound, Refused
from syndicator.model.channel import ChannelState
from syndicator.model.source import SourceConfig
from syndicator.model.user import Role
from syndicator.portal.app import create_app
from syndicator.settings import load
from syndicator.storage import channels, dump, schema
from syndicator.storage.session import Database
from tests.conftest import TEMPLATE, MovableClock
from tests.feeds import distinct, rss
from tests.outside import Answer, Outside
from tests.servers import PostgresServer
from tests.unit.portal.browser import Browser

PAGES = ("/", "/feeds/all.rss", "/feeds/all.atom", "/b/1-x")
SEARCH = "/search?q=kegiatan"


@pytest.fixture
def filled(wired: Service, world: Outside) -> Service:
    """A service with releases that were posted, revised, withdrawn, and planned; and a person."""
    numbers = range(1, 8)
    world.answers["/feed/"] = Answer(body=rss([distinct(one) for one in numbers]))
    source = wired.sourcing.add(SourceConfig(address=f"{world.url}/feed/"), actor="t")
    report = wired.intake.poll([source])
    wired.dispatch.dispatch([ring.delivery_id for ring in report.rings[:4]])
    told = [distinct(one) for one in numbers]
    told[0] = replace(told[0], text=f"{told[0].text} Ralat: jumlah personel sebelas orang.")
    world.answers["/feed/"] = Answer(body=rss(told))
    wired.intake.poll([source], even_if_not_due=True)
    wired.editing.withdraw(3, actor="siti", reason="salah kirim")
    wired.accounts.add("siti", "a password for tests", Role.CHIEF)
    return wired


@pytest.fixture(params=["sqlite", "postgresql"])
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database of each kind, which the next service that is built uses."""
    if request.param == "sqlite":
        address = f"sqlite:///{tmp_path / 'elsewhere.db'}"
    else:
        server: PostgresServer = request.getfixturevalue("postgres")
        name = f"elsewhere_{uuid4().hex}"
        server.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        address = server.url(name)
    database = Database(address)
    schema.upgrade(database)
    yield database
    database.close()


def stored(database: Database) -> dict[str, list[object]]:
    with database.read() as connection:
        kept: dict[str, list[object]] = {}
        for table, values in dump.rows(connection):
            kept.setdefault(table, []).append(values)
    return kept


def test_a_backup_taken_while_others_write_fills_an_empty_database_with_the_same_rows(
    filled: Service,
    elsewhere: Database,
    environment: pytest.MonkeyPatch,
    world: Outside,
    clock: MovableClock,
    tmp_path: Path,
) -> None:
    file = tmp_path / "backup.gz"
    before = stored(filled.database)
    writer = threading.Thread(target=lambda: filled.accounts.add("budi", "a password for tests", Role.READER))
    count = filled.safekeeping.backup(file, lambda _: writer.start() if not writer.ident else None)
    assert count == sum(map(len, before.values()))
    assert file.stat().st_mode & 0o077 == 0
    shown = {path: page(filled, path) for path in PAGES}
    found = page(filled, SEARCH)[1].count('href="/b/')
    assert found >= 6

    environment.setenv("SYNDICATOR_DATABASE_URL", elsewhere.url.render_as_string(hide_password=False))
    service = build(load(), clock=clock)
    done = service.safekeeping.restore(file)
    assert (done.rows, done.same_key) == (count, True)
    after = stored(elsewhere)
    paused = after.pop("channels")
    assert len(paused) == len(before.pop("channels"))
    assert after == before
    service.open()
    with elsewhere.read() as connection:
        assert {one.state for one in channels.listing(connection)} == {ChannelState.PAUSED}
    assert {path: page(service, path) for path in PAGES} == shown
    assert page(service, SEARCH)[1].count('href="/b/') == found

    asked = len(world.asked)
    service.dispatch.dispatch([ring.delivery_id for ring in service.upkeep.ring_deliveries()])
    assert len(world.asked) == asked, "nothing is posted before a person resumes"
    world.answers["/feed/"] = Answer(body=rss([distinct(99)]))
    assert service.intake.poll([1], even_if_not_due=True).added == 1, "ids go on"
    with pytest.raises(Refused, match="not empty"):
        service.safekeeping.restore(file)
    service.close()


def page(service: Service, path: str) -> tuple[int, str]:
    with Browser(create_app(service)) as browser:
        answer = browser.get(path)
    return answer.status_code, answer.text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_no_whole_backup_is_refused_and_leaves_nothing(
    filled: Service, environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "backup.gz"
    filled.safekeeping.backup(file)
    with pytest.raises(Refused, match="exists"):
        filled.safekeeping.backup(file)
    whole = gzip.decompress(file.read_bytes())
    lines = whole.splitlines(keepends=True)
    spoilt = {
        "cut": file.read_bytes()[:-200],
        "shorter": gzip.compress(b"".join(lines[:-1])),
        "altered": gzip.compress(whole.replace(b"siti", b"sita", 1)),
        "longer": gzip.compress(whole + lines[1]),
        "older": gzip.compress(whole.replace(schema.head().encode(), b"0001", 1)),
        "nothing": b"not gzip at all",
        "other": gzip.compress(b'{"a": 1}\n'),
    }
    environment.setenv("SYNDICATOR_DATABASE_URL", f"sqlite:///{tmp_path / 'fresh.db'}")
    service = build(load())
    service.migrate()
    for name, body in spoilt.items():
        (tmp_path / name).write_bytes(body)
        with pytest.raises(Refused):
            service.safekeeping.restore(tmp_path / name)
        with service.database.read() as connection:
            assert dump.is_empty(connection), name
    with pytest.raises(NotFound):
        service.safekeeping.restore(tmp_path / "missing")
    service.close()
