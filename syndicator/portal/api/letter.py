"""The body of a release that is sent to the API: every bound of it, and every fault at once."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from syndicator.model.submission import Submission
from syndicator.model.subscription import is_web_address
from syndicator.normalise.dates import EARLIEST, FUTURE_TOLERANCE
from syndicator.portal.api.problem import Fault

MOST_FAULTS = 20
LONGEST_TEXT_CHARS = 500_000


def _one_line(told: str) -> str:
    told = told.strip()
    if not told or any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in told):
        message = "write one line without control characters"
        raise ValueError(message)
    return told


def _web_address(told: str) -> str:
    if not is_web_address(told):
        message = "write an address that begins with http:// or https://"
        raise ValueError(message)
    return told


def iso(told: object) -> object:
    """A bare number is no moment, though pydantic would read seconds since 1970 out of it."""
    if told is not None and not (isinstance(told, str) and "T" in told.upper()):
        message = "write a moment with its zone, as 2026-03-02T15:04:05+07:00"
        raise ValueError(message)
    return told


EXAMPLE: dict[str, object] = {
    "id": "2026-001",
    "title": "Patroli malam di Sukamaju",
    "text": "Sukamaju – Personel Polsek Sukamaju berpatroli di pasar dan terminal pada Senin malam.",
    "published_at": "2026-03-02T21:30:00+07:00",
    "author": "Humas Polsek Sukamaju",
}
"""A letter as the document of the API shows it."""

Line = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_one_line)]
Address = Annotated[str, AfterValidator(_web_address)]
Moment = Annotated[AwareDatetime, Field(strict=False), BeforeValidator(iso)]


class Letter(BaseModel):
    """What a unit sends; unknown fields are faults, for one that is misspelt would be lost in silence."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        hide_input_in_errors=True,
        json_schema_extra={"anyOf": [{"required": ["text"]}, {"required": ["html"]}]},
    )

    id: Line
    title: Annotated[str, Field(min_length=1, max_length=500), AfterValidator(_one_line)]
    html: Annotated[str, Field(max_length=LONGEST_TEXT_CHARS)] | None = None
    text: Annotated[str, Field(max_length=LONGEST_TEXT_CHARS)] | None = None
    published_at: Moment | None = None
    updated_at: Moment | None = None
    author: Line | None = None
    image: Address | None = None
    categories: Annotated[list[Annotated[Line, Field(max_length=100)]], Field(max_length=50)] = []
    address: Address | None = None

    def faults(self, now: datetime) -> Iterator[Fault]:
        """Yield what no single field tells."""
        if not ((self.html or "").strip() or (self.text or "").strip()):
            yield Fault(pointer="#/text", detail="write what the release says, as text or as html")
        for name, moment in (("published_at", self.published_at), ("updated_at", self.updated_at)):
            if moment is not None and not EARLIEST <= moment <= now + FUTURE_TOLERANCE:
                yield Fault(pointer=f"#/{name}", detail="write a moment that is neither in the future nor before 1995")

    def submission(self, now: datetime) -> Submission:
        """Return what was sent; a release without a date is published now."""
        return Submission(
            id=self.id,
            title=self.title,
            html=self.html,
            text=self.text,
            published_at=self.published_at or now,
            updated_at=self.updated_at,
            author=self.author,
            image=self.image,
            categories=tuple(self.categories),
            address=self.address,
        )


def read_letter(body: bytes, now: datetime) -> Submission | Sequence[Fault]:
    """
    Return the submission that a body holds, or all that is wrong with it.

    Raises:
        ValueError: it is not JSON.
    """
    try:
        letter = Letter.model_validate_json(body)
    except ValidationError as error:
        told = error.errors(include_url=False, include_context=False, include_input=False)
        if any(one["type"] == "json_invalid" for one in told):
            message = "the body is not JSON in UTF-8"
            raise ValueError(message) from error
        return [Fault(pointer=_pointer(one["loc"]), detail=words(one["msg"])) for one in told[:MOST_FAULTS]]
    return list(letter.faults(now)) or letter.submission(now)


def _pointer(place: Sequence[int | str]) -> str:
    parts = [str(part)[:100].replace("~", "~0").replace("/", "~1") for part in place]
    return "#" + "".join(f"/{part}" for part in parts)


def words(message: str) -> str:
    """Return what pydantic says of a fault, without its own opening."""
    return message.removeprefix("Value error, ")
