"""Servers of our own that stop while the service works: it goes on by itself when they are back."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from syndicator.storage import schema
from syndicator.storage.session import Database
from tests.feeds import distinct, rss
from tests.outside import Answer, Outside, outside
from tests.processes import Programs, programs, wait_for
from tests.servers import PostgresServer, RedisServer


@pytest.fixture
def servers(server_folder: Path) -> Iterator[tuple[PostgresServer, RedisServer]]:
    """A PostgreSQL and a Redis of this test's own, which it may stop."""
    folder = server_folder / uuid4().hex[:8]
    (folder / "postgres").mkdir(parents=True)
    (folder / "redis").mkdir()
    postgres, redis = PostgresServer(folder / "postgres"), RedisServer(folder / "redis")
    database = Database(postgres.url("postgres"))
    schema.upgrade(database)
    database.close()
    yield postgres, redis
    postgres.stop()
    redis.stop()


@pytest.fixture
def world() -> Iterator[Outside]:
    with outside() as running:
        running.answers["/hook"] = Answer(204)
        running.answers["/feed/"] = Answer(body=rss([distinct(1)]))
        yield running


@pytest.fixture
def machine(
    tmp_path: Path, config_dir: Path, servers: tuple[PostgresServer, RedisServer], world: Outside
) -> Iterator[Programs]:
    postgres, redis = servers
    (config_dir / "channels.toml").write_text(
        f'[[channel]]\nname = "hook"\nkind = "webhook"\nbase_url = "{world.url}/hook"\n'
        'secrets = { signing = "HOOK_SECRET" }\n'
    )
    environment = {
        "HOOK_SECRET": "whsec_c2VjcmV0LW9mLW5vLXdvcnRo",
        "SYNDICATOR_DATABASE_URL": postgres.url("postgres"),
        "SYNDICATOR_REDIS_URL": redis.url,
        "SYNDICATOR_DATA_DIR": str(tmp_path / "var"),
        "SYNDICATOR_CONFIG_DIR": str(config_dir),
        "SYNDICATOR_ALLOWED_NETWORKS": "127.0.0.0/8",
        "SYNDICATOR_FAILURE_BACKOFF": "1s",
    }
    with programs(environment, tmp_path) as started:
        assert started.run("sources", "add", f"{world.url}/feed/", "--every", "1s").returncode == 0
        started.start("beat")
        started.start("worker", "--concurrency", "2")
        wait_for("the first bulletin arrives", lambda: posted(world) == 1, seconds=120)
        yield started


def posted(world: Outside) -> int:
    return len({asked.headers["webhook-id"] for asked in world.requests_to("/hook")})


def publish_more(world: Outside, upto: int) -> None:
    world.answers["/feed/"] = Answer(body=rss([distinct(n) for n in range(1, upto + 1)]))


def test_a_restart_of_the_database_costs_time_and_nothing_else(
    machine: Programs, servers: tuple[PostgresServer, RedisServer], world: Outside
) -> None:
    postgres, _ = servers
    for round_, upto in enumerate((20, 40), 1):
        publish_more(world, upto)
        time.sleep(0.5 * round_)
        postgres.stop()
        time.sleep(2)
        postgres.start()
        wait_for(f"all {upto} arrive", lambda upto=upto: posted(world) == upto, seconds=120)
    assert machine.run("bulletins", "list", "--limit", "100", "--json").stdout.count("\n") == 40


def test_a_restart_of_redis_costs_time_and_nothing_else(
    machine: Programs, servers: tuple[PostgresServer, RedisServer], world: Outside
) -> None:
    _, redis = servers
    for upto in (20, 40):
        publish_more(world, upto)
        redis.stop()
        time.sleep(2)
        redis.start()
        wait_for(f"all {upto} arrive", lambda upto=upto: posted(world) == upto, seconds=120)
    assert machine.run("doctor").stdout.count("FAIL") == 0
