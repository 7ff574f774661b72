"""The programs of the service as the soak runs them, by the names under which the report tells of them."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psutil

from benchmarks.machine import Machine
from tests.processes import wait_for
from tests.servers import free_port

SYNDICATOR = (sys.executable, "-m", "syndicator")
WORKERS, PORTALS = ("worker one", "worker two"), ("portal one", "portal two")
BEAT = "beat"
CONCURRENCY = "4"
"""Processes of each worker: polls and posts mostly wait for others."""


@dataclass
class House:
    """Two workers, a beat, and two portals over one machine."""

    machine: Machine
    logs: Path
    programs: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    ports: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.ports = {PORTALS[0]: self.machine.port, PORTALS[1]: free_port()}

    def start_workers(self) -> None:
        """Start both workers and beat."""
        for name in WORKERS:
            self._start(name, "worker", "--concurrency", CONCURRENCY)
        self._start(BEAT, "beat")

    def start_portals(self) -> None:
        """Start both portals, and wait until they answer."""
        for name in PORTALS:
            self.start_portal(name)
        for name in PORTALS:
            wait_for(f"{name} answers", lambda name=name: self._answers(name), seconds=120)

    def start_portal(self, name: str) -> None:
        """Start a portal."""
        self._start(name, "portal", SYNDICATOR_PORT=str(self.ports[name]))

    def portal(self, name: str) -> str:
        """Return the address of a portal."""
        return f"http://127.0.0.1:{self.ports[name]}"

    def end(self, *names: str) -> None:
        """End programs in peace."""
        for name in names:
            self.programs[name].terminate()
        for name in names:
            self.programs[name].wait(timeout=120)

    def tree(self, name: str) -> list[psutil.Process]:
        """Return a program's processes, itself first; none once it has ended."""
        try:
            head = psutil.Process(self.programs[name].pid)
            return [head, *head.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    def _start(self, name: str, *arguments: str, **environment: str) -> None:
        log = self.logs / f"{name.replace(' ', '-')}.log"
        self.programs[name] = self.machine.start((*SYNDICATOR, *arguments), log=log, environment=environment)

    def _answers(self, name: str) -> bool:
        try:
            return httpx.get(f"{self.portal(name)}/healthz", trust_env=False, timeout=5).is_success
        except httpx.TransportError:
            return False
