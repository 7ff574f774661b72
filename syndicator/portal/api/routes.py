"""The routes of the API, each behind the door, with the document that tells of them and its page."""

from __future__ import annotations

from fastapi import APIRouter

from syndicator.bootstrap.service import Service
from syndicator.deliver.throttle import RedisThrottle
from syndicator.portal.api.bearer import Bearer
from syndicator.portal.api.bulletins import Bulletins
from syndicator.portal.api.docs import Docs
from syndicator.portal.api.document import document
from syndicator.portal.api.fanout import FanOut
from syndicator.portal.api.gate import Gate
from syndicator.portal.api.quota import Quota
from syndicator.portal.api.repeats import Repeats
from syndicator.portal.api.route import ApiRoute
from syndicator.portal.api.sources import Sources
from syndicator.portal.api.stories import Stories
from syndicator.portal.api.told import teller
from syndicator.portal.api.unknown import Unknown
from syndicator.portal.api.vocabulary import Vocabulary
from syndicator.portal.pages import Pages

ROOT = "/api/v1"


def api_router(service: Service, pages: Pages) -> APIRouter:
    """Return the routes."""
    router, tells = APIRouter(prefix=ROOT, route_class=ApiRoute), teller(service)
    bearer = Bearer(service.access, Quota(RedisThrottle(service.redis, service.clock)))
    gate, repeats = Gate(router, bearer), Repeats(service.repeating)
    Bulletins(service, tells, repeats).add_to(gate)
    Stories(service, tells).add_to(gate)
    Sources(service, tells, repeats).add_to(gate)
    FanOut(service, tells).add_to(gate)
    Vocabulary(tells).add_to(gate)
    documented = tuple(router.routes)
    Unknown(router.routes).add_to(router)
    whole = APIRouter(include_in_schema=False)
    Docs(lambda: document(documented, tells.base), pages).add_to(whole)
    whole.include_router(router)
    return whole
