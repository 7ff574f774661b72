"""`POST /api/v1/sources/{id}/ping`: somebody says that a source has something new."""

from __future__ import annotations

import math
from typing import Annotated

from fastapi import Depends, Path
from fastapi.routing import APIRouter
from starlette.responses import JSONResponse, Response

from syndicator.bootstrap.service import Service
from syndicator.model.token import Scope
from syndicator.portal.api.bearer import Bearer
from syndicator.portal.api.problem import problem
from syndicator.portal.pages import NOT_AT_ALL

StoredId = Annotated[int, Path(ge=1, le=2**63 - 1)]


class Pings:
    """Takes pings; whatever body they carry is not read."""

    def __init__(self, service: Service) -> None:
        self._receiving = service.receiving

    def add_to(self, router: APIRouter, bearer: Bearer) -> None:
        """Add the route."""
        guards = [Depends(bearer.opener(Scope.SOURCES_PING))]
        router.add_api_route("/sources/{source_id}/ping", self.ping, methods=["POST"], dependencies=guards)

    def ping(self, source_id: StoredId) -> Response:
        """Have a source polled at once; too soon after the last ping, it is polled when that time is over."""
        pinged = self._receiving.ping(source_id)
        wait_s = max(math.ceil(pinged.wait.total_seconds()), 1)
        headers = {"Retry-After": str(wait_s), "Cache-Control": NOT_AT_ALL}
        if pinged.accepted:
            return JSONResponse({"source": source_id, "asked": "now"}, 202, headers)
        return problem(429, f"it was pinged just now, and is asked again in {wait_s} s by itself", headers=headers)
