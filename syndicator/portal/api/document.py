"""The document of the API (OpenAPI 3.1), written from the routes and the very shapes that answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema
from starlette.routing import BaseRoute

from syndicator import __version__
from syndicator.model.token import Scope
from syndicator.portal.api.described import SCHEME
from syndicator.portal.api.gate import TAGS
from syndicator.portal.api.letter import Letter
from syndicator.portal.api.problem import Problem

Document = dict[str, Any]

TITLE = "Syndicator API"
ABOUT = f"""
Press releases of police units all over Indonesia: each once, by the unit that issued it and its topics.

Show a token as `Authorization: Bearer syn_…`; a desk gives it out, with the scopes that it needs: {", ".join(Scope)}.
Units and topics are public. What is held, rejected or withdrawn is never told, whatever a token allows.

Lists are read by pages: follow `next`, which stands in the body and as a `Link`. It leads on from where the page ended,
so that nothing is told twice or left out while new releases come in. Every answer carries an `ETag`: show it as
`If-None-Match`, and 304 tells that it still holds. Errors are problems by RFC 9457. All moments are in UTC.
""".strip()
_MADE_UP = ("HTTPValidationError", "ValidationError")
"""What FastAPI tells of its own way to answer faults, which is not ours."""


def document(routes: Sequence[BaseRoute], base: str) -> Document:
    """Return the document of these routes, served at our own address."""
    told: Document = get_openapi(
        title=TITLE,
        version=__version__,
        description=ABOUT,
        routes=routes,
        servers=[{"url": base}],
        tags=[{"name": name, "description": description} for name, description in TAGS.items()],
        separate_input_output_schemas=True,
    )
    _complete(told["components"])
    for path in told["paths"].values():
        for operation in path.values():
            _correct(operation)
    return told


def _complete(components: dict[str, Any]) -> None:
    schemas = components["schemas"]
    for name in _MADE_UP:
        schemas.pop(name, None)
    _, more = models_json_schema(
        [(Letter, "validation"), (Problem, "serialization")], ref_template="#/components/schemas/{model}"
    )
    components["schemas"] = dict(sorted((schemas | more["$defs"]).items()))
    components["securitySchemes"] = {
        SCHEME: {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "syn_…",
            "description": "A token that the desk gave out (RFC 6750); each operation names the scope that it needs.",
        }
    }


def _correct(operation: dict[str, Any]) -> None:
    """Take out FastAPI's own 422, and the null in parameters: an address has no way to write it."""
    if _MADE_UP[0] in str(operation["responses"].get("422")):
        del operation["responses"]["422"]
    for parameter in operation.get("parameters", ()):
        schema = parameter["schema"]
        kinds = [one for one in schema.get("anyOf", ()) if one != {"type": "null"}]
        if len(kinds) == 1:
            del schema["anyOf"]
            parameter["schema"] = kinds[0] | schema
        parameter["schema"].pop("title", None)
