"""Our hub on both databases: asked, verified, distributed, renewed, lapsed, ended; strangers on the other side."""

from __future__ import annotations

import hashlib
import hmac
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import text

from syndicator.bootstrap.building import build
from syndicator.bootstrap.service import Service
from syndicator.hub import Work, asking
from syndicator.model.channel import Rate
from syndicator.portal.app import create_app
from syndicator.settings import load
from syndicator.storage import changes, hub_subscribers, hub_topics
from tests.conftest import MovableClock
from tests.grounds import ground
from tests.outside import Answer, Asked, Outside, outside
from tests.servers import RedisServer
from tests.unit.portal.browser import Browser

SECRET = "rahasia antara kita"
FEED = "/feeds/all.rss"


@dataclass
class Site:
    """The portal as the hub reads it, and a service whose hub it is."""

    service: Service
    world: Outside
    clock: MovableClock
    body: bytes = b"<rss>1</rss>"
    answers_304: int = 0

    @property
    def topic(self) -> str:
        return f"{self.world.url}{FEED}"

    def answer(self, asked: Asked) -> Answer:
        tag = f'"{hashlib.sha256(self.body).hexdigest()}"'
        headers = {"ETag": tag, "Content-Type": "application/rss+xml; charset=utf-8"}
        if asked.headers.get("if-none-match") == tag:
            self.answers_304 += 1
            return Answer(304, headers=headers)
        return Answer(200, self.body, headers)

    def changes(self, body: bytes) -> None:
        """Let the feed say something else, as a release does."""
        self.body = body
        with self.service.database.write() as connection:
            changes.append(connection)

    def ask(self, callback: str, mode: str = "subscribe", **more: str) -> None:
        form = {"hub.mode": mode, "hub.callback": callback, "hub.topic": self.topic}
        form |= {f"hub.{name}": value for name, value in more.items()}
        self.service.hub.asking.ask(form, "127.0.0.1")

    def work(self) -> None:
        """Do what the hub's queue rings for."""
        self.service.hub.looking.look()
        self.service.hub.verifying.verify_due()
        self.service.hub.distributing.send_owed()

    def running(self) -> list[str]:
        with self.service.database.read() as connection:
            return [one for one, _ in hub_subscribers.running(connection, self.topic, self.clock())]


@dataclass
class Subscriber:
    """A callback; what it says to questions and to bodies is the test's to choose."""

    world: Outside
    path: str = "/sub"
    agrees: bool = True
    says: Callable[[Asked], Answer] = field(default=lambda _: Answer(204))
    questions: list[dict[str, str]] = field(default_factory=list)
    bodies: list[Asked] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.world.answers[self.path] = self._hear

    @property
    def address(self) -> str:
        return f"{self.world.url}{self.path}"

    def _hear(self, asked: Asked) -> Answer:
        if asked.method == "POST":
            self.bodies.append(asked)
            return self.says(asked)
        told = {name: values[-1] for name, values in parse_qs(urlsplit(asked.path).query).items()}
        self.questions.append(told)
        return Answer(200, told.get("hub.challenge", "").encode()) if self.agrees else Answer(404)


@dataclass(frozen=True)
class Ground:
    """What takes long to build: a service on a database of each kind, whose portal is the world."""

    service: Service
    world: Outside
    clock: MovableClock
    redis: RedisServer

    def clear(self) -> None:
        self.world.answers.clear()
        self.world.asked.clear()
        self.redis.flush()
        with self.service.database.write() as connection:
            for table in ("hub_subscribers", "hub_topics", "changes"):
                connection.execute(text(f"DELETE FROM {table}"))
        self.clock.now = MovableClock().now


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def built(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, redis_server: RedisServer
) -> Iterator[Ground]:
    folder, clock = tmp_path_factory.mktemp("hub"), MovableClock()
    with outside() as world, ground(request, folder, redis_server.url, world.url):
        service = build(load(), clock=clock)
        service.migrate()
        service.open()
        yield Ground(service, world, clock, redis_server)
        service.close()


@pytest.fixture
def site(built: Ground) -> Site:
    built.clear()
    made = Site(built.service, built.world, built.clock)
    built.world.answers[FEED] = made.answer
    return made


def signature(body: bytes) -> str:
    return f"sha256={hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()}"


def test_a_subscription_lives_from_the_first_question_to_the_last(site: Site) -> None:
    reader = Subscriber(site.world)
    site.ask(f"{reader.address}?id=7", secret=SECRET, lease_seconds="3600")
    assert site.running() == [], "nothing runs before it is verified"
    site.work()
    [question] = reader.questions
    assert question["id"] == "7", "the callback's own query stays"
    assert question["hub.mode"] == "subscribe"
    assert (question["hub.topic"], question["hub.lease_seconds"]) == (site.topic, "3600")
    assert reader.bodies == [], "what was there before is not owed"
    site.changes(b"<rss>2</rss>")
    site.work()
    [push] = reader.bodies
    assert push.body == b"<rss>2</rss>"
    assert push.headers["content-type"] == "application/rss+xml; charset=utf-8"
    assert push.headers["link"] == f'<{site.world.url}/hub>; rel="hub", <{site.topic}>; rel="self"'
    assert push.headers["x-hub-signature"] == signature(push.body)
    site.work()
    assert len(reader.bodies) == 1, "what was taken is not sent again"
    site.ask(f"{reader.address}?id=7", "unsubscribe")
    site.work()
    assert reader.questions[-1]["hub.mode"] == "unsubscribe"
    assert site.running() == []
    site.changes(b"<rss>3</rss>")
    site.work()
    assert len(reader.bodies) == 1
    with site.service.database.read() as connection:
        assert hub_topics.count(connection) == 0, "a feed that nobody wants is not read any more"


def test_the_queue_is_rung_for_what_there_is_to_do_and_for_nothing_else(site: Site) -> None:
    hub, reader = site.service.hub, Subscriber(site.world)
    assert hub.due() == []
    site.ask(reader.address)
    assert hub.due() == [Work.VERIFY]
    hub.verify(20)
    site.clock.advance(timedelta(seconds=5))
    assert hub.due() == [Work.LOOK], "a feed is read once more"
    hub.looking.look()
    assert hub.due() == []
    site.changes(b"<rss>2</rss>")
    assert hub.due() == [Work.LOOK]
    hub.looking.look()
    assert hub.due() == [Work.SEND]
    hub.send(20)
    assert hub.due() == []
    site.clock.advance(timedelta(days=11))
    assert Work.VERIFY in hub.due()
    site.work()
    assert hub.due() == []


def test_two_changes_before_a_send_are_one_body_and_none_is_a_304(site: Site) -> None:
    reader = Subscriber(site.world)
    site.ask(reader.address)
    site.work()
    site.changes(b"<rss>2</rss>")
    site.service.hub.looking.look()
    site.changes(b"<rss>3</rss>")
    site.work()
    assert [one.body for one in reader.bodies] == [b"<rss>3</rss>"]
    assert "x-hub-signature" not in reader.bodies[0].headers
    site.changes(b"<rss>3</rss>")
    site.work()
    assert site.answers_304 == 1
    assert len(reader.bodies) == 1


def test_a_portal_that_was_a_moment_behind_is_read_once_more(site: Site) -> None:
    reader = Subscriber(site.world)
    site.ask(reader.address)
    site.work()
    site.changes(site.body)
    site.work()
    site.body = b"<rss>2</rss>"
    site.work()
    assert reader.bodies == []
    site.clock.advance(timedelta(seconds=3))
    site.work()
    assert [one.body for one in reader.bodies] == [b"<rss>2</rss>"]


@pytest.mark.parametrize("mode", ["subscribe", "unsubscribe"])
def test_only_the_subscribers_own_word_changes_anything(site: Site, mode: str) -> None:
    reader = Subscriber(site.world)
    site.ask(reader.address, secret=SECRET)
    site.work()
    reader.agrees = False
    site.ask(reader.address, mode, secret="of somebody else")
    site.work()
    assert len(reader.questions) == 2
    site.changes(b"<rss>2</rss>")
    site.work()
    assert [one.headers["x-hub-signature"] for one in reader.bodies] == [signature(b"<rss>2</rss>")]


def test_who_does_not_mean_it_gets_nothing_and_leaves_no_trace(site: Site) -> None:
    stranger = Subscriber(site.world, agrees=False)
    echo = Subscriber(site.world, "/echo")
    site.world.answers["/echo"] = lambda _: Answer(200, b"some page that answers everything")
    moved = site.world.answers["/moved"] = Answer(302, headers={"Location": stranger.address})
    for callback in (stranger.address, echo.address, f"{site.world.url}/moved"):
        site.ask(callback)
    site.work()
    assert moved.status == 302
    assert len(stranger.questions) == 1, "no redirect is followed"
    assert site.running() == []
    with site.service.database.read() as connection:
        assert hub_subscribers.count(connection) == 0


def test_a_lease_ends_unless_it_is_renewed(site: Site) -> None:
    renews, lapses = Subscriber(site.world, "/renews"), Subscriber(site.world, "/lapses")
    for one in (renews, lapses):
        site.ask(one.address, lease_seconds="3600")
    site.work()
    site.clock.advance(timedelta(minutes=50))
    site.ask(renews.address, lease_seconds="3600")
    site.work()
    site.clock.advance(timedelta(minutes=20))
    site.changes(b"<rss>2</rss>")
    site.work()
    assert site.running() == [renews.address]
    assert (len(renews.bodies), len(lapses.bodies)) == (1, 0)


def test_a_feed_that_is_not_there_is_denied(site: Site) -> None:
    reader = Subscriber(site.world)
    form = {
        "hub.mode": "subscribe",
        "hub.callback": reader.address,
        "hub.topic": f"{site.world.url}/feeds/topics/nothing.rss",
    }
    site.service.hub.asking.ask(form, "127.0.0.1")
    site.work()
    [told] = reader.questions
    assert told["hub.mode"] == "denied"
    assert (told["hub.topic"], "hub.challenge" in told) == (form["hub.topic"], False)
    assert told["hub.reason"]
    with site.service.database.read() as connection:
        assert hub_subscribers.count(connection) == 0


def test_gone_ends_a_subscription_and_every_other_failure_is_tried_again(site: Site) -> None:
    gone = Subscriber(site.world, "/gone", says=lambda _: Answer(410))
    broken = Subscriber(site.world, "/broken", says=lambda _: Answer(500))
    away = Subscriber(site.world, "/away", says=lambda _: Answer(404))
    well = Subscriber(site.world, "/well")
    for one in (gone, broken, away, well):
        site.ask(one.address)
    site.work()
    site.changes(b"<rss>2</rss>")
    site.work()
    assert [len(one.bodies) for one in (gone, broken, away, well)] == [1, 1, 1, 1]
    assert set(site.running()) == {broken.address, away.address, well.address}
    site.changes(b"<rss>3</rss>")
    site.work()
    assert [len(one.bodies) for one in (gone, broken, away, well)] == [1, 1, 1, 2], "a failure waits for its turn"
    broken.says = away.says = well.says
    site.clock.advance(timedelta(seconds=2))
    site.work()
    assert [broken.bodies[-1].body, away.bodies[-1].body] == [b"<rss>3</rss>"] * 2, "the newest alone is owed"
    site.clock.advance(timedelta(minutes=5))
    site.work()
    assert [len(one.bodies) for one in (broken, away, well)] == [2, 2, 2]


def test_whoever_fails_for_days_is_left_alone_until_it_renews(site: Site) -> None:
    reader = Subscriber(site.world, says=lambda _: Answer(503))
    site.ask(reader.address)
    site.work()
    site.changes(b"<rss>2</rss>")
    for _ in range(4):
        site.work()
        site.clock.advance(timedelta(days=1))
    tried = len(reader.bodies)
    site.clock.advance(timedelta(days=2))
    site.work()
    assert len(reader.bodies) == tried == 4
    reader.says = lambda _: Answer(200)
    site.ask(reader.address)
    site.work()
    assert reader.bodies[-1].body == b"<rss>2</rss>"
    assert len(reader.bodies) == tried + 1


def test_a_subscriber_that_cannot_be_asked_is_asked_again_but_not_for_ever(site: Site) -> None:
    late = Subscriber(site.world, "/late")
    hears, site.world.answers["/late"] = site.world.answers["/late"], Answer(503)
    never = f"{site.world.url}/never"
    site.world.answers["/never"] = Answer(reset=True)
    site.ask(late.address)
    site.ask(never)
    site.work()
    site.world.answers["/late"] = hears
    for _ in range(6):
        site.clock.advance(timedelta(minutes=1))
        site.work()
    assert site.running() == [late.address]
    assert len(site.world.requests_to("/never")) == 3
    with site.service.database.read() as connection:
        assert hub_subscribers.count(connection) == 1


def test_a_stranger_cannot_be_flooded_with_questions(site: Site) -> None:
    for number in range(30):
        site.ask(f"{site.world.url}/victim/{number}")
    site.work()
    asked = [one for one in site.world.asked if one.path.startswith("/victim/")]
    assert len(asked) == 20
    site.clock.advance(timedelta(seconds=2))
    site.work()
    asked = [one for one in site.world.asked if one.path.startswith("/victim/")]
    assert len(asked) == 30


def test_the_database_alone_tells_no_secret(site: Site) -> None:
    site.ask(Subscriber(site.world).address, secret=SECRET)
    with site.service.database.read() as connection:
        asked = connection.execute(text("SELECT * FROM hub_subscribers")).one()
    site.work()
    with site.service.database.read() as connection:
        verified = connection.execute(text("SELECT * FROM hub_subscribers")).one()
    assert verified.secret
    assert SECRET not in f"{asked}{verified}"


def test_two_processes_send_each_body_once(site: Site) -> None:
    readers = [Subscriber(site.world, f"/sub/{number}") for number in range(30)]
    for one in readers:
        site.ask(one.address)
    for _ in range(3):
        site.work()
        site.clock.advance(timedelta(seconds=2))
    other = build(load(), clock=site.clock)
    site.changes(b"<rss>2</rss>")
    site.service.hub.looking.look()
    threads = [threading.Thread(target=one.hub.distributing.send_owed) for one in (site.service, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.close()
    site.work()
    assert [len(one.bodies) for one in readers] == [1] * 30


def test_the_door_answers_at_once_and_says_what_is_wrong(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = Subscriber(site.world)
    form = {"hub.mode": "subscribe", "hub.callback": reader.address, "hub.topic": site.topic}
    with Browser(create_app(site.service)) as browser:
        assert browser.post("/hub", **form).status_code == 202
        assert reader.questions == []
        wrong = browser.post("/hub", **{**form, "hub.topic": "http://elsewhere.test/feed"})
        assert (wrong.status_code, wrong.text.partition(":")[0]) == (400, "hub.topic")
        assert wrong.headers["content-type"].startswith("text/plain")
        assert browser.post("/hub", **{**form, "hub.callback": "x" * 20_000}).status_code == 413
        monkeypatch.setattr(asking, "ASKED", (Rate(5, timedelta(minutes=1)),))
        many = [browser.post("/hub", **form) for _ in range(4)]
        assert [one.status_code for one in many] == [202, 202, 202, 429]
        assert int(many[-1].headers["retry-after"]) > 0
    site.work()
    assert len(reader.questions) == 1


def test_the_guard_refuses_callbacks_inside_our_networks(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYNDICATOR_ALLOWED_NETWORKS", "")
    strict = build(load(), clock=site.clock)
    reader = Subscriber(site.world)
    site.ask(reader.address)
    strict.hub.verifying.verify_due()
    strict.close()
    assert reader.questions == []
    assert site.running() == []
