"""Dates as pages tell them, among other words and in addresses; the dates of feeds are read by `feed_dates`."""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import urlsplit

from syndicator.parse.feed_dates import read_moment

LONGEST_CHARS = 200
_CLOCK = r"(?:[\s,|–-]|pukul|pkl\.?|jam|t){0,6}(\d{1,2}[.:]\d{2}(?:[.:]\d{2})?)\s?\(?(wita|wib|wit|z|[+-]\d{2}:?\d{2})?"
_DAY = r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[\s-]{1,3}[a-z]{3,9}\.?,?[\s-]{1,3}\d{4}|\d{1,2}/\d{1,2}/\d{4}"
_AMONG_WORDS = re.compile(rf"(?<!\d)({_DAY})(?!\d)(?:{_CLOCK})?", re.IGNORECASE)
_MONTH_FIRST = re.compile(r"\b([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})\b", re.IGNORECASE)
_IN_PATH = re.compile(r"/((?:19|20)\d{2})[/-](\d{1,2})[/-](\d{1,2})(?=[/-]|$)")


def find_moment(told: str) -> datetime | None:
    """Return the first date in a text, as `feed_dates.read_moment` returns it; None if it holds none."""
    text = " ".join(told[:LONGEST_CHARS].split())
    if moment := read_moment(text):
        return moment
    for found in _AMONG_WORDS.finditer(text):
        for parts in (found.groups(""), (found[1],)):
            if moment := read_moment(" ".join(parts)):
                return moment
    month_first = _MONTH_FIRST.search(text)
    return read_moment(f"{month_first[2]} {month_first[1]} {month_first[3]}") if month_first else None


def day_in_address(address: str) -> datetime | None:
    """Return the day that an address names in its path (`/2026/06/04/`), naive; None if it names none."""
    try:
        found = _IN_PATH.search(urlsplit(address).path)
    except ValueError:
        return None
    return read_moment("-".join(found.groups())) if found else None
