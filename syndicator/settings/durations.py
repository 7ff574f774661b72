"""Durations as people write them (`5m`, `2s`, `1h30m`), in the environment and in config files."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated

from pydantic import BeforeValidator

_UNITS = {"ms": "milliseconds", "s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_PART = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s|m|h|d|w)")


def parse_duration(value: object) -> object:
    """
    Return the duration that a text such as `5m` names; what is no text or no duration is for pydantic to judge.

    Raises:
        ValueError: a text that is not a duration.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = f"{value:f}s"
    if not isinstance(value, str):
        if isinstance(value, timedelta):
            return value
        message = f"{value!r} is not a duration; write 30s, 5m, 1h30m or 2d"
        raise ValueError(message)
    text = value.strip().lower()
    parts = _PART.findall(text)
    if not parts or "".join(_PART.sub("", text).split()):
        message = f"{value!r} is not a duration; write 30s, 5m, 1h30m or 2d"
        raise ValueError(message)
    try:
        return sum((timedelta(**{_UNITS[unit]: float(number)}) for number, unit in parts), timedelta(0))
    except OverflowError as error:
        message = f"{value!r} is longer than any calendar"
        raise ValueError(message) from error


Duration = Annotated[timedelta, BeforeValidator(parse_duration)]
