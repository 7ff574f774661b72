"""Probes: does this process live, and may requests be sent to it."""

from __future__ import annotations

from dataclasses import asdict

from fastapi import APIRouter
from starlette.responses import JSONResponse, Response

from syndicator.bootstrap.service import Service
from syndicator.portal.pages import NOT_AT_ALL
from syndicator.telemetry import logger

log = logger(__name__)

HEADERS = {"Cache-Control": NOT_AT_ALL}


class Health:
    """Answers probes in JSON."""

    def __init__(self, service: Service) -> None:
        self._checkup = service.checkup

    def router(self) -> APIRouter:
        """Return the routes."""
        router = APIRouter(include_in_schema=False)
        router.add_api_route("/healthz", self.alive, methods=["GET", "HEAD"])
        router.add_api_route("/readyz", self.ready, methods=["GET", "HEAD"])
        return router

    async def alive(self) -> Response:
        """Answer that the process runs; nothing else is asked."""
        return JSONResponse({"status": "alive"}, headers=HEADERS)

    def ready(self) -> Response:
        """Answer 200 where all that requests need is well, else 503; each part is told with its mend."""
        findings = self._checkup.ready()
        ill = [finding.part for finding in findings if not finding.well]
        if ill:
            log.warning("not_ready", parts=ill)
        told = {"status": "not ready" if ill else "ready", "checks": [asdict(finding) for finding in findings]}
        return JSONResponse(told, 503 if ill else 200, HEADERS)
