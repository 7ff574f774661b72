"""Doorbells of what ended just now."""

from __future__ import annotations

from syndicator.dispatch.echoes import Echoes


def test_what_ended_just_now_is_not_looked_at_again() -> None:
    echoes = Echoes(lasts_s=60)
    echoes.remember([1, 2])
    assert echoes.unheard([1, 2, 3]) == [3]


def test_an_echo_dies_away() -> None:
    echoes = Echoes(lasts_s=-1)
    echoes.remember([1, 2])
    assert echoes.unheard([1, 2, 3]) == [1, 2, 3]
    assert not echoes._known
    assert not echoes._ended
