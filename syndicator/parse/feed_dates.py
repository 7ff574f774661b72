"""Dates as feeds write them, in English and Indonesian, with the words and zones of this country; no guesses."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

LONGEST_CHARS = 100
EARLIEST_YEAR = 1970
"""Years before it are what programs write for no date at all: -0001, 0001, 1899."""
LOCAL_HOURS = {"wib": 7, "wita": 8, "wit": 9}
"""How far the clocks of this country are ahead of UTC."""

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januari",
            "feb february februari peb pebruari",
            "mar march maret mrt",
            "apr april",
            "may mei",
            "jun june juni",
            "jul july juli",
            "aug august agu agt ags agust agustus",
            "sep sept september",
            "oct october okt oktober",
            "nov november nop nopember",
            "dec december des desember",
        ),
        start=1,
    )
    for name in names.split()
}
_ZONES = LOCAL_HOURS | {"z": 0, "ut": 0, "utc": 0, "gmt": 0}
_ZONE = r"(?P<zone>wib|wita|wit|z|(?:gmt|utc?)?\s?[+-]\d{1,2}(?::?\d{2})?|gmt|utc?)"
_TIME = r"(?P<hour>\d{1,2})[.:](?P<minute>\d{2})(?:[.:](?P<second>\d{2})(?:[.,]\d{1,9})?)?"
_CLOCK = rf"(?:{_TIME}\s*\(?{_ZONE}?\)?)?"
_USUAL = re.compile(
    rf"(?:[a-z]{{3}}, )?(?P<day>\d{{1,2}}) (?P<month>[a-z]{{3}}) (?P<year>\d{{4}}) {_TIME} (?P<zone>[+-]\d{{4}}|gmt)",
    re.ASCII,
)
_NUMERIC = re.compile(
    rf"(?P<year>\d{{4}})-(?P<month>\d{{1,2}})-(?P<day>\d{{1,2}})(?:t|,?\s+|$){_CLOCK}", re.ASCII
)  # fmt: skip
_WORDED = re.compile(
    r"(?:(?:hari\s+)?[a-z][a-z'’`]{1,12}\.?"  # Jum'at pagi,
    r"(?:\s+(?:dini\s+hari|pagi|siang|sore|petang|malam))?\s*,?\s*)?"
    r"\(?(?:(?P<day>\d{1,2})[\s-]+(?P<month>[a-z]{3,9})\.?,?[\s-]+(?P<year>\d{4})"  # 4 Juni 2025
    r"|(?P<day2>\d{1,2})/(?P<month2>\d{1,2})/(?P<year2>\d{4}|\d{2}))\)?"  # (4/6/25): always the day first
    rf"(?:,?\s*(?:[-–|]\s*)?(?:(?:mulai|sekitar|sekira)\s+)?(?:(?:pukul|pkl\.?|jam)\s*)?{_CLOCK})",
    re.ASCII,
)


def read_moment(told: str) -> datetime | None:
    """
    Return the moment that a date tells; naive where it names no zone, for then it is the site's own clock.

    WIB, WITA and WIT are UTC+7, +8 and +9. A dot separates hours and minutes as well as a colon. A weekday is not
    looked at: it and the date disagree too often. None means that the date is not of a form that we know for sure.
    """
    text = told.strip().lower()
    if not text or len(text) > LONGEST_CHARS:
        return None
    for form in (_USUAL, _NUMERIC, _WORDED):
        if found := form.fullmatch(text):
            return _moment(found.groupdict())
    return None


def _moment(told: dict[str, str | None]) -> datetime | None:
    month = told["month"] or told.get("month2") or ""
    year = int(told["year"] or _in_this_century(told.get("year2") or ""))
    if year < EARLIEST_YEAR:
        return None
    try:
        moment = datetime(  # noqa: DTZ001 -- the zone follows, where one is told
            year,
            _MONTHS.get(month) or int(month),
            int(told["day"] or told.get("day2") or 0),
            int(told["hour"] or 0),
            int(told["minute"] or 0),
            int(told["second"] or 0),
        )
        if told["zone"] is None:
            return moment
        return moment.replace(tzinfo=timezone(_offset(told["zone"]))).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _in_this_century(year: str) -> str:
    return f"20{year}" if len(year) == 2 else year


def _offset(zone: str) -> timedelta:
    """Return how far a zone is ahead of UTC; raises ValueError for numbers that no zone has."""
    if zone in _ZONES:
        return timedelta(hours=_ZONES[zone])
    hours, _, minutes = re.sub(r"[^\d:]", "", zone).partition(":")
    if not minutes and len(hours) > 2:
        hours, minutes = hours[:-2], hours[-2:]
    if int(minutes or 0) > 59:
        raise ValueError(zone)
    return (-1 if "-" in zone else 1) * timedelta(hours=int(hours), minutes=int(minutes or 0))
