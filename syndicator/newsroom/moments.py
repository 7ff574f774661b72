"""Dates and hours as Indonesian releases write them; day before month, a dot between hour and minute."""

from __future__ import annotations

from datetime import datetime, timedelta

WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
DATE_FORMS = 7


def weekday(moment: datetime) -> str:
    """Return the day's name."""
    return WEEKDAYS[moment.weekday()]


def long_date(moment: datetime) -> str:
    """Return a date such as 4 Juni 2025."""
    return f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}"


def daypart(moment: datetime) -> str:
    """Return dini hari, pagi, siang, sore or malam."""
    for until, name in ((4, "dini hari"), (11, "pagi"), (15, "siang"), (18, "sore")):
        if moment.hour < until:
            return name
    return "malam"


def date_phrase(moment: datetime, form: int) -> str:
    """Return the date in one of DATE_FORMS forms, the weekday always first."""
    day, part = weekday(moment), daypart(moment)
    short = f"{moment.day}/{moment.month}"
    forms = (
        f"{day} ({short}/{moment.year})",
        f"{day}, {long_date(moment)}",
        f"{day} ({moment:%d/%m/%Y})",
        f"{day} {part} ({short}/{moment.year})",
        f"{day} ({short})",
        f"{day} {part}, {long_date(moment)}",
        f"{day} ({moment:%d/%m/%y})",
    )
    return forms[form % DATE_FORMS]


def hour_phrase(moment: datetime, zone: str) -> str:
    """Return an hour such as 08.30 WIB."""
    return f"{moment:%H.%M} {zone}"


def occasion_before(published: datetime, *, opens: int, closes: int, dice: float) -> datetime:
    """
    Return when an event happened that was reported at `published`.

    It lies in the latest opens..closes hours of the day that ended half an hour earlier; `closes`
    may pass 24 for a night. Minutes are multiples of five, as reports have them.

    Args:
        published: local time, timezone-aware.
        dice: 0..1, where in the window it falls.
    """
    midnight = published.replace(hour=0, minute=0, second=0, microsecond=0)
    step = int((closes - opens) * 12 * dice)
    moment = midnight + timedelta(hours=opens, minutes=5 * step)
    while moment > published - timedelta(minutes=30):
        moment -= timedelta(days=1)
    return moment
