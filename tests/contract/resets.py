"""Ends of limits as services tell them: in whole seconds since 1970."""

from __future__ import annotations

import time


def reset_in(seconds: int) -> str:
    """
    Return the second that comes so many after this one.

    Near the end of a second it waits for the next, so that the answer that tells it is dated the same.
    """
    if time.time() % 1 > 0.9:
        time.sleep(0.11)
    return str(int(time.time()) + seconds)
