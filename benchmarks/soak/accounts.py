"""
The accounts that the soak posts to: doubles of six services, in a process of their own.

    python -m benchmarks.soak.accounts SEED

prints as JSON where its control is, and how the channels are configured. `GET /shown` tells by kind what each account
shows, by the service's own names; `POST /moods` sets moods by kind, `GET /moods` counts how often each was met.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from benchmarks.feedserver import PROJECT
from tests.moody import Mood, MoodyAccount, moody_accounts
from tests.outside import Answer, Asked, outside

LATE_S = 25.0
"""Longer than a channel's patience."""
FORGETS_EVERY_S = 1.0


@dataclass(frozen=True, slots=True)
class Accounts:
    """
    Running accounts.

    Args:
        tables: `channels.toml`; `secrets` are the variables that it names.
    """

    control: str
    tables: str
    secrets: Mapping[str, str]
    kinds: tuple[str, ...]
    pid: int

    def shown(self) -> dict[str, dict[str, str]]:
        """Return by kind what each account shows: words by the service's own name of the post."""
        return dict(httpx.get(f"{self.control}/shown", trust_env=False, timeout=300).json())

    def be(self, moods: Mapping[str, Mood]) -> None:
        """Have services meet the next posts in these moods."""
        httpx.post(f"{self.control}/moods", json=moods, trust_env=False, timeout=60).raise_for_status()

    def met(self) -> dict[str, dict[str, int]]:
        """Return by kind how many requests met each mood."""
        return dict(httpx.get(f"{self.control}/moods", trust_env=False, timeout=60).json())


@contextmanager
def accounts(seed: int, complaints: Path) -> Iterator[Accounts]:
    """Run empty accounts in a good mood; that callers hang up on them is told in a file of complaints."""
    command = [sys.executable, "-m", "benchmarks.soak.accounts", str(seed)]
    with (
        complaints.open("wb") as told_on,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=told_on, cwd=PROJECT, text=True) as process,
    ):
        assert process.stdout is not None
        try:
            told = json.loads(process.stdout.readline())
            yield Accounts(told["control"], told["tables"], told["secrets"], tuple(told["kinds"]), process.pid)
        finally:
            process.terminate()


@dataclass(frozen=True, slots=True)
class _Control:
    served: Mapping[str, MoodyAccount]

    def shown(self, _: Asked) -> Answer:
        return _said({kind: dict(account.double.posts(account.world)) for kind, account in self.served.items()})

    def moods(self, asked: Asked) -> Answer:
        if asked.method == "POST":
            for kind, mood in json.loads(asked.body).items():
                self.served[kind].mood = Mood(mood)
        return _said({kind: dict(account.faults) for kind, account in self.served.items()})

    def forget(self, ended: threading.Event) -> None:
        """Let go of requests that were answered: a hundred thousand of them would fill the memory."""
        while not ended.wait(FORGETS_EVERY_S):
            for account in self.served.values():
                account.world.asked.clear()


def _said(told: object) -> Answer:
    return Answer(200, json.dumps(told).encode(), {"Content-Type": "application/json"})


def main() -> None:
    """Serve until terminated."""
    ended = threading.Event()
    with moody_accounts(int(sys.argv[1])) as served, outside() as desk:
        control = _Control(served)
        for account in served.values():
            account.late_s = LATE_S
        desk.answers |= {"/shown": control.shown, "/moods": control.moods}
        secrets = {name: secret for account in served.values() for name, secret in account.environment().items()}
        tables = "".join(account.table() for account in served.values())
        told = {"control": desk.url, "tables": tables, "secrets": secrets, "kinds": list(served)}
        print(json.dumps(told), flush=True)
        control.forget(ended)


if __name__ == "__main__":
    main()
