"""What a long measurement is at, told beside the table."""

from __future__ import annotations

import sys
import time

_BEGAN = time.monotonic()


def tell(what: str) -> None:
    """Tell on standard error what was done or begins, with the seconds since the start."""
    print(f"[{time.monotonic() - _BEGAN:5.0f} s] {what}", file=sys.stderr, flush=True)
