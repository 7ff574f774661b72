"""What may be asked of a list: how much of it, from where on, and by which marks."""

from __future__ import annotations

import base64
import hashlib
import json
import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Path
from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field
from starlette.requests import Request

from syndicator.portal.api.letter import iso
from syndicator.portal.api.problem import Fault, Unusable

LONGEST_CURSOR_CHARS = 600
DIGEST_CHARS = 12
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LARGEST_ID = 2**63 - 1

Place = Sequence[int | str]


def _one_line(told: str) -> str:
    if any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in told):
        message = "write it without control characters"
        raise ValueError(message)
    return told


def _with_plus(told: object) -> object:
    """A plus sign that was not escaped in an address arrives as a blank: no moment has another one there."""
    return iso(told.replace(" ", "+") if isinstance(told, str) else told)


def _in_all_zones(told: datetime) -> datetime:
    """At the edges of the calendar some moments are beyond it by the clock of another zone."""
    try:
        told.astimezone(UTC)
    except OverflowError as error:
        message = "write a moment within the calendar of all zones"
        raise ValueError(message) from error
    return told


Slug = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_one_line)]
Words = Annotated[str, Field(max_length=200), AfterValidator(_one_line)]
StoredId = Annotated[int, Field(ge=1, le=LARGEST_ID)]
PathSlug = Annotated[str, Path(max_length=200, pattern="^[A-Za-z0-9._-]+$")]
PathId = Annotated[int, Path(ge=1, le=LARGEST_ID)]
Since = Annotated[AwareDatetime, BeforeValidator(_with_plus), AfterValidator(_in_all_zones)]


class Paged(BaseModel):
    """
    The filters of a list; one that is misspelt is a fault, for it would be lost in silence.

    A cursor holds where a page ended and which list it belongs to. It needs no signature: all that it can say is at
    which place a list is to be read on, and that is checked.
    """

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    limit: Annotated[int, Field(ge=1, le=100, description="How many at most.")] = 50
    cursor: Annotated[
        str | None,
        Field(max_length=LONGEST_CURSOR_CHARS, description="As the last page told it; with the same filters."),
    ] = None

    def place(self, request: Request, *kinds: type) -> Place | None:
        """Return where the last page ended, of these kinds; None for the first page."""
        if self.cursor is None:
            return None
        try:
            told = json.loads(
                base64.b64decode(self.cursor + "=" * (-len(self.cursor) % 4), altchars=b"-_", validate=True)
            )
        except (ValueError, RecursionError):
            told = None
        if not isinstance(told, list) or [type(one) for one in told] != [str, *kinds] or not _fits(told[1:]):
            raise Unusable(Fault(parameter="cursor", detail="take it as the last page told it"))
        if told[0] != self._digest(request):
            raise Unusable(Fault(parameter="cursor", detail="it belongs to another list, or to other filters"))
        return told[1:]

    def next_address(self, request: Request, base: str, place: Place) -> str:
        """Return the address of the page that begins behind a place."""
        told = json.dumps([self._digest(request), *place], separators=(",", ":"))
        cursor = base64.urlsafe_b64encode(told.encode()).decode().rstrip("=")
        kept = [(name, value) for name, value in request.query_params.multi_items() if name != "cursor"]
        return f"{base}{request.url.path}?{urlencode([*kept, ('cursor', cursor)])}"

    def _digest(self, request: Request) -> str:
        told = f"{request.url.path} {self.model_dump_json(exclude={'limit', 'cursor'})}"
        return hashlib.sha256(told.encode()).hexdigest()[:DIGEST_CHARS]


def _fits(place: Place) -> bool:
    return all(abs(one) <= LARGEST_ID if isinstance(one, int) else one.isprintable() for one in place)


def micros(moment: datetime) -> int:
    """Return a moment as a cursor tells it."""
    return (moment - EPOCH) // timedelta(microseconds=1)


def moment_of(told_us: int) -> datetime:
    """Return the moment that a cursor tells."""
    try:
        return EPOCH + timedelta(microseconds=told_us)
    except OverflowError as error:
        raise Unusable(Fault(parameter="cursor", detail="take it as the last page told it")) from error


def said_once(request: Request) -> None:
    """Refuse an address that says a parameter twice: which of the two counts would be a guess."""
    names = [name for name, _ in request.query_params.multi_items()]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise Unusable(*(Fault(parameter=name[:100], detail="say it once") for name in twice[:20]))
