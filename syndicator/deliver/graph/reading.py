"""Reading JSON of which nothing is certain."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping


def json_of(text: str) -> object:
    """Return what a text tells, None where it is no JSON."""
    try:
        told: object = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return told


def fields_of(value: object) -> Mapping[str, object]:
    """Return an object's fields, none where it is something else."""
    return value if isinstance(value, dict) else {}


def rows_of(value: object) -> tuple[Mapping[str, object], ...]:
    """Return the objects of a list."""
    return tuple(row for row in value if isinstance(row, dict)) if isinstance(value, list) else ()


def text_of(value: object) -> str:
    """Return a text or the digits of a number, else nothing."""
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def number_of(value: object) -> int:
    """Return a number, or the one that a text writes; 0 where there is none."""
    if isinstance(value, int | float):
        return int(value)
    return int(value) if isinstance(value, str) and value.lstrip("-").isdecimal() else 0


def texts_in(value: object) -> Iterator[str]:
    """Yield all texts at any depth."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from texts_in(inner)
