"""The live stream: two portal processes over one database tell the same, in order, once, and nothing that is held."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta

import httpx
import pytest
import uvicorn

from syndicator.bootstrap.building import build
from syndicator.bootstrap.service import Service
from syndicator.model.event import Event, EventKind
from syndicator.model.moment import utc_now
from syndicator.model.source import SourceConfig
from syndicator.portal import stream
from syndicator.portal.app import create_app
from syndicator.portal.tail import Tail
from syndicator.settings import load
from syndicator.storage import events, happenings
from tests.feeds import Told, distinct, rss
from tests.grounds import ground
from tests.outside import Answer, Outside, outside
from tests.processes import wait_for
from tests.servers import RedisServer, free_port

PATIENCE_S = 60
"""How long a busy machine may take for what others do at once."""
CASE = "Satreskrim menangkap seorang pria yang mencabuli siswi SMP berusia 14 tahun di Kecamatan Qarvelin."


@contextmanager
def served(service: Service) -> Iterator[str]:
    port = free_port()
    config = uvicorn.Config(create_app(service), port=port, log_config=None, access_log=False)
    config.timeout_graceful_shutdown = 1
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    wait_for("the portal listens", lambda: server.started, seconds=30)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


@dataclass
class Newsroom:
    """A service that takes releases in, and two portals over the same database."""

    service: Service
    world: Outside
    portals: list[str]
    source: int = 0

    def tells(self, *told: Told) -> None:
        self.world.answers["/feed/"] = Answer(body=rss(list(told)))
        self.service.intake.poll([self.source], even_if_not_due=True)

    def newest(self) -> int:
        with self.service.database.read() as connection:
            return happenings.newest(connection)


def opened_newsroom(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, redis_server: RedisServer
) -> Iterator[Newsroom]:
    folder = tmp_path_factory.mktemp("stream")
    with outside() as world, ground(request, folder, redis_server.url, "http://portal.test"), ExitStack() as stack:
        service = build(load())
        service.migrate()
        service.open()
        portals = [stack.enter_context(served(build(load()))) for _ in range(2)]
        source = service.sourcing.add(SourceConfig(address=f"{world.url}/feed/"), actor="test")
        yield Newsroom(service, world, portals, source)
        service.close()


newsroom = pytest.fixture(scope="module", params=["sqlite", "postgresql"], name="newsroom")(opened_newsroom)
fresh_newsroom = pytest.fixture(params=["sqlite", "postgresql"], name="fresh_newsroom")(opened_newsroom)


class Reader:
    """Follows a stream in a thread of its own."""

    def __init__(self, portal: str, last: int | None = None) -> None:
        self.events: list[dict[str, str]] = []
        self.last = last
        self.headers: httpx.Headers | None = None
        self._ends = False
        self._portal = portal
        self._thread = threading.Thread(target=self._follow, daemon=True)
        self._thread.start()
        wait_for("the stream begins", lambda: self.last is not None, seconds=PATIENCE_S)

    def _follow(self) -> None:
        """Read on until the test leaves; a machine that is busy may be silent for longer than one connection lasts."""
        while not self._ends:
            with suppress(httpx.TimeoutException):
                self._read()

    def _read(self) -> None:
        headers = {} if self.last is None else {"Last-Event-ID": str(self.last)}
        with httpx.stream("GET", f"{self._portal}/stream", headers=headers, timeout=2) as answer:
            self.headers = answer.headers
            event: dict[str, str] = {}
            for line in answer.iter_lines():
                if self._ends:
                    return
                name, _, value = line.partition(": ")
                if line:
                    event[name] = value
                    continue
                self.last = int(event.get("id", self.last or 0)) if "id" in event or self.last else self.last
                if "data" in event:
                    self.events.append(event)
                event = {}

    def turns(self) -> list[tuple[str, str | None]]:
        told = [(one["event"], json.loads(one["data"])) for one in self.events]
        return [(turn, one.get("title")) for turn, one in told]

    def leave(self) -> None:
        self._ends = True
        self._thread.join(timeout=4)


def test_both_portals_tell_what_one_process_releases_and_readers_resume_where_they_were(
    fresh_newsroom: Newsroom,
) -> None:
    newsroom = fresh_newsroom
    readers = [Reader(portal) for portal in newsroom.portals]
    newsroom.tells(distinct(1))
    for reader in readers:
        wait_for("the release is told", lambda reader=reader: len(reader.events) == 1, seconds=PATIENCE_S)
    first = readers[0]
    told = json.loads(first.events[0]["data"])
    [bulletin] = [one for one in newsroom.service.tracing.bulletins() if one.content.title == "Kegiatan nomor 1"]
    assert (told["id"], told["uid"], told["title"]) == (bulletin.id, bulletin.story_uid.urn, "Kegiatan nomor 1")
    assert told["url"] == f"http://portal.test{bulletin.path}"
    assert told["topics"] == [one.slug for one in bulletin.verdict.topics]
    assert first.headers is not None
    assert first.headers["content-type"].startswith("text/event-stream")
    assert first.headers["access-control-allow-origin"] == "*"
    for reader in readers:
        reader.leave()
    newsroom.tells(distinct(1), distinct(2))
    newsroom.service.editing.withdraw(bulletin.id, actor="siti", reason="salah")
    back = Reader(newsroom.portals[1], first.last)
    expected = [("released", "Kegiatan nomor 2"), ("withdrawn", None)]
    wait_for("what was missed is told", lambda: back.turns() == expected, seconds=PATIENCE_S)
    newsroom.tells(distinct(1), distinct(2), distinct(3))
    wait_for("it goes on", lambda: back.turns() == [*expected, ("released", "Kegiatan nomor 3")], seconds=PATIENCE_S)
    places = [int(one["id"]) for one in back.events]
    assert places == sorted(set(places))
    back.leave()


def ask(portal: str, query: str = "") -> str:
    return httpx.get(f"{portal}/stream?wait=no{query}", timeout=10).text


def test_what_is_held_is_never_told_and_what_is_held_later_is_withdrawn_without_its_words(newsroom: Newsroom) -> None:
    start = newsroom.newest()
    newsroom.tells(Told(11, "Siswi Jadi Korban", CASE), distinct(12))
    text = ask(newsroom.portals[0], f"&after={start}")
    assert "Kegiatan nomor 12" in text
    assert "Korban" not in text
    assert "withdrawn" not in text
    place = newsroom.newest()
    newsroom.tells(Told(11, "Siswi Jadi Korban", CASE), Told(12, "Kegiatan nomor 12", CASE))
    text = ask(newsroom.portals[0], f"&after={place}")
    assert text.count("event: withdrawn") == 1
    assert "title" not in text
    assert "nomor 12" not in ask(newsroom.portals[0], f"&after={start}")


def test_a_reader_that_was_away_for_too_long_begins_anew(newsroom: Newsroom) -> None:
    reader = Reader(newsroom.portals[0], newsroom.newest() + 1_000)
    wait_for("it is told so", lambda: any(one["event"] == "reset" for one in reader.events), seconds=PATIENCE_S)
    reader.leave()


def test_readers_are_bounded(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "MOST_OF_ADDRESS", 1)
    reader = Reader(newsroom.portals[0])
    refused = httpx.get(f"{newsroom.portals[0]}/stream", timeout=10)
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "30")
    reader.leave()

    def is_free() -> bool:
        with httpx.stream("GET", f"{newsroom.portals[0]}/stream", timeout=10) as answer:
            return answer.status_code == 200

    wait_for("its place is free again", is_free, seconds=PATIENCE_S)


def test_what_is_committed_late_is_told_in_its_place(newsroom: Newsroom) -> None:
    service = newsroom.service
    if service.database.dialect == "sqlite":
        pytest.skip("SQLite has one writer: numbers are committed in their order")
    newsroom.tells(distinct(21))
    bulletin = service.tracing.bulletins(most=1)[0]
    place = newsroom.newest()
    happened: list[int] = []

    def note(kind: EventKind) -> Event:
        return Event(kind=kind, at=utc_now(), bulletin_id=bulletin.id)

    async def follow() -> None:
        later = utc_now() + timedelta(minutes=1)
        tail = Tail(service.database, lambda: later, lambda _heard, _ended: None, happenings.happenings)
        with tail.followed(place) as follower:
            with service.database.write() as slow:
                events.append(slow, [note(EventKind.BULLETIN_REVISED)])
                with service.database.write() as quick:
                    events.append(quick, [note(EventKind.BULLETIN_REVISED)])
                await asyncio.sleep(1.5)
                assert follower.queue.empty(), "the missing number is waited for"
            while not happened or happened[-1] < place + 2:
                news = await asyncio.wait_for(follower.queue.get(), PATIENCE_S)
                assert news is not None
                happened.append(news.place)

    asyncio.run(follow())
    assert happened[-1] == place + 2
