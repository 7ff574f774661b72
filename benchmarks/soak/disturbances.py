"""What goes wrong, in turn, and the log of it: processes killed and paused, servers restarted, services in a mood."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import psutil

from benchmarks.soak.accounts import Accounts
from benchmarks.soak.house import BEAT, PORTALS, WORKERS, House
from syndicator.model.moment import utc_now
from tests.moody import MOODS, Mood

SHARE = 0.6
"""So much of a turn a disturbance lasts, if it lasts; the rest of it is calm."""
LONGEST_PAUSE_S = 10.0
DATABASE_AWAY_S, SHORT_PAUSE_S = 2.0, 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Disturbance:
    """One thing that went wrong."""

    kind: str
    what: str
    began_at: datetime
    ended_at: datetime

    def told(self) -> str:
        """Return it as a line of the report."""
        took_s = (self.ended_at - self.began_at) / timedelta(seconds=1)
        return f"{self.began_at:%H:%M:%S} {self.kind}: {self.what} ({took_s:.0f} s)"


@dataclass
class Disturbances:
    """Disturbs a house turn by turn until it is ended."""

    house: House
    accounts: Accounts
    turn_s: float
    seed: int
    log: list[Disturbance] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._dice = random.Random(self.seed)
        self._failure: Exception | None = None

    @contextmanager
    def going_on(self) -> Iterator[None]:
        """Disturb in the background; in the end all is mended, and what failed here is raised."""
        thread = threading.Thread(target=self._run, name="disturbances", daemon=True)
        thread.start()
        try:
            yield
        finally:
            self.ended.set()
            thread.join()
        if self._failure is not None:
            raise self._failure

    def _run(self) -> None:
        turns = self._turns()
        try:
            while not self.ended.wait(self.turn_s * (1 - SHARE)):
                kind, what, act = next(turns)
                began_at = utc_now()
                act()
                self.log.append(Disturbance(kind=kind, what=what, began_at=began_at, ended_at=utc_now()))
        except Exception as error:  # noqa: BLE001 -- told by the thread that waits for this one
            self._failure = error
        finally:
            self._calm()

    def _turns(self) -> Iterator[tuple[str, str, Callable[[], None]]]:
        while True:
            yield "killed", WORKERS[0], self._kill_worker
            yield self._moody()
            yield "flushed", "redis", self.house.machine.redis.flush
            yield self._moody()
            yield "restarted", "database", self._restart_database
            yield "paused", WORKERS[0], lambda: self._pause(self.house.tree(WORKERS[0]), LONGEST_PAUSE_S)
            yield self._moody()
            yield "killed", PORTALS[1], self._kill_portal
            yield "paused", "database", lambda: self._pause(self._database(), SHORT_PAUSE_S)
            yield self._moody()
            yield "paused", BEAT, lambda: self._pause(self.house.tree(BEAT), LONGEST_PAUSE_S)
            yield "killed", BEAT, lambda: self._child(BEAT).kill()
            yield self._moody()
            yield "paused", PORTALS[0], lambda: self._pause(self.house.tree(PORTALS[0]), SHORT_PAUSE_S)
            yield "paused", "redis", lambda: self._pause(self._redis(), SHORT_PAUSE_S)

    def _moody(self) -> tuple[str, str, Callable[[], None]]:
        moods = {kind: self._dice.choice(MOODS) for kind in self._dice.sample(self.accounts.kinds, 2)}
        told = ", ".join(f"{kind} {mood.name.lower()}" for kind, mood in moods.items())

        def act() -> None:
            self.accounts.be(moods)
            self.ended.wait(self.turn_s * SHARE)
            self._calm()

        return "moody", told, act

    def _calm(self) -> None:
        self.accounts.be(dict.fromkeys(self.accounts.kinds, Mood.WELL))

    def _child(self, name: str) -> psutil.Process:
        """Return the program that a supervisor of ours watches over; it starts another in its place."""
        while len(tree := self.house.tree(name)) < 2:
            time.sleep(0.2)
        return tree[1]

    def _kill_worker(self) -> None:
        self._child(WORKERS[0]).kill()

    def _kill_portal(self) -> None:
        portal = self.house.programs[PORTALS[1]]
        portal.kill()
        portal.wait()
        self.house.start_portal(PORTALS[1])

    def _restart_database(self) -> None:
        assert self.house.machine.postgres is not None
        self.house.machine.postgres.stop()
        time.sleep(DATABASE_AWAY_S)
        self.house.machine.postgres.start()

    def _database(self) -> list[psutil.Process]:
        assert self.house.machine.postgres is not None
        return _tree(self.house.machine.postgres.pid)

    def _redis(self) -> list[psutil.Process]:
        return _tree(self.house.machine.redis.pid)

    def _pause(self, processes: list[psutil.Process], longest_s: float) -> None:
        """Stop processes for a while, as a machine does that has too much to do."""
        paused = []
        for process in processes:
            try:
                process.suspend()
                paused.append(process)
            except psutil.NoSuchProcess:
                continue
        time.sleep(min(longest_s, self.turn_s * SHARE))
        for process in paused:
            try:
                process.resume()
            except psutil.NoSuchProcess:
                continue


def _tree(pid: int) -> list[psutil.Process]:
    head = psutil.Process(pid)
    return [head, *head.children(recursive=True)]
