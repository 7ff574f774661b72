"""Days: the dates, weekdays and words like `kemarin` that a text tells; always the day before the month."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syndicator.classify.words import Words

LEAD_LENGTH_CHARS = 4000
"""Days behind the first screens are background, and a long text is not searched for them."""
LEAD_LENGTH_WORDS = 80
"""Weekdays and `kemarin` tell the event only here; later they stand in quotes and background."""
DATELINE_LENGTH_WORDS = 8
MONTH_NAMES = """
januari februari maret april mei juni juli agustus september oktober november desember
"""
MONTHS = {name: number for number, name in enumerate(MONTH_NAMES.split(), 1)}
SHORT_MONTHS = {name[:3]: number for name, number in MONTHS.items()} | {"agt": 8, "ags": 8, "agu": 8, "nop": 11}
WEEKDAY_NAMES = {
    "senin": 0,
    "selasa": 1,
    "rabu": 2,
    "kamis": 3,
    "jumat": 4,
    "jum": 4,
    "sabtu": 5,
    "minggu": 6,
    "ahad": 6,
}
PROGRAMMES = frozenset(
    {"curhat", "kasih", "berkah", "bersih", "sehat", "bugar", "depan", "mendatang", "pertama", "kedua"}
)
"""Behind a weekday: the name of a programme (Jumat Curhat), or a day that is still to come."""
RELATIVE = {"kemarin": -1, "semalam": -1, "tadi": 0}
CENTURY, FULL_YEAR_CHARS = 2000, 4
EARLIEST_YEAR = 1990
LONGEST_DAY_CHARS = 2
WEEKDAY_REACH_WORDS = 2
WEEKDAY_REACH_CHARS, LEAST_WEEKDAY_CHARS = 12, 4
TEXTUAL = re.compile(
    r"(?<![\d/.,])(\d{1,2})(?:\s?(?:[-–]|s/d|s\.d\.?|sampai|hingga)\s?\d{1,2})?\s+"
    rf"({'|'.join([*MONTHS, *SHORT_MONTHS])})\.?(?:\s+(\d{{4}}))?\b",
    re.IGNORECASE,
)
NUMERIC = re.compile(r"(?<![\d/.,-])(\d{1,2})([/.-])(\d{1,2})(?:\2(\d{4}|\d{2}))?(?![\d/])")
DATE, WEEKDAY, WORD = range(3)


@dataclass(frozen=True, slots=True)
class ToldDay:
    """
    A day as a text tells it.

    Args:
        day, month, year: as far as told; year None where it is missing.
        weekday: Monday is 0; told alone, or before a date, with which it may disagree.
        offset: days from the publication, for `kemarin`.
        first, last: numbers of its words.
        in_dateline: it stands before the text, as the day of the release.
    """

    first: int
    last: int
    day: int | None = None
    month: int | None = None
    year: int | None = None
    weekday: int | None = None
    offset: int | None = None
    in_dateline: bool = False

    @property
    def vagueness(self) -> int:
        """A date is clearer than a weekday, and that than a word."""
        return DATE if self.day else WEEKDAY if self.weekday is not None else WORD

    def resolved(self, published_on: date | None) -> date | None:
        """Return the date, None where it needs the day of publication and that is not known, or is no date."""
        if self.year is not None:
            return _date(self.year, self.month or 0, self.day or 0)
        if published_on is None:
            return None
        if self.day is not None:
            return self._in_likely_year(published_on)
        if self.weekday is not None:
            return published_on - timedelta(days=(published_on.weekday() - self.weekday) % 7)
        return published_on + timedelta(days=self.offset or 0)

    def is_same(self, on: date) -> bool:
        """Whether a weekday without a date may mean this day."""
        return self.day is None and self.weekday == on.weekday()

    def _in_likely_year(self, published_on: date) -> date | None:
        """Return the date in the year that brings it closest to the publication."""
        years = (published_on.year + step for step in (0, -1, 1))
        dates = [on for year in years if (on := _date(year, self.month or 0, self.day or 0))]
        return min(dates, key=lambda on: abs(on - published_on), default=None)


def told_days(words: Words) -> list[ToldDay]:
    """Return the days that a text tells, in order of the text."""
    dates = list(_dates(words))
    inside = {index for day in dates for index in range(day.first - WEEKDAY_REACH_WORDS - 1, day.last + 1)}
    vague = [day for day in (*_weekdays(words), *_relative(words)) if day.first not in inside]
    return sorted([*dates, *vague], key=lambda day: day.first)


def _dates(words: Words) -> Iterator[ToldDay]:
    """Yield the dates; they are looked for at short numbers alone, for that is what they begin with."""
    numbers = [low for low in words.vocabulary if len(low) <= LONGEST_DAY_CHARS and low.isdecimal()]
    end = 0
    for index in words.where_said(numbers):
        start = words.starts[index]
        if start > LEAD_LENGTH_CHARS:
            return
        found = _date_at(words, start) if start >= end else None
        if found:
            day, end = found
            yield day


def _date_at(words: Words, start: int) -> tuple[ToldDay, int] | None:
    """Return the date that begins at an offset, and where it ends."""
    if match := TEXTUAL.match(words.text, start):
        month = MONTHS.get(match[2].casefold()) or SHORT_MONTHS[match[2].casefold()]
        return _date_told(words, match, int(match[1]), month, int(match[3]) if match[3] else None), match.end()
    match = NUMERIC.match(words.text, start)
    if match is None or not _is_date(words.text, match):
        return None
    year = match[4]
    full = int(year) if year and len(year) == FULL_YEAR_CHARS else CENTURY + int(year) if year else None
    return _date_told(words, match, int(match[1]), int(match[3]), full), match.end()


def _is_date(text: str, match: re.Match[str]) -> bool:
    """Whether digits are a date: 10.30 is a clock and 1/2 a share unless a year, a bracket or a weekday says more."""
    slashed, year = match[2] == "/", match[4]
    return slashed or len(year) == FULL_YEAR_CHARS if year else slashed and _dated(text, match.start())


def _dated(text: str, start: int) -> bool:
    """Whether a bracket stands before digits, or a weekday."""
    before = text[max(0, start - WEEKDAY_REACH_CHARS) : start].casefold().rstrip()
    return before.endswith("(") or any(name in before for name in WEEKDAY_NAMES if len(name) >= LEAST_WEEKDAY_CHARS)


def _date_told(words: Words, match: re.Match[str], day: int, month: int, year: int | None) -> ToldDay:
    first, last = (bisect_right(words.starts, offset) - 1 for offset in (match.start(), match.end() - 1))
    opens = 0 <= first - words.title_length < DATELINE_LENGTH_WORDS
    dateline = opens and any(dash in words.between(last) for dash in "-–—")
    return ToldDay(first, last, day, month, year, _weekday_before(words, first), in_dateline=dateline)


def _weekday_before(words: Words, first: int) -> int | None:
    """Return the weekday that stands right before a date: `Senin pagi (20/6/2022)`."""
    near = words.lows[max(0, first - WEEKDAY_REACH_WORDS) : first]
    return next((WEEKDAY_NAMES[low] for low in reversed(near) if low in WEEKDAY_NAMES), None)


def _weekdays(words: Words) -> Iterator[ToldDay]:
    for index in words.where_said(words.vocabulary & WEEKDAY_NAMES.keys()):
        low, last = words.lows[index], index + (words.lows[index] == "jum")
        after = words.lows[last + 1] if last + 1 < len(words) else ""
        if low == "jum" and words.lows[last : last + 1] != ["at"]:
            continue
        if _is_lead(words, index) and words.raw(index)[0].isupper() and after not in PROGRAMMES:
            yield ToldDay(index, last, weekday=WEEKDAY_NAMES[low])


def _relative(words: Words) -> Iterator[ToldDay]:
    for index in words.where_said(words.vocabulary & {*RELATIVE, "ini"}):
        low, before = words.lows[index], words.lows[index - 1] if index else ""
        of_another = before != "hari" if low == "ini" else before in WEEKDAY_NAMES
        if of_another or not _is_lead(words, index):
            continue
        offset = -1 if low == "tadi" and words.lows[index + 1 : index + 2] == ["malam"] else RELATIVE.get(low, 0)
        yield ToldDay(index, index, offset=offset)


def _is_lead(words: Words, index: int) -> bool:
    return 0 <= index - words.title_length < LEAD_LENGTH_WORDS


def _date(year: int, month: int, day: int) -> date | None:
    """Return a date, None where the calendar has no such day or it is history."""
    if year < EARLIEST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
