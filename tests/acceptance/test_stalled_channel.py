"""A channel that answers after half a minute holds up no other; what is slow is recorded, or found by its lease."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from celery import Celery

from syndicator.bootstrap.judging import build_judge
from syndicator.model.delivery import DeliveryState
from syndicator.settings import load
from syndicator.settings.environment import read_environment
from syndicator.storage import deliveries
from syndicator.storage.session import Database
from tests.feeds import distinct
from tests.outside import Answer, Asked, Outside, outside
from tests.planned import Planner, planner
from tests.processes import Program, Programs, programs, wait_for

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)

SECRET = "whsec_c2VjcmV0LW9mLW5vLXdvcnRo"
SLOW, SWIFT = "lambat", "cepat"
STALL_S, WAITING = 30.0, 300
A_MESSAGE = 20
PLANNED, EVERY_S = 16, 0.25
LATEST_S = 1.0


class Slowcoach:
    """Answers long after it was asked, or as soon as the test lets it."""

    def __init__(self) -> None:
        self.let_go = threading.Event()
        self.keys: list[str] = []

    def __call__(self, asked: Asked) -> Answer:
        self.keys.append(asked.headers["webhook-id"])
        self.let_go.wait(STALL_S)
        return Answer(204)


@pytest.fixture
def slowcoach() -> Slowcoach:
    return Slowcoach()


@pytest.fixture
def world(slowcoach: Slowcoach) -> Iterator[Outside]:
    with outside() as running:
        running.answers[f"/{SLOW}"] = slowcoach
        running.answers[f"/{SWIFT}"] = Answer(204)
        yield running
        slowcoach.let_go.set()


@pytest.fixture
def machine(
    environment: pytest.MonkeyPatch, tmp_path: Path, config_dir: Path, database_url: str, redis_url: str, world: Outside
) -> Iterator[Programs]:
    (config_dir / "channels.toml").write_text(
        "".join(
            f'[[channel]]\nname = "{name}"\nkind = "webhook"\nbase_url = "{world.url}/{name}"\n'
            'secrets = { signing = "HOOK_SECRET" }\n'
            for name in (SLOW, SWIFT)
        )
    )
    environment.setenv("HOOK_SECRET", SECRET)
    environment.setenv("SYNDICATOR_DATABASE_URL", database_url)
    environment.setenv("SYNDICATOR_REDIS_URL", redis_url)
    with programs({}, tmp_path) as started:
        yield started


@pytest.fixture
def slow(machine: Programs, database: Database) -> Planner:  # noqa: ARG001 -- it sets the environment
    told = [(one.title, one.text) for one in map(distinct, range(PLANNED))]
    return planner(database, {SLOW: "webhook"}, build_judge(load()), told)


@pytest.fixture
def swift(slow: Planner) -> Planner:
    return Planner(
        database=slow.database,
        channels={SWIFT: "webhook"},
        judge=slow.judge,
        told=slow.told,
        source_id=slow.source_id,
    )


def ring(channel: str, ids: Sequence[int]) -> None:
    queue = f"dispatch.{channel}"
    with Celery(broker=read_environment().broker_address) as doorbell:
        for start in range(0, len(ids), A_MESSAGE):
            doorbell.send_task(
                "deliveries.send",
                args=[ids[start : start + A_MESSAGE]],
                queue=queue,
                ignore_result=True,
            )


def longest_delay(world: Outside, swift: Planner) -> float:
    """Plan posts one after the other; return how long the last one waited from its plan to its receiver, in seconds."""
    planned: dict[int, float] = {}
    before = len(world.requests_to(f"/{SWIFT}"))
    for _ in range(PLANNED):
        began = time.monotonic()
        (delivery_id,) = swift.plan(1)
        planned[delivery_id] = time.monotonic()
        ring(SWIFT, [delivery_id])
        time.sleep(max(began + EVERY_S - time.monotonic(), 0))
    wait_for(
        "all posts of the swift channel arrived",
        lambda: len(world.requests_to(f"/{SWIFT}")) == before + PLANNED,
        seconds=20,
    )
    with swift.database.read() as connection:
        by_key = {one.key: one.id for one in deliveries.listing(connection, channel=SWIFT)}
    arrived = {by_key[asked.headers["webhook-id"]]: asked.at for asked in world.requests_to(f"/{SWIFT}")[before:]}
    return max(arrived[delivery_id] - moment for delivery_id, moment in planned.items())


def states(database: Database, channel: str) -> list[DeliveryState]:
    with database.read() as connection:
        return [one.state for one in deliveries.listing(connection, channel=channel, most=WAITING)]


@pytest.mark.timeout(120)
def test_a_stalled_channel_delays_no_other(
    machine: Programs, world: Outside, slowcoach: Slowcoach, slow: Planner, swift: Planner
) -> None:
    machine.start("worker", "--concurrency", "2")
    machine.start("beat")
    ring(SWIFT, swift.plan(4))
    wait_for("the worker sends", lambda: len(world.requests_to(f"/{SWIFT}")) == 4, seconds=40)
    usual_s = longest_delay(world, swift)
    ring(SLOW, slow.plan(WAITING))
    wait_for("the slow channel is busy", lambda: len(slowcoach.keys) >= A_MESSAGE, seconds=20)
    beside_a_stall_s = longest_delay(world, swift)
    assert states(slow.database, SLOW).count(DeliveryState.PLANNED) > WAITING / 2, "it stalls still"
    assert beside_a_stall_s < usual_s + LATEST_S


def late_posts(machine: Programs, slowcoach: Slowcoach, slow: Planner) -> Program:
    """Have five posts under way whose message is done, and return the worker that sends them."""
    worker = machine.start("worker", "--concurrency", "1")
    ring(SLOW, slow.plan(5))
    wait_for("five posts are under way", lambda: len(slowcoach.keys) == 5, seconds=40)
    time.sleep(1)
    return worker


@pytest.mark.timeout(120)
def test_a_worker_that_is_asked_to_stop_records_what_is_under_way(
    machine: Programs, slowcoach: Slowcoach, slow: Planner
) -> None:
    worker = late_posts(machine, slowcoach, slow)
    threading.Timer(2, slowcoach.let_go.set).start()
    worker.stop()
    assert states(slow.database, SLOW) == [DeliveryState.DELIVERED] * 5, worker.output()


@pytest.mark.timeout(120)
def test_a_worker_that_is_killed_leaves_what_is_under_way_to_its_lease(
    machine: Programs, slowcoach: Slowcoach, slow: Planner
) -> None:
    late_posts(machine, slowcoach, slow).kill()
    time.sleep(2)  # those that it started are stopped one after the other
    slowcoach.let_go.set()
    assert states(slow.database, SLOW) == [DeliveryState.SENDING] * 5
