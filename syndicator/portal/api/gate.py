"""The gate: how a way to ask the API is added, with its guards and with all that its document tells of it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from syndicator.model.token import Scope
from syndicator.portal.api import described
from syndicator.portal.api.bearer import Bearer
from syndicator.portal.api.described import Described
from syndicator.portal.api.paging import said_once

TAGS = {
    "bulletins": "Releases as the public may see them; and releases that units without a site send.",
    "stories": "Which bulletins tell the same release.",
    "sources": "Where releases come from.",
    "channels": "Where bulletins are posted.",
    "deliveries": "What was posted where, and what became of it.",
    "units": "The police units and their commands.",
    "topics": "The desk's vocabulary.",
}


class Gate:
    """Adds routes to a router."""

    def __init__(self, router: APIRouter, bearer: Bearer) -> None:
        self._router = router
        self._bearer = bearer

    def shows(
        self,
        path: str,
        endpoint: Callable[..., Any],
        shape: type[BaseModel],
        summary: str,
        *,
        scope: Scope | None = None,
        leads: bool = False,
        faults: Collection[int] = (),
    ) -> None:
        """
        Add a way to read, for HEAD too.

        Args:
            scope: None where nobody needs a token.
            leads: whether it may lead elsewhere.
            faults: the statuses beyond those of every such way.
        """
        guards = self._guards(scope)
        headers = described.CACHED | ({} if "{" in path else described.LINKED) | (described.QUOTA if scope else {})
        told: Described = {
            200: {"description": "As asked.", "headers": headers},
            304: {"description": described.WHY[304], "headers": described.CACHED},
            **described.faults(sorted({400, 503, *faults, *((401, 403, 429) if scope else ())})),
        }
        if leads:
            told[302] = {"description": "Another one stands for it now.", "headers": described.LED}
        self._router.add_api_route(
            path,
            endpoint,
            methods=["GET"],
            response_model=shape,
            summary=summary,
            tags=[path.split("/")[1]],
            responses=told,
            dependencies=guards,
            openapi_extra={"security": described.secured(scope), "parameters": [described.IF_NONE_MATCH]},
            operation_id=_name(path),
        )
        self._router.add_api_route(path, endpoint, methods=["HEAD"], dependencies=guards, include_in_schema=False)

    def takes(
        self,
        path: str,
        endpoint: Callable[..., Any],
        summary: str,
        *,
        name: str,
        scope: Scope,
        answers: Described,
        faults: Collection[int],
        body: dict[str, object] | None = None,
        max_body_size: int | None = None,
    ) -> None:
        """Add a way to send; the lowest status of `answers` is the usual one."""
        told = {status: one | {"headers": _sent_headers(status, one)} for status, one in answers.items()}
        extra: dict[str, Any] = {"security": described.secured(scope), "parameters": [described.KEY]}
        self._router.add_api_route(
            path,
            endpoint,
            methods=["POST"],
            status_code=int(min(answers, key=int)),
            summary=summary,
            tags=[path.split("/")[1]],
            responses=told | described.faults(sorted({400, 401, 403, 409, 422, 429, 503, *faults})),
            dependencies=self._guards(scope),
            openapi_extra=extra | ({"requestBody": body} if body else {}),
            operation_id=name,
            max_body_size=max_body_size,
        )

    def _guards(self, scope: Scope | None) -> list[Any]:
        door = [Depends(self._bearer.opener(scope))] if scope else []
        return [*door, Depends(said_once)]


def _sent_headers(status: int | str, one: dict[str, object]) -> dict[str, object]:
    own = one.get("headers")
    told: dict[str, object] = {**described.QUOTA, **described.REPEATED}
    if status == 201:
        told |= described.LED
    return told | (own if isinstance(own, dict) else {})


def _name(path: str) -> str:
    """`/bulletins` is `listBulletins`, `/bulletins/{bulletin_id}` is `getBulletin`."""
    noun = path.split("/")[1].capitalize()
    if "{" not in path:
        return f"list{noun}"
    return f"get{noun[:-3]}y" if noun.endswith("ies") else f"get{noun.removesuffix('s')}"
