"""`/api/openapi.json`, and `/api/docs`: the page of the API, drawn from that very document."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from syndicator.portal.api.curl import curl_of
from syndicator.portal.api.described import IF_NONE_MATCH, WHY
from syndicator.portal.api.document import Document
from syndicator.portal.conditional import conditional
from syndicator.portal.pages import Pages

DOCUMENT = "/api/openapi.json"
PAGE = "/api/docs"
EVERYWHERE = (304, 400, 401, 403, 429, 503)
"""What is told once on the page, for all operations; the document tells it of each."""
REF = "#/components/schemas/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A parameter or a field: what it is called, of which kind it is, and what it means."""

    name: str
    kind: str
    description: str
    required: bool
    where: str = ""
    shape: str | None = None
    """The shape whose table tells more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A status, and what it means."""

    status: str
    description: str
    shape: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One way to ask."""

    id: str
    method: str
    path: str
    summary: str
    description: str
    scope: str | None
    parameters: tuple[Value, ...]
    body: str | None
    answers: tuple[Answer, ...]
    curl: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """The operations on one kind of thing."""

    name: str
    description: str
    operations: tuple[Operation, ...]


class Docs:
    """Shows the document, to programs and to people; it is written when somebody first asks."""

    def __init__(self, write: Callable[[], Document], pages: Pages) -> None:
        self._write = write
        self._pages = pages

    @cached_property
    def _document(self) -> Document:
        return self._write()

    @cached_property
    def _body(self) -> bytes:
        return json.dumps(self._document, ensure_ascii=False).encode()

    @cached_property
    def _shown(self) -> dict[str, object]:
        document = self._document
        return {
            "chapters": list(_chapters(document)),
            "shapes": dict(_shapes(document["components"]["schemas"])),
            "about": [paragraph.split("`") for paragraph in document["info"]["description"].split("\n\n")],
            "version": document["info"]["version"],
            "document": DOCUMENT,
            "everywhere": [Answer(status=str(one), description=WHY[one], shape="Problem") for one in EVERYWHERE],
        }

    def add_to(self, router: APIRouter) -> None:
        """Add the routes."""
        router.add_api_route(DOCUMENT, self.document, methods=["GET", "HEAD"])
        router.add_api_route(PAGE, self.page, methods=["GET", "HEAD"])

    def document(self, request: Request) -> Response:
        """Answer with the document."""
        answer = conditional(request, self._body, "application/json", None)
        answer.headers["Access-Control-Allow-Origin"] = "*"
        return answer

    def page(self, request: Request) -> Response:
        """Answer with the page."""
        return self._pages.answer(request, "api_docs.html", self._shown)


def _chapters(document: Document) -> Iterator[Chapter]:
    told = [
        (operation["tags"][0], _operation(path, method.upper(), operation, document))
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    for tag in document["tags"]:
        own = tuple(operation for name, operation in told if name == tag["name"])
        yield Chapter(name=tag["name"], description=tag["description"], operations=own)


def _operation(path: str, method: str, told: Mapping[str, Any], document: Document) -> Operation:
    scopes = [scope for one in told["security"] for some in one.values() for scope in some]
    content = told.get("requestBody", {}).get("content", {}).get("application/json")
    return Operation(
        id=told["operationId"],
        method=method,
        path=path,
        summary=told["summary"],
        description=told["description"],
        scope=scopes[0] if scopes else None,
        parameters=tuple(_parameter(one) for one in told["parameters"] if one["name"] != IF_NONE_MATCH["name"]),
        body=_shape(content["schema"]) if content else None,
        answers=tuple(
            _answer(status, one) for status, one in sorted(told["responses"].items()) if int(status) not in EVERYWHERE
        ),
        curl=curl_of(document["servers"][0]["url"], path, method, told),
    )


def _parameter(told: Mapping[str, Any]) -> Value:
    schema = told["schema"]
    return Value(
        name=told["name"],
        kind=kind_of(schema),
        description=told.get("description") or schema.get("description") or "",
        required=told.get("required", False),
        where=told["in"],
    )


def _answer(status: str, told: Mapping[str, Any]) -> Answer:
    content: Mapping[str, Any] = next(iter(told.get("content", {}).values()), {})
    return Answer(status=status, description=told["description"], shape=_shape(content.get("schema", {})))


def _shapes(schemas: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, tuple[str, tuple[Value, ...]]]]:
    for name, schema in schemas.items():
        if "properties" in schema:
            required = schema.get("required", ())
            fields = tuple(
                Value(
                    name=field,
                    kind=kind_of(told),
                    description=told.get("description", ""),
                    required=field in required,
                    shape=_shape(told),
                )
                for field, told in schema["properties"].items()
            )
            yield name, (schema.get("description", ""), fields)


def _shape(schema: Mapping[str, Any]) -> str | None:
    """Return the name of the shape that a schema is, or is a list of; None where it is none."""
    for one in (schema, schema.get("items", {}), *schema.get("anyOf", ())):
        if str(one.get("$ref", "")).startswith(REF):
            return str(one["$ref"]).removeprefix(REF)
    return None


def kind_of(schema: Mapping[str, Any]) -> str:
    """Return the kind of a value in a few words."""
    if "$ref" in schema:
        return str(schema["$ref"]).removeprefix(REF)
    if "anyOf" in schema:
        return " | ".join(kind_of(one) for one in schema["anyOf"])
    if "const" in schema or "enum" in schema:
        return " | ".join(f'"{one}"' for one in schema.get("enum", [schema.get("const")]))
    if schema.get("type") == "array":
        return f"[{kind_of(schema.get('items', {}))}]"
    bounds = [f"{schema[name]}" for name in ("minimum", "maximum") if name in schema]
    told = schema.get("format") or schema.get("type", "any")
    return f"{told} {'–'.join(bounds)}" if len(bounds) == 2 and schema["maximum"] < 2**53 else str(told)
