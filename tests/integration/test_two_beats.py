"""Two beats: one rings, the other stands by and takes over."""

from __future__ import annotations

import pytest
from celery import Celery
from redis import ConnectionError as RedisConnectionError
from redis import Redis
from structlog.testing import capture_logs

from workers import beat as beats
from workers.beat import LOCK, STANDS_BY_S, LeadingScheduler


class Ringing(LeadingScheduler):
    """A beat whose doorbells are counted in place of being rung."""

    rung = 0

    def apply_async(self, *_: object, **__: object) -> None:
        self.rung += 1


@pytest.fixture
def app(redis_url: str, environment: pytest.MonkeyPatch, monkeypatch: pytest.MonkeyPatch) -> Celery:
    environment.setenv("SYNDICATOR_REDIS_URL", redis_url)
    monkeypatch.setattr(beats, "settings", _settings())
    Redis.from_url(redis_url).delete(LOCK)
    made = Celery("beats", broker="memory://", set_as_current=False)
    made.conf.beat_schedule = {"ring": {"task": "ring", "schedule": 0.0}}
    return made


def _settings() -> object:
    from syndicator.settings import load  # noqa: PLC0415 -- reads the environment of this very test

    return load()


def beat(app: Celery) -> Ringing:
    made = Ringing(app, lazy=True)
    made.setup_schedule()
    return made


def test_one_beat_rings_and_the_other_takes_over_when_it_ends(app: Celery) -> None:
    first, second = beat(app), beat(app)
    for _ in range(3):
        first.tick()
        assert second.tick() == STANDS_BY_S
    assert (first.rung > 0, second.rung) == (True, 0)
    with capture_logs() as said:
        first.close()
        first.close()
    assert said == [], "Celery closes twice"
    second.tick()
    second.tick()
    assert second.rung > 0
    second.close()


def test_a_beat_whose_lock_ran_out_stands_by_where_another_has_taken_it(
    app: Celery, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beats, "RENEWED_EVERY_S", -1.0)
    first, second = beat(app), beat(app)
    first.tick()
    Redis.from_url(redis_url).delete(LOCK)
    second.tick()
    rung = first.rung
    assert first.tick() == STANDS_BY_S
    assert first.rung == rung
    second.close()


def test_without_redis_nobody_rings_and_beat_goes_on(app: Celery, monkeypatch: pytest.MonkeyPatch) -> None:
    only = beat(app)
    monkeypatch.setattr(only._lock, "acquire", _refused)
    assert only.tick() == STANDS_BY_S
    assert only.rung == 0


def _refused(**_: object) -> bool:
    raise RedisConnectionError("nobody listens")
