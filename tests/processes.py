"""The service as real processes, for acceptance tests: started, watched, killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]


def wait_for(what: str, condition: Callable[[], bool], *, seconds: float) -> None:
    """Return once the condition holds; fail with `what` if it never does."""
    ends_at = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > ends_at:
            message = f"after {seconds:g} s still not: {what}"
            raise AssertionError(message)
        time.sleep(0.1)


def descendants(pid: int) -> list[int]:
    """Return the children of a process, and theirs."""
    found = [pid]
    for parent in found:
        for task in Path(f"/proc/{parent}/task").glob("*/children"):
            found += map(int, task.read_text().split())
    return found[1:]


def lives(pid: int) -> bool:
    """Return whether a process is there, and no mere entry that its parent has not read yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@dataclass
class Program:
    """One running `syndicator …`, its output in a file."""

    process: subprocess.Popen[bytes]
    log: Path

    def output(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def kill(self) -> None:
        """SIGKILL, as the system does when memory runs out; its children are left to themselves."""
        self.process.kill()
        self.process.wait()

    def kill_all(self) -> None:
        """SIGKILL, and wait until its children, left to themselves, are gone too."""
        family = descendants(self.process.pid)
        self.kill()
        wait_for("its children are gone", lambda: not any(map(lives, family)), seconds=30)

    def stop(self, number: int = signal.SIGTERM, *, seconds: float = 20) -> int:
        self.process.send_signal(number)
        return self.process.wait(timeout=seconds)


class Programs:
    """Starts programs with one environment; all of them end with the test."""

    def __init__(self, environment: Mapping[str, str], folder: Path) -> None:
        self.environment = {**os.environ, **environment}
        self._folder = folder
        self._running: list[Program] = []

    def start(self, *arguments: str) -> Program:
        log = self._folder / f"{len(self._running)}-{arguments[0]}.log"
        with log.open("wb") as file:
            process = subprocess.Popen(
                [sys.executable, "-m", "syndicator", *arguments],
                env=self.environment,
                cwd=self._folder,
                stdout=file,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        program = Program(process, log)
        self._running.append(program)
        return program

    def run(self, *arguments: str, seconds: float = 60) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(
            [sys.executable, "-m", "syndicator", *arguments],
            env=self.environment,
            cwd=self._folder,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
            stdin=subprocess.DEVNULL,
        )

    def end(self) -> None:
        for program in self._running:
            if program.process.poll() is None:
                program.process.terminate()
        for program in self._running:
            try:
                program.process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                os.killpg(program.process.pid, signal.SIGKILL)
                program.process.wait()


@contextmanager
def programs(environment: Mapping[str, str], folder: Path) -> Iterator[Programs]:
    started = Programs(environment, folder)
    try:
        yield started
    finally:
        started.end()
