"""Reading what services answer: fields of JSON, their own words of an error, and when a limit ends."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx

from syndicator.deliver.answers import LONGEST_WISH

LONGEST_WORDS_CHARS = 200


def fields(answer: httpx.Response) -> Mapping[str, object]:
    """Return the object that an answer is in JSON; an empty one if it is none."""
    try:
        return within(json.loads(answer.content))
    except (ValueError, RecursionError):
        return {}


def within(value: object) -> Mapping[str, object]:
    """Return a value that is an object; an empty one if it is anything else."""
    return value if isinstance(value, dict) else {}


def each(value: object) -> list[Mapping[str, object]]:
    """Return the objects of a list; none if it is no list."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def words(value: object) -> str:
    """Return a text as one line, no longer than a person reads; empty if it is no text."""
    line = " ".join(str(value).split()) if isinstance(value, str) else ""
    return "".join(sign for sign in line if sign.isprintable())[:LONGEST_WORDS_CHARS]


def until(epoch_s: str, answer: httpx.Response, now: datetime) -> timedelta | None:
    """
    Return the wait until a moment that a service names in seconds since 1970, at most a day; None if it names none.

    Where the answer tells the service's own time, its clock counts and not ours.
    """
    if not (epoch_s.isascii() and epoch_s.isdecimal() and len(epoch_s) < 12):
        return None
    wait = datetime.fromtimestamp(int(epoch_s), UTC) - _told_time(answer, now)
    return min(max(wait, timedelta(0)), LONGEST_WISH)


def _told_time(answer: httpx.Response, now: datetime) -> datetime:
    try:
        told = parsedate_to_datetime(answer.headers.get("date", ""))
    except (ValueError, TypeError):
        return now
    return told if told.tzinfo else told.replace(tzinfo=UTC)
