"""What the programs said above the ordinary: every warning and error, counted, and the fault that explains it."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks.soak.disturbances import Disturbance

LOUD = frozenset({"warning", "error", "critical"})
AFTERWARDS = timedelta(minutes=3)
"""So long after a disturbance has ended it explains what is said."""
ALWAYS = "always: "
"""How an explanation begins that needs no disturbance: the world of the soak is so all the time."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """
    What may be said, and why.

    Args:
        event: how the event is worded, as a pattern that matches from its beginning.
        because: beginnings of disturbances as `kind what`, one of which explains it; or one that says `always: …`.
    """

    event: str
    because: tuple[str, ...]

    def holds(self, at: datetime | None, disturbances: Iterable[Disturbance]) -> bool:
        """Whether something went wrong shortly before that explains it."""
        if self.because[0].startswith(ALWAYS):
            return True
        return at is not None and any(
            one.began_at <= at <= one.ended_at + AFTERWARDS and f"{one.kind} {one.what}".startswith(self.because)
            for one in disturbances
        )


SERVERS = ("restarted database", "paused database", "paused redis", "flushed redis")
REDIS = ("paused redis", "flushed redis")
DATABASE = ("restarted database", "paused database")
ROOT = f"{ALWAYS}a soak may run as root, and Celery warns of it"
EXPLANATIONS = (
    Explanation("child_stopped", ("killed",)),
    Explanation("channel_turned", ("moody",)),
    Explanation("picture_left_out", (f"{ALWAYS}sites fail now and then, and take pictures down with their releases",)),
    Explanation(
        "delivery_stopped", (f"{ALWAYS}what a held release taught the guard stops posts that were planned before",)
    ),
    Explanation("task_failed", SERVERS),
    Explanation("polls_not_written", DATABASE),
    Explanation("lease_lost", ("paused",)),
    Explanation("endings_not_written", DATABASE),
    Explanation("guard_failed", DATABASE),
    Explanation("rates_not_counted", REDIS),
    Explanation("model_not_looked_at", DATABASE),
    Explanation("beat_without_redis|beat_lost_its_lock|beat: Connection error", (*REDIS, "paused beat")),
    Explanation("changes_not_seen|handed_out_without_a_look|log_not_read|not_counted|not_ready", SERVERS),
    Explanation("request_failed", SERVERS),
    Explanation("change_not_told|changes_not_heard", REDIS),
    Explanation("consumer: (Cannot connect|Connection to broker lost)|Connection to (broker|Redis) lost", REDIS),
    Explanation("hub_failed", SERVERS),
    Explanation(".*(SecurityWarning|_warn_or_raise_security_error|User information: uid=0)", (ROOT,)),
    Explanation("absolutely not recommended!|Please specify a different user", (ROOT,)),
    Explanation(r"worker: (Warm|Cold|Hitting|Restoring)", (f"{ALWAYS}Celery tells on its terminal that it ends",)),
)


@dataclass(frozen=True, slots=True)
class Said:
    """One loud line."""

    program: str
    level: str
    event: str
    at: datetime | None
    line: str


@dataclass(frozen=True, slots=True)
class Heard:
    """All loud lines of a run: how often each event was explained, and those that nothing explains."""

    explained: Mapping[str, int] = field(default_factory=dict)
    unexplained: Sequence[Said] = ()


def heard(folder: Path, disturbances: Sequence[Disturbance]) -> Heard:
    """Read all logs of a folder."""
    explained: Counter[str] = Counter()
    unexplained = []
    for said in (said for log in sorted(folder.glob("*.log")) for said in loud(log)):
        known = next((one for one in EXPLANATIONS if re.match(one.event, said.event)), None)
        if known is not None and known.holds(said.at, disturbances):
            explained[f"{said.event.splitlines()[0][:80]} ({', '.join(known.because)})"] += 1
        else:
            unexplained.append(said)
    return Heard(explained, unexplained)


def loud(log: Path) -> Iterator[Said]:
    """Yield the loud lines of a log in JSON; a line that is none is loud, for no program of ours writes any."""
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        if not line.strip():
            continue
        try:
            told = json.loads(line)
        except ValueError:
            yield Said(log.stem, "no JSON", line, None, line)
            continue
        if told.get("level") in LOUD:
            at = datetime.fromisoformat(told["timestamp"])
            yield Said(log.stem, told["level"], str(told["event"]), at, line)
