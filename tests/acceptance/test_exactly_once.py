"""
On one machine, with SQLite: a receiver that fails, while the worker is killed and Redis is flushed: nothing is lost.

What many services and PostgreSQL add to it is tried in `test_fan_out_chaos.py`.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from standardwebhooks import Webhook

from syndicator.storage.session import Database
from tests.feeds import distinct, rss
from tests.leases import let_leases_end
from tests.outside import Answer, Asked, Outside, outside
from tests.processes import Programs, programs, wait_for
from tests.servers import RedisServer

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

SECRET = "whsec_c2VjcmV0LW9mLW5vLXdvcnRo"
SOURCES, BULLETINS = 10, 200
KILLS = 3
FLUSHED_AFTER = {1}
LATE_S = 1.5
STALL_S = 12.0


class MoodyReceiver:
    """Answers 500, resets, stalls past the time-out, or answers late; two of three are taken at once."""

    def __init__(self) -> None:
        self._chance = random.Random(7)
        self.tries: Counter[str] = Counter()
        self.taken: set[str] = set()
        self.bodies: dict[str, set[str]] = {}

    def __call__(self, asked: Asked) -> Answer:
        key = asked.headers["webhook-id"]
        Webhook(SECRET).verify(asked.body, dict(asked.headers))
        self.tries[key] += 1
        self.bodies.setdefault(key, set()).add(asked.body.decode().partition('"data":')[2])
        mood = self._chance.random()
        if mood < 0.15:
            return Answer(500)
        if mood < 0.25:
            return Answer(reset=True)
        if mood < 0.26:
            return Answer(200, delay_s=STALL_S)
        self.taken.add(key)
        return Answer(200, delay_s=LATE_S if mood < 0.31 else 0)

    @property
    def asked(self) -> int:
        return sum(self.tries.values())


@pytest.fixture
def world() -> Iterator[Outside]:
    with outside() as running:
        per_source = BULLETINS // SOURCES
        for n in range(SOURCES):
            told = [distinct(n * per_source + i) for i in range(per_source)]
            running.answers[f"/{n}/feed/"] = Answer(body=rss(told, f"https://humas{n}.test"))
        yield running


@pytest.fixture
def machine(tmp_path: Path, config_dir: Path, database_url: str, redis_url: str, world: Outside) -> Iterator[Programs]:
    (config_dir / "channels.toml").write_text(
        f'[[channel]]\nname = "hook"\nkind = "webhook"\nbase_url = "{world.url}/hook"\n'
        'secrets = { signing = "HOOK_SECRET" }\n'
    )
    environment = {
        "HOOK_SECRET": SECRET,
        "SYNDICATOR_DATABASE_URL": database_url,
        "SYNDICATOR_REDIS_URL": redis_url,
        "SYNDICATOR_DATA_DIR": str(tmp_path / "var"),
        "SYNDICATOR_CONFIG_DIR": str(config_dir),
        "SYNDICATOR_ALLOWED_NETWORKS": "127.0.0.0/8",
        "SYNDICATOR_FASTEST_POLL": "2s",
        "SYNDICATOR_FAILURE_BACKOFF": "1s",
    }
    with programs(environment, tmp_path) as started:
        yield started


@pytest.mark.timeout(600)
def test_each_delivery_is_received_and_none_is_lost(
    machine: Programs, world: Outside, redis_server: RedisServer, tmp_path: Path
) -> None:
    receiver = MoodyReceiver()
    world.answers["/hook"] = receiver
    listed = tmp_path / "sources.toml"
    listed.write_text("".join(f'[[source]]\naddress = "{world.url}/{n}/feed/"\n' for n in range(SOURCES)))
    assert machine.run("sources", "import", str(listed)).returncode == 0
    assert machine.run("sources", "poll", "--all").returncode == 0
    machine.start("beat")
    database = Database(machine.environment["SYNDICATOR_DATABASE_URL"])
    for kill in range(KILLS):
        worker = machine.start("worker", "--concurrency", "2")
        before = receiver.asked
        wait_for("this worker sends", lambda before=before: receiver.asked > before + 5, seconds=150)
        worker.kill_all()
        let_leases_end(database)
        if kill in FLUSHED_AFTER:
            redis_server.flush()
    machine.start("worker", "--concurrency", "4")
    wait_for(f"all {BULLETINS} are taken", lambda: len(receiver.taken) == BULLETINS, seconds=300)
    wait_for("all have their receipt", lambda: _delivered(machine) == BULLETINS, seconds=120)
    database.close()
    assert len(receiver.tries) == BULLETINS, "one id a delivery, however often it was sent"
    assert all(len(bodies) == 1 for bodies in receiver.bodies.values()), "a repeated send says the same"
    assert receiver.asked > BULLETINS, "the faults took place"


def _delivered(machine: Programs) -> int:
    listed = machine.run("deliveries", "list", "--state", "delivered", "--limit", "100000", "--json")
    return len(listed.stdout.splitlines())
