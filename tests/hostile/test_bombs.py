"""What unpacks to more than any machine has costs less memory than a picture."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.conftest import PROJECT
from tests.hostile.bombing import BOMBS

MOST_MB = 100
MOST_S = 10
WORDS = {"10 kB that unpack to 10 GB, packed twice": "encoded as 'gzip, gzip'"}


def test_no_bomb_costs_100_mb_nor_do_all_of_them() -> None:
    """Measured in a process of its own, for the peak of this one was others' doing."""
    done = subprocess.run([sys.executable, "-m", "tests.hostile.bombing"], cwd=PROJECT, capture_output=True, check=True)
    told = json.loads(done.stdout)
    assert told.keys() == BOMBS.keys()
    for bomb, cost in told.items():
        assert cost["kind"] == "body", bomb
        assert WORDS.get(bomb, "larger than 10 MB") in cost["words"], bomb
        assert cost["more_mb"] < MOST_MB, bomb
        assert cost["took_s"] < MOST_S, bomb
