"""Problems that the API tells in more than one sentence (RFC 9457)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from http import HTTPStatus

from starlette.responses import JSONResponse, Response

from syndicator.portal.pages import NOT_AT_ALL


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a body; `pointer` is a JSON Pointer (RFC 6901) as a fragment."""

    pointer: str
    detail: str


def problem(
    status: int, detail: str, *, faults: Sequence[Fault] = (), headers: Mapping[str, str] | None = None
) -> Response:
    """Return a problem; each fault is told by itself."""
    told: dict[str, object] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    if faults:
        told["errors"] = [asdict(fault) for fault in faults]
    return JSONResponse(told, status, {"Cache-Control": NOT_AT_ALL, **(headers or {})}, "application/problem+json")
