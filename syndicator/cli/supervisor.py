"""
Watching over child processes: started together, restarted when they stop, ended together within seconds.

As a program (`python -m syndicator.cli.supervisor NAME COMMAND …`) it keeps one command running; it imports little, so
that watching costs little.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from syndicator.telemetry import configure_logs, logger

log = logger(__name__)

STOP_GRACE_S = 6.0
"""Whoever stops the service waits no longer; a post that is on its way then is settled when its lease has run out."""
LONGEST_WAIT_S = 30.0
STEADY_S = 60.0
_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def _end_with_parent() -> None:
    """Run in the child: Linux kills it should the supervisor be killed, for nobody would watch over it then."""
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


@dataclass(slots=True)
class Child:
    """One child process: how it is started, and how often it stopped of late."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    restart_at: float = 0.0
    stops: int = 0

    def start(self, environment: Mapping[str, str]) -> None:
        """Start it, in a session of its own so that Ctrl-C reaches the supervisor alone."""
        self.process = subprocess.Popen(  # noqa: S603 -- our own commands
            self.command,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_end_with_parent,  # noqa: PLW1509 -- the supervisor has one thread
        )
        self.started_at = time.monotonic()

    def signal(self, number: signal.Signals, *, whole_group: bool = False) -> None:
        """Send it a signal, if it still runs."""
        if self.process is None or self.process.poll() is not None:
            return
        if whole_group:
            os.killpg(self.process.pid, number)
        else:
            self.process.send_signal(number)


@dataclass(slots=True)
class Supervisor:
    """Keeps children running until it is asked to stop."""

    environment: Mapping[str, str]
    children: list[Child] = field(default_factory=list)
    stopping: bool = False

    def start(self, name: str, command: Sequence[str]) -> subprocess.Popen[bytes]:
        """Start a child and keep it; return its process."""
        child = Child(name, command)
        child.start(self.environment)
        self.children.append(child)
        if child.process is None:
            raise RuntimeError(name)
        return child.process

    def stop_on_signals(self) -> None:
        """Let SIGTERM and Ctrl-C ask for the stop."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask_to_stop)

    def _ask_to_stop(self, _number: int, _frame: object) -> None:
        self.stopping = True

    def watch(self) -> None:
        """Restart what stops, ever more slowly if it keeps stopping; return when asked to stop."""
        while not self.stopping:
            for child in self.children:
                self._look_after(child)
            time.sleep(0.2)

    def _look_after(self, child: Child) -> None:
        now = time.monotonic()
        if child.process is not None and child.process.poll() is None:
            return
        if child.process is not None:
            child.stops = 1 if now - child.started_at > STEADY_S else child.stops + 1
            wait_s = min(2.0 ** (child.stops - 1), LONGEST_WAIT_S)
            log.warning("child_stopped", child=child.name, status=child.process.returncode, restart_in_s=wait_s)
            child.process, child.restart_at = None, now + wait_s
        if now >= child.restart_at:
            child.start(self.environment)

    def stop(self) -> None:
        """End all children, the last started first; what does not end in time is killed with all its own."""
        for child in reversed(self.children):
            child.signal(signal.SIGTERM)
        ends_at = time.monotonic() + STOP_GRACE_S
        while time.monotonic() < ends_at and any(self._runs(child) for child in self.children):
            time.sleep(0.05)
        for child in self.children:
            child.signal(signal.SIGKILL, whole_group=True)
            if child.process is not None:
                child.process.wait()

    @staticmethod
    def _runs(child: Child) -> bool:
        return child.process is not None and child.process.poll() is None


def keep_running(name: str, command: Sequence[str]) -> None:
    """Keep one command running until SIGTERM or Ctrl-C."""
    supervisor = Supervisor(dict(os.environ))
    supervisor.stop_on_signals()
    supervisor.start(name, command)
    try:
        supervisor.watch()
    finally:
        supervisor.stop()


if __name__ == "__main__":
    configure_logs("json" if os.environ.get("SYNDICATOR_LOG_FORMAT") == "json" else "text")
    keep_running(sys.argv[1], sys.argv[2:])
