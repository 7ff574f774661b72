"""Patience with a database that is away for a moment, where what is at hand would have to be got anew otherwise."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from syndicator.errors import SyndicatorError

FIRST_WAIT_S, LONGEST_WAIT_S = 0.1, 5.0
Done = TypeVar("Done")


def patiently(
    act: Callable[[], Done],
    *,
    within: timedelta,
    tell: Callable[[SyndicatorError], None],
    over: type[SyndicatorError] = SyndicatorError,
) -> Done:
    """
    Return what an act returns that is safe to do twice, trying again for so long, with longer and longer waits.

    Args:
        tell: is called with each failure that is tried over.
        over: what is tried over; anything else is raised at once.

    Raises:
        SyndicatorError: what came of the last try.
    """
    ends, wait_s = time.monotonic() + within.total_seconds(), FIRST_WAIT_S
    while True:
        try:
            return act()
        except over as error:
            if time.monotonic() + wait_s > ends:
                raise
            tell(error)
        time.sleep(wait_s)
        wait_s = min(2 * wait_s, LONGEST_WAIT_S)
