"""
Deliveries to a webhook that answers at once, by the whole stack, beside Celery alone on the same broker.

Messages lie in their queue before anybody looks at it: what is measured is how fast they are worked off.
DISPATCH_COUNT and DISPATCH_WAITING set other numbers than 4,000 and 100,000 for trying out.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

import redis
from celery import Celery

from benchmarks.figure import Figure
from benchmarks.machine import CHANNEL, Machine, machine
from benchmarks.receiver import Receiver, receiver
from benchmarks.told import releases
from syndicator.bootstrap.judging import build_judge
from syndicator.cli.processes import celery_worker
from syndicator.model.delivery import DeliveryState
from syndicator.model.moment import utc_now
from syndicator.settings import load
from syndicator.settings.environment import read_environment
from syndicator.storage import claims, deliveries
from tests.planned import Planner, planner
from tests.processes import wait_for

COUNT = int(os.environ.get("DISPATCH_COUNT", "4000"))
WAITING = int(os.environ.get("DISPATCH_WAITING", "100000"))
FEW = 1_000
PROCESSES = 2
A_MESSAGE = 20
"""As many ids as our own doorbells carry."""
A_SECOND, SECONDS = 100, 15
LIMIT_MS = 1_000
POLL_S = 0.1
"""Seldom enough that asking whether all are worked off takes nothing from those who work on the same cores."""
DIFFERENT = 200
QUEUE, NOOP_QUEUE = "dispatch.hook", "noop"
CLAIMS, A_CLAIM, LEASE = 100, 20, timedelta(minutes=1)


def measure() -> Iterator[Figure]:
    """Yield rates, the delay at a steady rate, and what many waiting rows cost."""
    with receiver() as hook, machine(postgres=True) as here:
        channels = here.folder / "config" / "channels.toml"
        channels.write_text(CHANNEL.replace("127.0.0.1:9/", f"127.0.0.1:{hook.port}/"))
        told = [(title, text.replace("</p><p>", "\n")) for title, text in releases(DIFFERENT)]
        plans = planner(here.database, {"hook": "webhook"}, build_judge(load()), told)
        yield from _rates(here, hook, plans)
        yield _claims(plans)


def _rates(here: Machine, hook: Receiver, plans: Planner) -> Iterator[Figure]:
    stack = Stack(here, hook, plans)
    stack.send(plans.plan(200), 1)
    alone = stack.noop(COUNT)
    one_id, many_ids = (stack.send(plans.plan(COUNT), a_message) for a_message in (1, A_MESSAGE))
    yield Figure(what="deliveries/s, one id a message", ours=one_id, beside="Celery no-ops/s", other=alone, aim=0.5)
    yield Figure(
        what=f"deliveries/s, {A_MESSAGE} ids a message", ours=many_ids, beside="Celery no-ops/s", other=alone, aim=1
    )
    yield Figure(
        what=f"limit for the 95th of 100 from doorbell to receipt at {A_SECOND} a second, ms",
        ours=LIMIT_MS,
        beside="ours",
        other=_percentile(stack.late_ms(plans.plan(A_SECOND * SECONDS)), 95),
        aim=1,
    )
    stack.stop()


class Stack:
    """A worker of ours and one of Celery alone, as many processes each; either rests while the other works."""

    def __init__(self, here: Machine, hook: Receiver, plans: Planner) -> None:
        self._hook, self._plans = hook, plans
        self._doorbell = Celery(broker=read_environment().broker_address)
        self._redis = redis.Redis.from_url(read_environment().redis_address)
        alone = [sys.executable, "-m", "celery", "--quiet", "--app=benchmarks.noop", "worker", "--loglevel=WARNING"]
        alone += [f"--concurrency={PROCESSES}", "--queues=noop", "--without-gossip", "--without-mingle"]
        alone += [f"--hostname={NOOP_QUEUE}@%h"]
        self._workers = [here.start(celery_worker([QUEUE], PROCESSES)), here.start(alone)]
        wait_for("both workers answer", lambda: len(self._names()) == 2, seconds=60)

    def _names(self) -> list[str]:
        return [name for answer in self._doorbell.control.ping(timeout=1) or () for name in answer]

    def _who(self, queue: str) -> list[str]:
        """Return the name of the worker that serves this queue, the only one that is told to rest or to go on."""
        alone = {name for name in self._names() if name.startswith(f"{NOOP_QUEUE}@")}
        return sorted(alone if queue == NOOP_QUEUE else set(self._names()) - alone)

    def noop(self, count: int) -> float:
        """Return how many messages a second Celery works off that does nothing with them."""
        self._noop(PROCESSES * 20)
        return self._noop(count)

    def _noop(self, count: int) -> float:
        return self._rate(NOOP_QUEUE, "noop", list(range(count)), 1, self._is_worked_off)

    def _is_worked_off(self) -> bool:
        return not self._redis.llen(NOOP_QUEUE) and not self._redis.hlen("unacked")

    def send(self, ids: Sequence[int], a_message: int) -> float:
        """Return how many deliveries a second go out and are recorded."""
        wanted = self._delivered() + len(ids)
        return self._rate(QUEUE, "deliveries.send", ids, a_message, lambda: self._delivered() >= wanted)

    def _rate(self, queue: str, task: str, ids: Sequence[int], a_message: int, is_done: Callable[[], bool]) -> float:
        worker = self._who(queue)
        self._doorbell.control.cancel_consumer(queue, destination=worker, reply=True, timeout=1)
        for start in range(0, len(ids), a_message):
            self._ring(queue, task, ids[start : start + a_message])
        began = time.monotonic()
        self._doorbell.control.add_consumer(queue, destination=worker)
        while not is_done():
            if time.monotonic() - began > 300:
                raise TimeoutError(f"{queue} is not worked off")
            time.sleep(POLL_S)
        return len(ids) / (time.monotonic() - began)

    def _ring(self, queue: str, task: str, ids: Sequence[int]) -> None:
        self._doorbell.send_task(task, args=[list(ids)], queue=queue, ignore_result=True)

    def _delivered(self) -> int:
        with self._plans.database.read() as connection:
            return deliveries.counts(connection).get(DeliveryState.DELIVERED, 0)

    def late_ms(self, ids: Sequence[int]) -> list[float]:
        """Ring for deliveries one by one at a steady rate, each when it is due; return how long each took from then."""
        first = utc_now() + timedelta(seconds=5)
        self._put_off(ids, first)
        began, rung = time.monotonic() + (first - utc_now()).total_seconds(), dict[int, float]()
        for turn, delivery_id in enumerate(ids):
            time.sleep(max(0.0, began + turn / A_SECOND - time.monotonic()))
            rung[delivery_id] = time.monotonic()
            self._ring(QUEUE, "deliveries.send", [delivery_id])
        with self._plans.database.read() as connection:
            keys = {one.id: one.key for one in deliveries.listing(connection, most=len(ids))}
        wait_for("all came", lambda: {keys[id_] for id_ in ids} <= self._hook.arrivals().keys(), seconds=60)
        arrived = self._hook.arrivals()
        return [(arrived[keys[id_]] - moment) * 1000 for id_, moment in rung.items()]

    def _put_off(self, ids: Sequence[int], first: datetime) -> None:
        """Have deliveries fall due one by one, so that nobody sends them before they are rung for."""
        with self._plans.database.write() as connection:
            for turn, delivery_id in enumerate(ids):
                claims.defer(connection, [delivery_id], first + timedelta(seconds=turn / A_SECOND))

    def stop(self) -> None:
        """End both workers."""
        for worker in self._workers:
            worker.terminate()
            worker.wait(timeout=60)


def _claims(plans: Planner) -> Figure:
    """Compare how fast deliveries are claimed while few wait, and while very many do."""
    ids = plans.plan(FEW)
    few = _claim_rate(plans, ids)
    while len(ids) < WAITING:
        ids += plans.plan(min(5_000, WAITING - len(ids)), swift=True)
    return Figure(
        what=f"claims/s while {WAITING:,} wait",
        ours=_claim_rate(plans, ids),
        beside=f"while {FEW:,} wait",
        other=few,
        aim=0.9,
    )


def _claim_rate(plans: Planner, ids: Sequence[int]) -> float:
    """Claim batches from all over the ids, and give each back."""
    taken_s = 0.0
    for turn in range(CLAIMS):
        batch = ids[turn % (len(ids) // CLAIMS) :: max(len(ids) // A_CLAIM, 1)][:A_CLAIM]
        with plans.database.write() as connection:
            began = time.perf_counter()
            ready = claims.waiting(connection, batch, utc_now())
            taken = claims.claim(connection, [one.id for one in ready], utc_now(), lease=LEASE)
            taken_s += time.perf_counter() - began
            claims.put_back(connection, taken, utc_now())
        if len(taken) != len(batch):
            raise RuntimeError(f"{len(taken)} of {len(batch)} were claimed")
    return CLAIMS * A_CLAIM / taken_s


def _percentile(values: Sequence[float], wanted: int) -> float:
    return statistics.quantiles(values, n=100)[wanted - 1]
