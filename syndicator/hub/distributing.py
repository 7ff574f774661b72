"""Sending subscribers the newest body that they are owed: claimed by lease, sent without a transaction, recorded."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from datetime import timedelta

from syndicator.deliver.retry import RetryPolicy
from syndicator.hub.callbacks import Callbacks
from syndicator.hub.settling import settle
from syndicator.model.attempt import Postponed
from syndicator.model.moment import Clock
from syndicator.model.subscriber import Debt, Topic
from syndicator.storage import hub_outbox, hub_topics
from syndicator.storage.hub_outbox import Settled
from syndicator.storage.session import Connection, Database
from syndicator.telemetry import logger

log = logger(__name__)

AT_ONCE = 64
IN_A_LANE = 10
"""At most so many sends to one host and port at once, in each process."""
DOUBTFUL_AT_ONCE = 12
"""At most so many to those whose last send failed: they must not keep the others waiting."""
GATHERED_S = 0.1
CLAIM = timedelta(minutes=1)


@dataclass(slots=True)
class _Round:
    """What is under way, and the bodies that it carries."""

    running: dict[Future[Settled], Debt] = field(default_factory=dict)
    topics: dict[str, Topic] = field(default_factory=dict)

    def lanes(self) -> Counter[str]:
        return Counter(debt.lane for debt in self.running.values())

    def doubtful(self) -> int:
        return sum(debt.account.faults > 0 for debt in self.running.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Distributing:
    """Sends bodies, many at once."""

    database: Database
    callbacks: Callbacks
    policy: RetryPolicy
    clock: Clock
    _pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(AT_ONCE, "push"))
    _stopped: threading.Event = field(default_factory=threading.Event)

    def owed(self) -> int:
        """Return to how many subscribers something is owed that is due and not under way."""
        with self.database.read() as connection:
            return hub_outbox.owed(connection, self.clock())

    def send_owed(self) -> int:
        """Send all that is owed and due, until nothing is; return how many sends that were."""
        if not self.owed():
            return 0
        this, counts = _Round(), Counter[str]()
        while self._begin(this) or this.running:
            done, _ = wait(this.running, timeout=GATHERED_S)
            settled = [future.result() for future in done]
            for future in done:
                del this.running[future]
            if settled:
                with self.database.write() as connection:
                    hub_outbox.record(connection, settled, self.clock())
                counts.update(_name(one) for one in settled)
        if counts:
            log.info("bodies_sent", **counts)
        return counts.total()

    def stop(self) -> None:
        """Begin nothing more."""
        self._stopped.set()

    def close(self) -> None:
        """Close all connections; what was claimed and is not sent yet is found again by its lease."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        self.callbacks.close()

    def _begin(self, this: _Round) -> bool:
        """Claim as much as there is room for, and begin to send it; tell whether anything began."""
        room, lanes = AT_ONCE - len(this.running), this.lanes()
        if room <= 0 or self._stopped.is_set():
            return False
        full = [lane for lane, count in lanes.items() if count >= IN_A_LANE]
        crowded = this.doubtful() >= DOUBTFUL_AT_ONCE
        with self.database.read() as connection:
            if not hub_outbox.owed(connection, self.clock()):
                return False
        with self.database.write() as connection:
            taken = hub_outbox.claim(connection, self.clock(), lease=CLAIM, most=room, besides=full, well_only=crowded)
            fitting = _fitting(taken, lanes, DOUBTFUL_AT_ONCE - this.doubtful())
            hub_outbox.put_back(connection, [one for one in taken if one not in fitting])
            _read_bodies(connection, this, fitting)
        for debt in fitting:
            topic = this.topics[debt.topic]
            newest = replace(debt, version=topic.version)
            this.running[self._pool.submit(self._send, newest, topic)] = newest
        return bool(fitting)

    def _send(self, debt: Debt, topic: Topic) -> Settled:
        """One address that nobody foresaw must not stop the others; it is told, and counts as a failure."""
        try:
            outcome = self.callbacks.push(debt, topic)
        except Exception as error:
            log.exception("push_failed", callback=debt.callback)
            outcome = Postponed(type(error).__name__)
        jitter = random.random()  # noqa: S311 -- spreads moments, keeps no secret
        return settle(debt, outcome, self.clock(), self.policy, jitter)


def _read_bodies(connection: Connection, this: _Round, debts: Sequence[Debt]) -> None:
    known = {address: topic.version for address, topic in this.topics.items()}
    stale = [debt.topic for debt in debts if known.get(debt.topic, -1) < debt.version]
    if stale:
        this.topics |= hub_topics.bodies(connection, stale)


def _fitting(debts: Sequence[Debt], lanes: Counter[str], doubtful_room: int) -> list[Debt]:
    """Return those for which there is room in their lanes, and among the doubtful."""
    lanes, fitting = Counter(lanes), []
    for one in sorted(debts, key=lambda debt: debt.account.faults):
        doubtful = one.account.faults > 0
        if lanes[one.lane] < IN_A_LANE and (not doubtful or doubtful_room > 0):
            lanes[one.lane] += 1
            doubtful_room -= doubtful
            fitting.append(one)
    return fitting


def _name(settled: Settled) -> str:
    return "sent" if settled.paid else "ended" if settled.ended else "failed"
