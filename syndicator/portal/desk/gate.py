"""All ways into the desk, and all that has to do with who may come in."""

from __future__ import annotations

from fastapi import APIRouter

from syndicator.bootstrap.service import Service
from syndicator.portal.desk.access import Door
from syndicator.portal.desk.account import Account
from syndicator.portal.desk.audit import Audit
from syndicator.portal.desk.entrance import Entrance
from syndicator.portal.desk.factors import FactorPages
from syndicator.portal.desk.oidc import Oidc
from syndicator.portal.desk.people import People
from syndicator.portal.desk.shell import DeskPages
from syndicator.portal.desk.tokens import Tokens
from syndicator.portal.pages import Pages


def access_router(service: Service, pages: Pages, desk_pages: DeskPages, door: Door) -> APIRouter:
    """Return the routes."""
    entrance, account = Entrance(service, pages, door), Account(service, desk_pages, door)
    router = APIRouter(include_in_schema=False)
    for one in (
        entrance,
        account,
        FactorPages(service, desk_pages, door, account),
        People(service, desk_pages, door),
        Tokens(service, desk_pages, door),
        Audit(service, desk_pages, door),
    ):
        router.include_router(one.router())
    if service.elsewhere is not None:
        router.include_router(Oidc(service, service.elsewhere, door, entrance).router())
    return router
