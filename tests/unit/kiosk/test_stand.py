from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from syndicator.errors import Unavailable
from syndicator.portal.kiosk.codings import Coding
from syndicator.portal.kiosk.sheet import LASTS_S
from syndicator.portal.kiosk.stand import GRACE_S, POPULAR_S
from syndicator.portal.kiosk.watch import BLIND_S, UNSEEN_S
from tests.unit.kiosk.presses import FEED, Kept

AWAY = Unavailable("the database does not answer", "start it")


def test_what_is_asked_for_a_thousand_times_is_printed_once() -> None:
    kept = Kept()
    for _ in range(1_000):
        kept.text()
    assert kept.press.printed == [FEED]


def test_all_who_ask_at_once_wait_for_one_printing() -> None:
    kept = Kept()
    kept.press.may_print.clear()
    with ThreadPoolExecutor(20) as pool:
        asked = [pool.submit(kept.text) for _ in range(20)]
        kept.press.may_print.set()
        assert {one.result(10) for one in asked} == {kept.press.text}
    assert kept.press.printed == [FEED]


def test_a_change_that_was_heard_is_printed_before_the_grace_is_over() -> None:
    kept = Kept()
    kept.text()
    kept.change("dua")
    assert kept.text().startswith("satu"), "nobody has looked yet"
    kept.watch.look()
    kept.press.may_print.clear()
    kept.passes(GRACE_S / 2)
    assert kept.text().startswith("satu"), "the new one is being printed"
    kept.press.may_print.set()
    kept.settle()
    assert kept.text() == "dua"
    assert len(kept.press.printed) == 2


def test_what_was_not_asked_for_since_a_change_is_never_handed_out_old() -> None:
    kept = Kept()
    kept.text()
    kept.change("dua")
    kept.watch.look()
    kept.passes(1.0)
    kept.watch.look()
    assert kept.text() == "dua"


def test_while_nobody_keeps_looking_each_request_looks() -> None:
    kept = Kept(kept=False)
    for text in ("satu", "dua", "tiga"):
        kept.change(text)
        assert kept.text() == text
        assert kept.text() == text
    assert len(kept.press.printed) == 3


def test_what_is_asked_for_all_the_time_is_printed_ahead() -> None:
    kept = Kept()
    seldom = (FEED[0], "page=2")
    kept.get(seldom)
    kept.passes(POPULAR_S + 1)
    kept.watch.look()
    kept.get()
    kept.change("dua")
    kept.watch.look()
    kept.stand.print_ahead()
    kept.settle()
    assert kept.press.printed == [seldom, FEED, FEED]
    assert kept.stand.at_once(FEED, Coding.IDENTITY) is not None


def test_printing_ahead_leaves_time_for_everything_else() -> None:
    kept = Kept()
    kept.get()
    for _ in range(100):
        kept.passes(0.01)
        kept.change(f"{kept.seconds}")
        kept.watch.look()
        kept.stand.print_ahead()
        kept.settle()
    assert 4 <= len(kept.press.printed) <= 8, "in one second"


def test_time_alone_has_it_printed_anew() -> None:
    kept = Kept()
    kept.get()
    kept.passes(LASTS_S + 1)
    kept.watch.look()
    kept.get()
    kept.settle()
    assert len(kept.press.printed) == 2


def test_what_is_not_there_is_known_until_something_changes() -> None:
    kept = Kept()
    nothing = ("/feeds/topics/nothing.rss", "")
    for _ in range(10):
        assert kept.get(nothing).printed is None
    assert kept.press.printed == [nothing]
    kept.press.paths.add(nothing[0])
    kept.change("ada")
    kept.watch.look()
    assert kept.text(nothing) == "ada", "what was not there is never told a moment longer"


def test_memory_is_bounded_whatever_is_asked_for() -> None:
    kept = Kept(room_bytes=100_000)
    for number in range(500):
        kept.get((FEED[0], f"page={number}"))
        kept.get((f"/feeds/topics/nothing-{number}.rss", "q" * 100))
        kept.get()
    assert kept.shelf.used_bytes <= 100_000
    assert len(kept.shelf) < 50
    assert kept.press.printed.count(FEED) == 1, "what is asked for again and again stays"


def test_a_giant_is_printed_and_not_kept() -> None:
    kept = Kept(room_bytes=100_000)
    kept.get(("/feeds/topics/nothing.rss", ""))
    kept.change("x" * 50_000)
    kept.watch.look()
    assert len(kept.text()) == 50_000
    assert kept.shelf.used_bytes < 10_000


def test_codings_are_packed_once_a_change_and_only_where_they_are_asked_for() -> None:
    kept = Kept()
    assert set(kept.get(coding=Coding.GZIP).packed) == {Coding.IDENTITY, Coding.GZIP}
    first = kept.get(coding=Coding.BROTLI)
    assert set(first.packed) == {Coding.IDENTITY, Coding.GZIP, Coding.BROTLI}
    assert kept.get(coding=Coding.GZIP).packed == first.packed
    assert kept.press.printed == [FEED]
    kept.change("dua " * 300)
    kept.watch.look()
    kept.stand.print_ahead()
    kept.settle()
    ahead = kept.stand.at_once(FEED, Coding.BROTLI)
    assert ahead is not None
    assert set(ahead.packed) == {Coding.IDENTITY, Coding.GZIP, Coding.BROTLI}


def test_while_the_database_is_away_what_stands_is_handed_out_for_a_while() -> None:
    kept = Kept()
    kept.text()
    kept.away = kept.press.fails = AWAY
    kept.passes(UNSEEN_S + 1)
    assert kept.text().startswith("satu")
    with pytest.raises(Unavailable):
        kept.text((FEED[0], "page=2"))
    kept.passes(BLIND_S)
    with pytest.raises(Unavailable):
        kept.text()
    kept.away = kept.press.fails = None
    assert kept.text().startswith("satu")


def test_a_press_that_fails_is_tried_again() -> None:
    kept = Kept()
    kept.press.fails = AWAY
    with pytest.raises(Unavailable):
        kept.text()
    kept.press.fails = None
    assert kept.text().startswith("satu")


def test_a_stand_that_closes_ends_its_threads() -> None:
    kept = Kept()
    kept.get()
    kept.stand.close()
    assert not [thread for thread in threading.enumerate() if thread in kept.stand._printers._threads]
