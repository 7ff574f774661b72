"""Subscribers that others wrote (Flask-WebSub), and our own, with our hub and the portal on real sockets."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from flask import Flask
from flask_websub.subscriber import SQLite3SubscriberStorage, SQLite3TempSubscriberStorage, Subscriber
from werkzeug.serving import make_server

from syndicator.bootstrap.building import build
from syndicator.bootstrap.service import Service
from syndicator.model.source import SourceConfig, SourceState
from syndicator.model.subscription import SubscriptionState
from syndicator.portal.app import create_app
from syndicator.settings import load
from syndicator.storage import hub_subscribers, subscriptions
from tests.conftest import MovableClock
from tests.feeds import Told, distinct, rss
from tests.grounds import ground
from tests.outside import Answer, Outside, outside
from tests.processes import wait_for
from tests.servers import RedisServer, free_port
from tests.unit.fetch.tls import self_signed


@contextmanager
def served(app: FastAPI, port: int, certificate: Path | None = None) -> Iterator[None]:
    """Serve an application; the one under TLS leaves its beginning and its end to the other."""
    config = uvicorn.Config(app, port=port, log_config=None, access_log=False, lifespan="off" if certificate else "on")
    if certificate is not None:
        config.ssl_certfile = certificate
        config.ssl_cert_reqs = ssl.CERT_NONE
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    wait_for("the portal listens", lambda: server.started, seconds=30)
    yield
    server.should_exit = True
    thread.join()


@dataclass
class Site:
    """Our site: what it tells, its hub, and the same hub under TLS."""

    service: Service
    world: Outside
    clock: MovableClock
    url: str
    secure: str
    certificate: Path
    source: int = 0
    told: list[Told] = field(default_factory=list)

    @property
    def topic(self) -> str:
        return f"{self.url}/feeds/all.rss"

    def releases(self, number: int) -> None:
        self.told.append(distinct(number))
        self.world.answers["/feed/"] = Answer(body=rss(self.told))
        self.service.intake.poll([self.source], even_if_not_due=True)

    def works_until(self, what: str, condition: Callable[[], bool]) -> None:
        """Do what the hub's queue rings for, second by second, until the condition holds."""

        def step() -> bool:
            self.service.hub.looking.look()
            self.service.hub.verifying.verify_due()
            self.service.hub.distributing.send_owed()
            self.clock.advance(timedelta(seconds=1))
            return condition()

        wait_for(what, step, seconds=20)

    def running(self) -> list[str]:
        with self.service.database.read() as connection:
            return [one for one, _ in hub_subscribers.running(connection, self.topic, self.clock())]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def site(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, redis_server: RedisServer
) -> Iterator[Site]:
    folder, port, secure_port, clock = tmp_path_factory.mktemp("site"), free_port(), free_port(), MovableClock()
    certificate, url = self_signed(folder), f"http://127.0.0.1:{port}"
    with outside() as world, ground(request, folder, redis_server.url, url), ExitStack() as stack:
        service = build(load(), clock=clock)
        service.migrate()
        service.open()
        app = create_app(service)
        stack.enter_context(served(app, port))
        stack.enter_context(served(app, secure_port, certificate))
        source = service.sourcing.add(SourceConfig(address=f"{world.url}/feed/"), actor="test")
        site = Site(service, world, clock, url, f"https://127.0.0.1:{secure_port}", certificate, source)
        site.releases(1)
        yield site


class Peer:
    """The subscriber of Flask-WebSub, in an application of its own."""

    def __init__(self, folder: Path) -> None:
        self.bodies: list[bytes] = []
        self.said: list[str] = []
        self.refused: list[str] = []
        self.port = free_port()
        path = str(folder / "peer.db")
        self.subscriber = Subscriber(SQLite3SubscriberStorage(path), SQLite3TempSubscriberStorage(path))
        self.subscriber.add_listener(lambda _topic, _id, body: self.bodies.append(body))
        self.subscriber.add_success_handler(lambda _topic, _id, mode: self.said.append(mode))
        self.subscriber.add_error_handler(lambda _topic, _id, reason: self.refused.append(reason))
        self.app = Flask("peer")
        self.app.register_blueprint(self.subscriber.build_blueprint(url_prefix="/callbacks"))

    @contextmanager
    def served(self) -> Iterator[None]:
        server = make_server("127.0.0.1", self.port, self.app, threaded=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        with self.app.test_request_context(base_url=f"http://127.0.0.1:{self.port}"):
            yield
        server.shutdown()
        thread.join()
        server.server_close()

    def holds(self, callback_id: str) -> bool:
        try:
            return bool(self.subscriber.storage[callback_id])
        except KeyError:
            return False


def test_a_subscriber_of_others_and_our_hub_understand_each_other(site: Site, tmp_path: Path) -> None:
    peer = Peer(tmp_path)
    trusting = {"verify": str(site.certificate)}
    with peer.served():
        wanted = {"hub_url": f"{site.secure}/hub", "topic_url": site.topic, "requests_opts": trusting}
        name = peer.subscriber.subscribe(**wanted, lease_seconds=3600)
        assert not peer.holds(name)
        site.works_until("it is verified", lambda: peer.said == ["subscribe"])
        assert peer.holds(name)
        assert peer.subscriber.storage[name]["lease_seconds"] == 3600
        assert peer.subscriber.storage[name]["secret"], "its bodies are taken only with the right signature"
        site.releases(2)
        site.works_until("it has the release", lambda: any(b"Kegiatan nomor 2" in one for one in peer.bodies))
        site.clock.advance(timedelta(minutes=50))
        peer.subscriber.subscribe_impl(name, **peer.subscriber.get_active_subscription(name), requests_opts=trusting)
        site.works_until("it is renewed", lambda: len(peer.said) == 2)
        site.clock.advance(timedelta(minutes=30))
        site.releases(3)
        site.works_until("the new lease counts", lambda: any(b"Kegiatan nomor 3" in one for one in peer.bodies))
        ends = peer.subscriber.get_active_subscription(name) | {"mode": "unsubscribe", "requests_opts": trusting}
        peer.subscriber.subscribe_impl(name, **ends)
        site.works_until("it has left", lambda: peer.said[2:] == ["unsubscribe"])
        assert site.running() == []
        missing = {**wanted, "topic_url": f"{site.url}/feeds/topics/nothing.rss"}
        peer.subscriber.subscribe(**missing, lease_seconds=3600)
        site.works_until("it is told that there is no such feed", lambda: len(peer.refused) == 1)
        brief = peer.subscriber.subscribe(**wanted, lease_seconds=300)
        site.works_until("it is back", lambda: peer.holds(brief))
        site.clock.advance(timedelta(minutes=6))
        site.works_until("it lapses", lambda: site.running() == [])


@pytest.fixture
def other(site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Service]:
    """A second instance of ours, whose source is our feed."""
    port = free_port()
    monkeypatch.setenv("SYNDICATOR_DATABASE_URL", f"sqlite:///{tmp_path / 'other.db'}")
    monkeypatch.setenv("SYNDICATOR_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("SYNDICATOR_BASE_URL", f"http://127.0.0.1:{port}")
    service = build(load(), clock=site.clock)
    service.migrate()
    service.open()
    with served(create_app(service), port):
        yield service


def test_an_instance_of_ours_is_a_subscriber_of_another(site: Site, other: Service) -> None:
    source = other.sourcing.add(SourceConfig(address=site.topic), actor="test")

    def known() -> SubscriptionState | None:
        with other.database.read() as connection:
            found = subscriptions.find(connection, source_id=source)
            return found.state if found else None

    [record] = other.intake.poll([source]).records
    hub, topic = getattr(record.result, "hub", None), getattr(record.result, "topic", None)
    assert (hub, topic) == (f"{site.url}/hub", site.topic), "the feed names its hub"
    other.subscribing.learn(source, str(hub), str(topic))
    other.subscribing.subscribe_due()
    site.works_until("it is verified", lambda: known() is SubscriptionState.ACTIVE)
    site.releases(77)
    titles = lambda: [one.content.title for one in other.tracing.bulletins(most=100)]  # noqa: E731
    site.works_until("the release is there", lambda: "Kegiatan nomor 77" in titles())
    with other.database.read() as connection:
        found = subscriptions.find(connection, source_id=source)
    assert found is not None
    assert (found.forged, found.pushes > 0) == (0, True)
    other.sourcing.set_state(source, SourceState.PAUSED, actor="test")
    other.subscribing.subscribe_due()
    site.works_until("it has left", lambda: site.running() == [])
