"""A hub that others wrote (Flask-WebSub) subscribes, verifies, signs and stops with the portal on a real socket."""

from __future__ import annotations

import base64
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from flask import Flask, Response
from flask_websub.hub import Hub, SQLite3HubStorage
from werkzeug.serving import make_server

from syndicator.bootstrap.building import build
from syndicator.bootstrap.service import Service
from syndicator.model.source import SourceConfig, SourceState
from syndicator.model.subscription import Subscription, SubscriptionState
from syndicator.portal.app import create_app
from syndicator.settings import load
from syndicator.storage import schema, subscriptions
from tests.conftest import MovableClock
from tests.feeds import distinct, rss
from tests.processes import wait_for
from tests.servers import free_port

TOPIC_PATH, HUB_PATH = "/feed/", "/hub"


class AtOnce:
    """Takes the part of Celery, which the hub wants for its tasks: each runs in a thread of its own."""

    def task(self, *, bind: bool = False, **_: object) -> Callable[[Callable[..., Any]], Any]:
        def wrap(run: Callable[..., Any]) -> Any:
            class Task:
                def delay(self, *arguments: object) -> None:
                    whole = (self, *arguments) if bind else arguments
                    threading.Thread(target=run, args=whole, daemon=True).start()

            return Task()

        return wrap


@dataclass
class Peer:
    """The hub and, behind the same address, the feed that names it."""

    folder: Path
    port: int = field(default_factory=free_port)
    body: bytes = b""

    def __post_init__(self) -> None:
        self.url = f"http://127.0.0.1:{self.port}"
        self.hub = Hub(SQLite3HubStorage(str(self.folder / "hub.db")), AtOnce(), SIGNATURE_ALGORITHM="sha512")
        app = Flask("peer")
        app.register_blueprint(self.hub.build_blueprint(url_prefix=HUB_PATH))
        app.add_url_rule(TOPIC_PATH, view_func=lambda: Response(self.body, headers=self.headers))
        self._server = make_server("127.0.0.1", self.port, app, threaded=True)

    @property
    def headers(self) -> dict[str, str]:
        links = f'<{self.url}{TOPIC_PATH}>; rel="self", <{self.url}{HUB_PATH}>; rel="hub"'
        return {"Content-Type": "application/rss+xml", "Link": links}

    @contextmanager
    def served(self) -> Iterator[Peer]:
        thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        thread.start()
        yield self
        self._server.shutdown()
        thread.join()
        self._server.server_close()

    def subscribers(self) -> list[tuple[str, str]]:
        return list(self.hub.storage.get_callbacks(self.url + TOPIC_PATH))

    def publish(self, body: bytes) -> None:
        self.body = body
        content = base64.b64encode(body).decode()
        self.hub.send_change_notification.delay(self.url + TOPIC_PATH, {"headers": self.headers, "content": content})


@pytest.fixture
def peer(tmp_path: Path) -> Iterator[Peer]:
    peer = Peer(tmp_path)
    with peer.served():
        yield peer


@pytest.fixture
def service(environment: pytest.MonkeyPatch, tmp_path: Path, redis_url: str, clock: MovableClock) -> Iterator[Service]:
    """The service on SQLite, its portal on a socket where the hub reaches it."""
    port = free_port()
    environment.setenv("SYNDICATOR_DATABASE_URL", f"sqlite:///{tmp_path / 'test.db'}")
    environment.setenv("SYNDICATOR_REDIS_URL", redis_url)
    environment.setenv("SYNDICATOR_BASE_URL", f"http://127.0.0.1:{port}")
    built = build(load(), clock=clock)
    schema.upgrade(built.database)
    built.open()
    server = uvicorn.Server(uvicorn.Config(create_app(built), port=port, log_config=None, access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    wait_for("the portal listens", lambda: server.started, seconds=20)
    yield built
    server.should_exit = True
    thread.join()


def found(service: Service, source_id: int) -> Subscription:
    with service.database.read() as connection:
        subscription = subscriptions.find(connection, source_id=source_id)
    assert subscription is not None
    return subscription


def test_a_hub_of_others_and_we_understand_each_other(service: Service, peer: Peer) -> None:
    peer.body = rss([distinct(1)])
    source_id = service.sourcing.add(SourceConfig(address=peer.url + TOPIC_PATH), actor="test")
    [record] = service.intake.poll([source_id]).records
    hub, topic = getattr(record.result, "hub", None), getattr(record.result, "topic", None)
    assert (hub, topic) == (peer.url + HUB_PATH, peer.url + TOPIC_PATH)
    service.subscribing.learn(source_id, str(hub), str(topic))
    service.subscribing.subscribe_due()
    wait_for("it is active", lambda: found(service, source_id).state is SubscriptionState.ACTIVE, seconds=10)
    wait_for("the hub knows us", lambda: len(peer.subscribers()) == 1, seconds=10)
    peer.publish(rss([distinct(1), distinct(2)]))
    wait_for("the push is a bulletin", lambda: len(service.tracing.bulletins()) == 2, seconds=10)
    wait_for("it is counted", lambda: found(service, source_id).proven == 1, seconds=10)
    assert found(service, source_id).forged == 0
    service.sourcing.set_state(source_id, SourceState.PAUSED, actor="test")
    service.subscribing.subscribe_due()
    wait_for("the hub has forgotten us", lambda: peer.subscribers() == [], seconds=10)
    assert found(service, source_id).leased_until is None
