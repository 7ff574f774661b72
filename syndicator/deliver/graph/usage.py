"""
How much of its calls an app has used up, as Meta tells in headers.

https://developers.facebook.com/docs/graph-api/overview/rate-limiting/: `X-App-Usage` is one object of percentages,
`X-Business-Use-Case-Usage` maps each account to a list of them, with `estimated_time_to_regain_access` in minutes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

import httpx

from syndicator.deliver.answers import LONGEST_WISH
from syndicator.deliver.graph.reading import fields_of, json_of, number_of, rows_of

NEARLY_FULL_PERCENT = 95
BREATHER = timedelta(minutes=15)
"""The windows roll over an hour: a quarter of it makes room again."""

_PERCENTAGES = ("call_count", "total_cputime", "total_time")


def regain(headers: httpx.Headers) -> timedelta | None:
    """Return the longest wait for access that the headers estimate, None where they estimate none."""
    minutes = max((number_of(usage.get("estimated_time_to_regain_access")) for usage in _usages(headers)), default=0)
    return min(timedelta(minutes=minutes), LONGEST_WISH) if minutes > 0 else None


def pause(headers: httpx.Headers) -> timedelta | None:
    """Return how long to say nothing more after a success, None while there is room."""
    used = max(
        (number_of(usage.get(name)) for usage in _usages(headers) for name in _PERCENTAGES),
        default=0,
    )
    return (regain(headers) or BREATHER) if used >= NEARLY_FULL_PERCENT else None


def _usages(headers: httpx.Headers) -> Iterator[Mapping[str, object]]:
    yield fields_of(json_of(headers.get("x-app-usage", "")))
    for usages in fields_of(json_of(headers.get("x-business-use-case-usage", ""))).values():
        yield from rows_of(usages)
