"""Occasion: when the event of a text was or began, by the days and clocks that it tells; open rather than wrong."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from syndicator.classify.clocks import clock_of
from syndicator.classify.days import told_days

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from syndicator.classify.days import ToldDay
    from syndicator.classify.words import Words
    from syndicator.model.unit import Zone

LONGEST_AGO = timedelta(days=366)
FARTHEST_AHEAD = timedelta(days=31)
"""An event this long before or behind its release is another one that the text remembers or announces."""
CUE_REACH_WORDS = 12
SAYING = """
kata katanya ujar ujarnya ungkap ungkapnya jelas jelasnya tegas tegasnya tutur tuturnya terang terangnya imbuh imbuhnya
sebut sebutnya papar paparnya mengatakan menuturkan menjelaskan mengungkapkan menyampaikan menyebut menegaskan
keterangannya keterangan dikonfirmasi dihubungi ditemui wartawan tandas tandasnya pungkas pungkasnya
"""
SAYING_WORDS = frozenset(SAYING.split())
"""A day behind these is when somebody spoke."""
HAPPENING = """
terjadi digelar dilaksanakan berlangsung dilangsungkan ditangkap diamankan dibekuk diringkus ditemukan diadakan
diselenggarakan menggelar melaksanakan mengamankan menangkap meringkus membekuk menyita dimulai mulai kejadian
peristiwa kecelakaan insiden bertempat tewas meninggal memimpin menghadiri memusnahkan
"""
HAPPENING_WORDS = frozenset(HAPPENING.split())
"""A day behind these is when something was."""
OUTER_WORDS = frozenset({"sejak", "hingga", "sampai", "sebelum", "lahir", "kelahiran", "tertanggal", "nomor", "dari"})
"""A day right behind these bounds something else, or belongs to a paper."""


def event_at(words: Words, published_at: datetime | None, zone: Zone) -> datetime | None:
    """
    Return when the event was or began, in UTC; a day without a clock counts from its midnight, by local time.

    Where weekday and date disagree the date wins, unless it lies behind its own release: then the day stays open. The
    clock's zone is the one that its letters tell (WIB, WITA, WIT), else `zone`.

    Args:
        published_at: aware; without it days are counted from the dateline's or another whole date of the text.
        zone: by which the issuing unit lives.
    """
    told = told_days(words)
    reference = _published_on(told, published_at, zone)
    for day in _eligible(words, told):
        on = day.resolved(reference)
        if on is not None and _is_near(on, day, reference):
            again = (other for other in told if other.is_same(on))
            clocks = filter(None, (clock_of(words, one, told) for one in (day, *again)))
            clock, own_zone = next(clocks, (time(), None))
            return datetime.combine(on, clock, ZoneInfo((own_zone or zone).iana)).astimezone(UTC)
    return None


def _published_on(told: Sequence[ToldDay], published_at: datetime | None, zone: Zone) -> date | None:
    if published_at is not None:
        return published_at.astimezone(ZoneInfo(zone.iana)).date()
    whole = sorted(told, key=lambda day: not day.in_dateline)
    return next(filter(None, (day.resolved(None) for day in whole)), None)


def _eligible(words: Words, told: Sequence[ToldDay]) -> list[ToldDay]:
    """Return the days that may be the event's: dates before weekdays before `kemarin`, in order of the text."""
    days = [day for day in told if not day.in_dateline and _may_be_event(words, day)]
    return sorted(days, key=lambda day: (day.vagueness, day.first))


def _may_be_event(words: Words, day: ToldDay) -> bool:
    """Whether the nearest cue before a day does not say that it is when somebody spoke, or the bound of something."""
    sentence = words.sentence(day.first)
    before = [
        words.lows[index]
        for index in range(day.first - 1, max(-1, day.first - 1 - CUE_REACH_WORDS), -1)
        if words.sentence(index) == sentence
    ]
    if OUTER_WORDS.intersection(before[:2]):
        return False
    cue = next((low for low in before if low in SAYING_WORDS or low in HAPPENING_WORDS), None)
    return cue not in SAYING_WORDS


def _is_near(on: date, day: ToldDay, reference: date | None) -> bool:
    """Whether a day may be the event's: near the release, and not wrong by its own weekday where it lies ahead."""
    if reference is None:
        return True
    mistaken = day.weekday not in {None, on.weekday()} and on > reference
    return not mistaken and -LONGEST_AGO <= on - reference <= FARTHEST_AHEAD
