"""The table of faults names tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_each_fault_of_the_table_names_a_test_that_exists() -> None:
    named = set(re.findall(r"`(test_\w+)` \|$", (ROOT / "docs/faults.md").read_text(), re.MULTILINE))
    written = {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^(?:async )?def (test_\w+)", path.read_text(), re.MULTILINE)
    }
    assert named
    assert named <= written
