"""Faults that ordinary servers have now and then, drawn by seed, site and number of the request."""

from __future__ import annotations

import zlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from syndicator.newsroom.answers import Answer, Question, http_date, page
from syndicator.newsroom.options import FaultLevel

SHARES: dict[FaultLevel, float] = {"none": 0.0, "some": 0.08, "hostile": 0.15}
SLOW_FROM_S, SLOW_TO_S = 2.0, 5.0
DATABASE_ERROR = (
    "<!DOCTYPE html><html lang='id'><head><title>Galat basis data</title></head>"
    "<body><h1>Gagal terhubung dengan basis data</h1></body></html>"
)


class Fault(StrEnum):
    """What goes wrong with one answer."""

    SERVER_ERROR = "server-error"
    UNAVAILABLE_SECONDS = "unavailable-seconds"
    UNAVAILABLE_DATE = "unavailable-date"
    TOO_MANY = "too-many"
    RESET = "reset"
    SLOW = "slow"
    TRUNCATED = "truncated"
    ERROR_PAGE = "error-page"
    WRONG_CHARSET = "wrong-charset"
    STALE = "stale-304"


FAULTS = tuple(Fault)
# Status and Retry-After of the faults that take the place of the answer.
REFUSALS = {
    Fault.SERVER_ERROR: (500, ""),
    Fault.UNAVAILABLE_SECONDS: (503, "20"),
    Fault.UNAVAILABLE_DATE: (503, "date"),
    Fault.TOO_MANY: (429, "15"),
    Fault.ERROR_PAGE: (200, ""),
}


def fault_for(level: FaultLevel, *, seed: int, site: str, request: int) -> Fault | None:
    """Return what goes wrong with a site's request of this number, or None; the same every time."""
    share = SHARES[level]
    if not share:
        return None
    dice = zlib.crc32(f"fault {seed} {site} {request}".encode())
    if dice % 10_000 >= share * 10_000:
        return None
    return FAULTS[dice // 10_000 % len(FAULTS)]


def slowness_s(fault: Fault | None, request: int) -> float:
    """Return the seconds that an answer is held back."""
    if fault is not Fault.SLOW:
        return 0.0
    return SLOW_FROM_S + (SLOW_TO_S - SLOW_FROM_S) * (request * 37 % 100) / 100


def spoilt(answer: Answer, fault: Fault, question: Question) -> Answer:
    """Return an answer after a fault that shows in status, headers or body; the others leave it alone."""
    if fault in REFUSALS:
        status, retry_after = REFUSALS[fault]
        wait = http_date(datetime.now(UTC) + timedelta(seconds=30)) if retry_after == "date" else retry_after
        return page(status, DATABASE_ERROR, **({"retry-after": wait} if wait else {}))
    if fault is Fault.WRONG_CHARSET:
        return replace(answer, content_type=answer.content_type.replace("UTF-8", "UTF-16"))
    conditional = "if-none-match" in question.headers or "if-modified-since" in question.headers
    return answer.unchanged() if fault is Fault.STALE and conditional else answer
