"""The routes of the desk, each behind the door by its name."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from syndicator.bootstrap.service import Service
from syndicator.portal.desk.access import Door, genuine
from syndicator.portal.desk.corrections import Corrections
from syndicator.portal.desk.decisions import Decisions
from syndicator.portal.desk.entrance import Entrance
from syndicator.portal.desk.shell import DeskPages
from syndicator.portal.desk.views import Views
from syndicator.portal.pages import Pages


def desk_router(service: Service, pages: Pages) -> APIRouter:
    """Return the routes."""
    door = Door(service.accounts)
    corrections = Corrections(service)
    views = Views(service, DeskPages(service, pages), corrections.offers)
    decisions = Decisions(service)
    router = APIRouter(include_in_schema=False)
    router.include_router(Entrance(service, pages, door).router())
    for name, path, shown in (
        ("desk.inbox", "/desk", views.inbox),
        ("desk.held", "/desk/held", views.held),
        ("desk.bulletin", "/desk/bulletins/{bulletin_id}", views.bulletin),
    ):
        guards = [Depends(door.opener(name))]
        router.add_api_route(path, shown, methods=["GET", "HEAD"], name=name, dependencies=guards)
    for name, path, decided in (
        ("desk.release", "/desk/bulletins/{bulletin_id}/release", decisions.release),
        ("desk.mask", "/desk/bulletins/{bulletin_id}/mask", decisions.mask),
        ("desk.reject", "/desk/bulletins/{bulletin_id}/reject", decisions.reject),
        ("desk.withdraw", "/desk/bulletins/{bulletin_id}/withdraw", decisions.withdraw),
        ("desk.correct", "/desk/bulletins/{bulletin_id}/correct", corrections.correct),
        ("desk.retry", "/desk/deliveries/{delivery_id}/retry", decisions.retry),
        ("desk.settle", "/desk/deliveries/{delivery_id}/settle", decisions.settle),
    ):
        guards = [Depends(door.opener(name)), Depends(genuine)]
        router.add_api_route(path, decided, methods=["POST"], name=name, dependencies=guards)
    return router
