from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

import redis

from syndicator.bootstrap.bell import SILENT_S, ChangeBell, ChangeEars
from syndicator.bootstrap.clients import redis_client
from tests.processes import wait_for
from tests.servers import RedisServer


@contextmanager
def listening(client: redis.Redis) -> Iterator[threading.Event]:
    heard, ended = threading.Event(), threading.Event()
    thread = threading.Thread(target=ChangeEars(client).listen, args=(heard.set, ended), daemon=True)
    thread.start()
    try:
        yield heard
    finally:
        ended.set()
        thread.join(5)
        assert not thread.is_alive()


def is_heard(bell: ChangeBell, heard: threading.Event) -> bool:
    bell.ring()
    return heard.wait(0.05)


def test_what_is_rung_is_heard(redis_server: RedisServer) -> None:
    with redis_client(redis_server.url, timeout_s=0.3) as client:
        bell = ChangeBell(client)
        with listening(client) as heard, listening(client) as heard_elsewhere:
            wait_for("it is heard", lambda: is_heard(bell, heard), seconds=5)
            wait_for("it is heard by all", lambda: is_heard(bell, heard_elsewhere), seconds=5)


def test_where_redis_is_away_nobody_waits_and_what_is_rung_afterwards_is_heard(redis_server: RedisServer) -> None:
    seconds = 0.0
    with redis_client(redis_server.url, timeout_s=0.3) as client:
        bell = ChangeBell(client, clock=lambda: seconds)
        with listening(client) as heard:
            wait_for("it is heard", lambda: is_heard(bell, heard), seconds=5)
            redis_server.stop()
            try:
                began_at = monotonic()
                for _ in range(100):
                    bell.ring()
                assert monotonic() - began_at < 1
            finally:
                redis_server.start()
            heard.clear()
            seconds += SILENT_S
            wait_for("it is heard again", lambda: is_heard(bell, heard), seconds=5)
