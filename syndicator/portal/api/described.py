"""How the document of the API tells of faults, headers and tokens: what the operations have in common."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus

from syndicator.model.token import Scope
from syndicator.portal.api.problem import MEDIA_TYPE
from syndicator.portal.api.repeats import HEADER, LONGEST_KEY_CHARS, REPLAYED

Described = dict[int | str, dict[str, object]]

SCHEME = "token"
PROBLEM = "#/components/schemas/Problem"
LETTER = "#/components/schemas/Letter"
TEXT = {"type": "string"}
WHY = {
    304: "What the program has still holds: its ETag was shown as If-None-Match.",
    400: "The address, a header or the body cannot be read; what is wrong with it is told.",
    401: "No token, or one that does not hold: it is unknown, expired or revoked.",
    403: "The token does not allow this.",
    404: "There is no such thing, or none that may be seen.",
    408: "The body took too long to arrive.",
    409: "Its state forbids it now, or the same request is still being answered.",
    410: "The public has seen it, and it was withdrawn; the detail tells when and, if the desk gave a word, why.",
    413: "The body is too long.",
    415: "The body does not call itself JSON.",
    422: "Each fault of the body is told by its place; or another request was sent with this key.",
    429: "Too much was asked; Retry-After tells when to ask again.",
    503: "A part of the service does not answer, or too many send at this moment; ask again.",
}
DETAILS = {
    400: "this address cannot be answered",
    401: "this token is unknown, expired or revoked",
    403: "this token does not allow bulletins:read",
    404: "The address may be mistyped, or what it led to is no longer published.",
    408: "the body took too long to arrive",
    409: "the address belongs to another release of this unit",
    410: "it was withdrawn on 2026-03-02 at 08:15 UTC",
    413: "the body is longer than 1000000 bytes",
    415: "send JSON, and say so: Content-Type: application/json",
    422: "the release cannot be taken; nothing of it was stored",
    429: "this token asks too much; ask again in 12 s",
    503: "A part of the service does not answer. Try again in a moment.",
}
FAULTS: Mapping[int, list[dict[str, str]]] = {
    400: [{"parameter": "since", "detail": "write a moment with its zone, as 2026-03-02T15:04:05+07:00"}],
    422: [{"pointer": "#/title", "detail": "write one line without control characters"}],
}
QUOTA = {
    "RateLimit-Policy": {"description": "How much the token may ask, and in which window.", "schema": TEXT},
    "RateLimit": {"description": "How much of it is left.", "schema": TEXT},
}
RETRY_AFTER = {"Retry-After": {"description": "Seconds until it is worth asking again.", "schema": TEXT}}
CACHED = {"ETag": {"description": "Names this very answer.", "required": True, "schema": TEXT}}
LINKED = {"Link": {"description": 'The next page, as rel="next".', "schema": TEXT}}
LED = {"Location": {"description": "Where it is told now.", "required": True, "schema": TEXT}}
REPEATED = {REPLAYED: {"description": "`true` on an answer that was given before.", "schema": TEXT}}
CHALLENGE = {"WWW-Authenticate": {"description": "RFC 6750.", "required": True, "schema": TEXT}}
IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "description": "The ETag of the answer that is there already: 304 tells that it still holds.",
    "schema": TEXT,
}
KEY = {
    "name": HEADER,
    "in": "header",
    "description": "A name of your own for this request, bare or in quotes: within 24 hours it is answered as before.",
    "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY_CHARS, "pattern": "^[!#-~]+$"},
    "example": "5b0f5f0e-6a0d-4f0c-9f1e-0c8f1d6a7b52",
}


def faults(statuses: Iterable[int]) -> Described:
    """Return how these statuses are answered, each with an example."""
    return {status: _fault(status) for status in statuses}


def _fault(status: int) -> dict[str, object]:
    example: dict[str, object] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": DETAILS[status],
    }
    if status in FAULTS:
        example |= {"errors": FAULTS[status]}
    told: dict[str, object] = {"description": WHY[status]}
    told["content"] = {MEDIA_TYPE: {"schema": {"$ref": PROBLEM}, "example": example}}
    if status in {401, 409, 429, 503}:
        told["headers"] = CHALLENGE if status == 401 else RETRY_AFTER
    return told


def secured(scope: Scope | None) -> list[dict[str, list[str]]]:
    """Return which token an operation wants; the empty list where it wants none."""
    return [] if scope is None else [{SCHEME: [scope.value]}]
