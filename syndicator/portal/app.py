"""The application: all routes, all middleware, one service; `app` is the factory that a server calls."""

from __future__ import annotations

import gc
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from syndicator.bootstrap.bell import ChangeEars
from syndicator.bootstrap.building import build
from syndicator.bootstrap.service import Service
from syndicator.portal.api.routes import api_router
from syndicator.portal.assets import Assets
from syndicator.portal.desk.routes import desk_router
from syndicator.portal.directory import Directory
from syndicator.portal.feeds import Feeds
from syndicator.portal.headers import SecurityHeaders
from syndicator.portal.health import Health
from syndicator.portal.hub import HubDoor
from syndicator.portal.kiosk import Kiosk, Lookout, Stand, Watch
from syndicator.portal.language import Language
from syndicator.portal.measuring import Measured
from syndicator.portal.metrics import Metrics
from syndicator.portal.pages import Pages
from syndicator.portal.printing import FeedPress
from syndicator.portal.problems import Problems
from syndicator.portal.public import Public
from syndicator.portal.reader import Reader
from syndicator.portal.searching import Search
from syndicator.portal.stream import Stream
from syndicator.portal.unsubscribe import Unsubscribe
from syndicator.portal.websub import WebSubCallback
from syndicator.settings import load
from syndicator.telemetry import configure_logs

LONGEST_BODY_BYTES = 1_000_000
TURN_S = 0.0005
"""
How long a thread that prints may keep the one that sends waiting, after each call to the system that it makes.

Python's own 5 ms would hold up all clients for as long as anything is printed.
"""

COLLECTED_EVERY = 20_000
"""New objects between two searches for garbage; what an application is built of is searched no more."""


class Portal(FastAPI):
    """The application, with something before it and all of its middleware."""

    before: ASGIApp | None = None

    def put_before(self, layer: Callable[[ASGIApp], ASGIApp]) -> None:
        """Let a layer answer first; what it is given lets everything else pass."""
        self.before = layer(super().__call__)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""
        await (self.before or super().__call__)(scope, receive, send)


def app() -> FastAPI:
    """
    Return the application that this process's settings describe.

    Raises:
        SyndicatorError: a setting is wrong, or the database does not answer or does not fit.
    """
    settings = load()
    configure_logs(settings.environment.log_format)
    service = build(settings)
    service.open()
    sys.setswitchinterval(TURN_S)
    built = create_app(service)
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECTED_EVERY)
    return built


def create_app(service: Service) -> FastAPI:
    """Return the application over a service that is open; its shutdown closes the service."""
    assets = Assets()
    pages = Pages(service, assets)
    press, watch = FeedPress(service, pages.in_language(Language.INDONESIAN)), Watch.over(service.database)
    stand, stream = Stand(press, watch, service.clock), Stream(service)
    portal = Portal(
        title="Syndicator",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        max_body_size=LONGEST_BODY_BYTES,
        lifespan=_lifetime(service, stand, Lookout(watch, stand, ChangeEars(service.redis)), stream),
    )
    problems = Problems(pages)
    problems.watch(portal)
    portal.add_middleware(SecurityHeaders)
    portal.add_middleware(Measured, tally=service.observing.tally)
    portal.put_before(lambda app: Kiosk(app, press, stand, problems))
    for router in (
        Health(service).router(),
        Metrics(service, watch.looked_s).router(),
        assets.router(),
        Public(service, pages).router(),
        Reader(service, pages).router(),
        Search(service, pages).router(),
        Feeds(service, pages).router(),
        Directory(service, pages).router(),
        desk_router(service, pages),
        WebSubCallback(service).router(),
        HubDoor(service).router(),
        stream.router(),
        Unsubscribe(service.mailing, pages).router(),
        api_router(service, pages),
    ):
        portal.include_router(router)
    return portal


def _lifetime(
    service: Service, stand: Stand, lookout: Lookout, stream: Stream
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        lookout.start()
        service.observing.start()
        try:
            yield
        finally:
            await stream.close()
            lookout.stop()
            stand.close()
            service.close()

    return lifespan
