"""The soak finds what is wrong: differences, growth, and lines in the logs that nothing explains."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from benchmarks.soak.compare import accounts, sources
from benchmarks.soak.compare.sources import Told
from benchmarks.soak.disturbances import Disturbance
from benchmarks.soak.logs import heard
from benchmarks.soak.memory import Memory
from benchmarks.soak.record import Kept, Post, Record
from syndicator.model.bulletin import BulletinState

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
TITLE, WORDS = "Patroli malam di pasar kota", "Personel Polres Contoh berpatroli.\nWarga merasa aman."
ADDRESS = "http://humas.test/1/"
KEPT = Kept(
    1,
    "b",
    1,
    "s",
    BulletinState.RELEASED,
    True,
    ADDRESS,
    1,
    NOON,
    NOON,
    TITLE,
    WORDS,
)
TOLD = Told(
    "r1", "humas", ADDRESS, NOON, None, None, None, is_copy=False, sensitive=False, title=TITLE,
    lines=(*WORDS.split("\n"), "(hms)"),
)  # fmt: skip
SENT = Post(7, 1, 1, "webhook", "create", "delivered", "k1", NOON)
SHOWN = f"{TITLE}\n{WORDS}"


def in_sources(told: Told, *kept: Kept) -> list[str]:
    found = sources.compare([told], Record({one.id: one for one in kept}, ()), NOON - MINUTE)
    return [one.what.partition(":")[0].partition(" http")[0] for one in found.differences]


def in_account(shown: dict[str, str], kept: Kept, *posts: Post, kind: str = "webhook") -> list[str]:
    record = Record({1: kept}, [replace(one, channel=kind) for one in posts])
    found = accounts.compare({kind: shown}, record, NOON - MINUTE)
    return [*(one.what.split(" ")[-1] for one in found.differences), *(f"open {what}" for what in found.open)]


def test_what_was_published_is_compared_with_what_is_stored() -> None:
    gone = replace(TOLD, deleted_at=NOON + 5 * MINUTE)
    edited = replace(TOLD, lines=("Personel lain.", "(hms)"), updated_at=NOON + 5 * MINUTE)
    withdrawn = replace(KEPT, state=BulletinState.WITHDRAWN)
    assert in_sources(TOLD, KEPT) == in_sources(gone, withdrawn) == []
    assert in_sources(TOLD) == ["never stored"]
    assert in_sources(TOLD, withdrawn) == ["it stands, but is withdrawn"]
    assert in_sources(gone, KEPT) == ["taken down at 12"]
    assert in_sources(replace(gone, rolled_at=NOON + 6 * MINUTE), KEPT) == [], "it left its list at once"
    assert in_sources(edited, KEPT) == ["stored in other words than"]
    assert in_sources(replace(edited, rolled_at=NOON + 6 * MINUTE), KEPT) == []
    assert in_sources(replace(TOLD, sensitive=True), KEPT) == ["sensitive, and released"]
    assert in_sources(TOLD, KEPT, replace(KEPT, id=2, address="http://humas.test/2/")) == ["nobody published"]


def test_posts_are_compared_with_stories() -> None:
    held, lost = replace(KEPT, state=BulletinState.HELD), replace(SENT, state="unconfirmed", remote_id=None)
    assert in_account({"k1": SHOWN}, KEPT, SENT) == in_account({}, held) == []
    assert in_account({}, KEPT, SENT) == ["delivered)"], "it was sent, and is not there"
    assert in_account({}, KEPT) == ["planned)"]
    assert in_account({"k1": SHOWN}, held, SENT) == ["held"]
    again = replace(SENT, id=8, remote_id="k2")
    assert in_account({"k1": SHOWN, "k2": SHOWN}, KEPT, SENT, again) == ["k2"], "two posts of one story"
    assert len(in_account({"k1": SHOWN, "k9": SHOWN}, KEPT, SENT)) == 1, "one that nobody sent"
    assert in_account({"k1": "Kabar lain"}, KEPT, SENT) == ["says"]
    assert in_account({"k1": SHOWN}, replace(KEPT, revision=2), SENT) == ["2"], "a correction never came"
    assert in_account({"k1": SHOWN}, replace(KEPT, revision=2), SENT, kind="x") == [], "nor can it, there"
    assert [one[:4] for one in in_account({"9": SHOWN}, KEPT, lost, kind="telegram")] == ["open", "open"]


def test_a_loud_line_needs_a_disturbance_before_it(tmp_path: Path) -> None:
    killed = Disturbance(kind="killed", what="worker one", began_at=NOON, ended_at=NOON + MINUTE)
    lines = [
        {"level": "info", "event": "polled", "timestamp": NOON.isoformat()},
        {"level": "warning", "event": "child_stopped", "timestamp": (NOON + MINUTE).isoformat()},
        {"level": "warning", "event": "child_stopped", "timestamp": (NOON + 60 * MINUTE).isoformat()},
        {"level": "error", "event": "release_unweighable", "timestamp": NOON.isoformat()},
    ]
    said = "\n".join([*map(json.dumps, lines), "Traceback (most recent call last):", "worker: Warm shutdown"])
    (tmp_path / "worker.log").write_text(said)
    told = heard(tmp_path, [killed])
    assert sorted(told.explained.values()) == [1, 1]
    assert [one.event.split()[0] for one in told.unexplained] == ["child_stopped", "release_unweighable", "Traceback"]


@pytest.mark.parametrize(("last_mb", "flat"), [(104.0, True), (106.0, False)])
def test_memory_that_grows_by_more_than_a_twentieth_is_not_flat(last_mb: float, flat: bool) -> None:  # noqa: FBT001
    memory = Memory(frozenset({"worker"}), rounds=9)
    for name, pid in (("worker", 1), ("newsroom", 2)):
        memory.samples[name, pid] += [50.0] * 3 + [100.0] * 3 + [last_mb] * 3
    memory.samples["worker", 3] += [100.0] * 5
    found = {one.pid: one for one in memory.flatness()}
    assert (found[1].is_flat, found[2].is_flat) == (flat, True)
    assert 3 not in found, "what was killed early says nothing"
