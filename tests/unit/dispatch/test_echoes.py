"""Doorbells of what was taken just now."""

from __future__ import annotations

import multiprocessing

from syndicator.dispatch.echoes import PLACES, Echoes


def test_what_was_taken_just_now_is_not_looked_at_again() -> None:
    echoes = Echoes(lasts_s=60)
    echoes.remember([1, 2, 7 * PLACES + 5])
    assert echoes.unheard([1, 2, 3, 5, PLACES + 1, 7 * PLACES + 5]) == [3, 5, PLACES + 1]


def test_an_echo_dies_away() -> None:
    echoes = Echoes(lasts_s=-1)
    echoes.remember([1, 2])
    assert echoes.unheard([1, 2, 3]) == [1, 2, 3]


def test_processes_of_one_worker_hear_each_other() -> None:
    echoes = Echoes(lasts_s=60)
    other = multiprocessing.get_context("fork").Process(target=echoes.remember, args=([8],))
    other.start()
    other.join()
    assert echoes.unheard([8, 9]) == [9]
