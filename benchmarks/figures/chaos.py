"""
Ten thousand posts to six services that fail in turn, while workers are killed and databases restart.

CHAOS_DELIVERIES sets another number.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

from benchmarks.feedserver import PROJECT
from benchmarks.figure import Figure

TEST = "tests/acceptance/test_fan_out_chaos.py"


def measure() -> Iterator[Figure]:
    """Yield how many posts were planned, where every one of them was made once or is known to be unknown."""
    deliveries = os.environ.get("CHAOS_DELIVERIES", "10000")
    told = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", TEST],
        cwd=PROJECT,
        env=os.environ | {"CHAOS_DELIVERIES": deliveries},
        capture_output=True,
        text=True,
        check=False,
    )
    if told.returncode:
        print(told.stdout, file=sys.stderr)
    yield Figure(
        what="posts through chaos, each made once by its service's own record",
        ours=0.0 if told.returncode else float(deliveries),
        beside="planned",
        other=float(deliveries),
        aim=1,
    )
