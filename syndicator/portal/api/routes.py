"""The routes of the API, each behind the door."""

from __future__ import annotations

from fastapi import APIRouter

from syndicator.bootstrap.service import Service
from syndicator.portal.api.bearer import Bearer
from syndicator.portal.api.bulletins import Bulletins
from syndicator.portal.api.pings import Pings

ROOT = "/api/v1"


def api_router(service: Service) -> APIRouter:
    """Return the routes."""
    router, bearer = APIRouter(prefix=ROOT, include_in_schema=False), Bearer(service.access)
    Bulletins(service).add_to(router, bearer)
    Pings(service).add_to(router, bearer)
    return router
