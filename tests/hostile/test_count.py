"""How many hostile servers, addresses and documents there are; a battery only grows."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pytest

from tests.hostile import addresses, contents, documents, servers, test_certificates, test_entities, test_robots
from tests.hostile import test_addresses as redirects
from tests.hostile.bombing import BOMBS
from tests.hostile.test_waits import WAITS

BATTERY: Mapping[str, Collection[str]] = {
    "servers": servers.CASES,
    "addresses": redirects.TARGETS | addresses.UNREADABLE,
    "robots.txt": test_robots.CASES,
    "certificates": test_certificates.KINDS,
    "waits": WAITS,
    "bombs": BOMBS,
    "documents": documents.CASES | documents.EITHER,
    "entities": test_entities.DOCTYPES,
    "harmful markup": contents.HARMFUL,
    "markup without bounds": contents.BIG,
    "texts": contents.TEXTS,
}
LEAST = 300


def test_the_battery_does_not_shrink(capsys: pytest.CaptureFixture[str]) -> None:
    counts = {group: len(cases) for group, cases in BATTERY.items()}
    with capsys.disabled():
        print(f"\n{sum(counts.values())} hostile cases: {counts}")  # noqa: T201 -- the count is what this test is for
    assert sum(counts.values()) >= LEAST
