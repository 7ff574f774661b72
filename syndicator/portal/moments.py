"""Moments as readers write them, in the clock zone of the unit that they concern."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_datetime, format_timedelta

from syndicator.model.unit import Zone
from syndicator.portal.language import Language

_LONG = {Language.INDONESIAN: "d MMMM y 'pukul' HH.mm", Language.ENGLISH: "d MMMM y 'at' HH:mm"}
_SHORT = {Language.INDONESIAN: "d MMM y HH.mm", Language.ENGLISH: "d MMM y HH:mm"}
_EXACT = {Language.INDONESIAN: "d MMM y HH.mm.ss", Language.ENGLISH: "d MMM y HH:mm:ss"}
FRESH = timedelta(hours=24)
"""For how long an age says more than a date."""


def _told(pattern: str, moment: datetime, zone: Zone, language: Language) -> str:
    clock = format_datetime(moment, pattern, tzinfo=ZoneInfo(zone.iana), locale=language.value)
    return f"{clock} {zone.value}"


def long(moment: datetime, zone: Zone, language: Language) -> str:
    """Return a moment as `4 Juni 2025 pukul 10.00 WITA`."""
    return _told(_LONG[language], moment, zone, language)


def short(moment: datetime, zone: Zone, language: Language) -> str:
    """Return a moment as `4 Jun 2025 10.00 WITA`."""
    return _told(_SHORT[language], moment, zone, language)


def exact(moment: datetime, zone: Zone, language: Language) -> str:
    """Return a moment to the second, for traces."""
    return _told(_EXACT[language], moment, zone, language)


def age_or_date(moment: datetime, now: datetime, zone: Zone, language: Language) -> str:
    """Return `2 jam yang lalu` for what is fresh, else the moment itself."""
    passed = now - moment
    if timedelta(0) <= passed < FRESH:
        return format_timedelta(-passed, granularity="minute", threshold=1, add_direction=True, locale=language.value)
    return short(moment, zone, language)


def ahead_or_date(moment: datetime, now: datetime, zone: Zone, language: Language) -> str:
    """Return `dalam 5 menit` for what is to come soon; what should have come already comes within a minute."""
    left = max(moment - now, timedelta(minutes=1))
    if left < FRESH:
        return format_timedelta(left, granularity="minute", threshold=1, add_direction=True, locale=language.value)
    return short(moment, zone, language)


def span(length: timedelta, language: Language) -> str:
    """Return a length of time in its largest whole unit, rounded, as `15 menit`."""
    return format_timedelta(length, threshold=1, locale=language.value)
