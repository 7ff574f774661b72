"""
Run by the interpreter of the peer `reader`, in its own environment: poll feeds twice and tell what each poll took.

    python reader_peer.py DATABASE ADDRESSES WORKERS
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

from reader import make_reader  # type: ignore[import-not-found]


def cpu_s() -> float:
    """Return the CPU time of this process so far, user and system."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def main() -> None:
    """Print one line of JSON a poll."""
    database, addresses, workers = sys.argv[1:]
    reader = make_reader(database)
    feeds = Path(addresses).read_text().split()
    for address in feeds:
        reader.add_feed(address)
    for _ in range(2):
        began, before = time.monotonic(), cpu_s()
        reader.update_feeds(scheduled=False, workers=int(workers))
        took = {"feeds": len(feeds), "wall_s": time.monotonic() - began, "cpu_s": cpu_s() - before}
        peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({**took, "peak_mb": peak_mb}), flush=True)


main()
