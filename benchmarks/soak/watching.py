"""Watching a run: a line of progress every ten seconds, samples of memory and processor, and the highest backlog."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import psutil
from sqlalchemy import text

from benchmarks.soak.disturbances import Disturbances
from benchmarks.soak.house import BEAT, PORTALS, WORKERS, House
from benchmarks.soak.memory import Memory
from syndicator.errors import SyndicatorError

EVERY_S = 10.0
OURS = (*WORKERS, BEAT, *PORTALS)
_STANDS = text(
    "SELECT (SELECT count(*) FROM bulletins), (SELECT count(*) FROM deliveries WHERE state = 'delivered'),"
    " (SELECT count(*) FROM deliveries WHERE state IN ('planned', 'sending')),"
    " (SELECT count(*) FROM sources WHERE next_poll_at < now() - interval '10 seconds')"
)


@dataclass(frozen=True, slots=True)
class Stand:
    """How far it is: what is stored and delivered, what waits, and how many sources are polled late."""

    at_s: float
    bulletins: int
    delivered: int
    waiting: int
    late: int


@dataclass
class Watch:
    """Watches until it is ended. `others` are process trees that are not ours, by name."""

    house: House
    disturbances: Disturbances
    others: dict[str, int]
    memory: Memory = field(default_factory=lambda: Memory(frozenset(OURS)))
    stands: list[Stand] = field(default_factory=list)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Watch in the background."""
        ended = threading.Event()
        thread = threading.Thread(target=self._run, args=[ended], name="watch", daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()

    def _run(self, ended: threading.Event) -> None:
        began = time.monotonic()
        while not ended.wait(EVERY_S):
            total_mb = self.memory.sample(self._groups())
            stand = self._stand(time.monotonic() - began)
            if stand is not None:
                self.stands.append(stand)
                self._tell(stand, total_mb)

    def _groups(self) -> dict[str, Sequence[psutil.Process]]:
        ours = {name: self.house.tree(name) for name in OURS}
        machine = self.house.machine
        servers = {"redis": machine.redis.pid}
        if machine.postgres is not None and machine.postgres.runs:
            servers["database"] = machine.postgres.pid
        return ours | {name: _tree(pid) for name, pid in (self.others | servers).items()}

    def _stand(self, at_s: float) -> Stand | None:
        try:
            with self.house.machine.database.read() as connection:
                return Stand(at_s, *connection.execute(_STANDS).one())
        except SyndicatorError:
            return None

    def _tell(self, stand: Stand, total_mb: float) -> None:
        last = self.disturbances.log[-1] if self.disturbances.log else None
        print(
            f"{stand.at_s / 60:5.1f} min  {stand.bulletins:,} bulletins  {stand.delivered:,} delivered  "
            f"{stand.waiting:,} wait  {stand.late} sources late  {total_mb:,.0f} MB  "
            f"{len(self.disturbances.log)} disturbances" + (f", last: {last.kind} {last.what}" if last else ""),
            flush=True,
        )


def _tree(pid: int) -> list[psutil.Process]:
    try:
        head = psutil.Process(pid)
        return [head, *head.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []
