"""Problems that the API tells (RFC 9457), each fault of a request by its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Annotated

from pydantic import BaseModel, Field
from starlette.responses import Response

from syndicator.portal.pages import NOT_AT_ALL

MEDIA_TYPE = "application/problem+json"


class Fault(BaseModel):
    """One thing that is wrong with a request."""

    pointer: Annotated[
        str | None,
        Field(description="Where in the body: a JSON Pointer (RFC 6901) as a fragment.", examples=["#/title"]),
    ] = None
    parameter: Annotated[str | None, Field(description="Which parameter of the address.", examples=["since"])] = None
    detail: str


class Problem(BaseModel):
    """Why a request was not answered as asked (RFC 9457)."""

    type: Annotated[str, Field(description="`about:blank`: the status says of which kind it is.")] = "about:blank"
    title: Annotated[str, Field(description="The name of the status.")]
    status: int
    detail: Annotated[str, Field(description="What is wrong with this very request.")]
    errors: Annotated[list[Fault] | None, Field(description="Each fault of the request by itself.")] = None


class Unusable(Exception):
    """A request that cannot be answered for what stands in its address."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(*faults)
        self.faults = faults


def problem(
    status: int, detail: str, *, faults: Sequence[Fault] = (), headers: Mapping[str, str] | None = None
) -> Response:
    """Return a problem; each fault is told by itself."""
    told = Problem(
        title=HTTPStatus(status).phrase, status=status, detail=detail, errors=list(faults) if faults else None
    )
    body = told.model_dump_json(exclude_none=True)
    return Response(body, status, {"Cache-Control": NOT_AT_ALL, **(headers or {})}, MEDIA_TYPE)
