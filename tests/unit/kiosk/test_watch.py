from __future__ import annotations

import threading
from collections.abc import Callable
from time import monotonic

from syndicator.errors import Unavailable
from syndicator.portal.kiosk import Lookout
from syndicator.portal.kiosk.codings import Coding
from syndicator.portal.kiosk.watch import REMEMBERED
from tests.processes import wait_for
from tests.unit.kiosk.presses import FEED, Kept


class Ears:
    """Hears whatever a test says, whenever it says it."""

    def __init__(self) -> None:
        self.heard: Callable[[], None] = lambda: None

    def listen(self, heard: Callable[[], None], ended: threading.Event) -> None:
        self.heard = heard
        ended.wait()


def test_a_generation_is_out_of_date_since_the_next_one_was_known() -> None:
    kept = Kept()
    first = kept.watch.generation
    kept.change("dua")
    kept.passes(5)
    assert kept.watch.look()
    second = kept.watch.generation
    kept.passes(2)
    kept.change("tiga")
    assert kept.watch.look()
    kept.passes(1)
    assert not kept.watch.look()
    now = kept.seconds
    outdated = [kept.watch.outdated_s(one, now) for one in (first, second, kept.watch.generation)]
    assert outdated == [3.0, 1.0, 0.0]


def test_a_generation_of_long_ago_is_out_of_date_for_ever() -> None:
    kept = Kept()
    first = kept.watch.generation
    for number in range(REMEMBERED + 1):
        kept.change(str(number))
        kept.watch.look()
    assert kept.watch.outdated_s(first, kept.seconds) == float("inf")


def test_what_is_heard_is_looked_for_at_once_and_what_is_not_heard_soon() -> None:
    kept, ears = Kept(kept=False), Ears()
    kept.watch._clock = kept.stand._clock = monotonic
    lookout = Lookout(kept.watch, kept.stand, ears)
    lookout.start()
    try:
        kept.get()
        kept.change("dua")
        ears.heard()
        wait_for("what was heard is printed ahead", lambda: len(kept.press.printed) == 2, seconds=2)
        kept.change("tiga")
        wait_for("what was not heard is printed ahead", lambda: len(kept.press.printed) == 3, seconds=2)
        assert kept.stand.at_once(FEED, Coding.IDENTITY) is not None
        kept.away = Unavailable("the database does not answer", "start it")
        kept.change("empat")
        kept.away = None
        wait_for("it looks again after a failure", lambda: len(kept.press.printed) == 4, seconds=2)
    finally:
        lookout.stop()
    assert not kept.watch.is_kept
    assert not [one for one in threading.enumerate() if one.name in {"lookout", "ears"}]
