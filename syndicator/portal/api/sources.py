"""`/api/v1/sources`: where releases come from; and pings, by which somebody says that there is something new."""

from __future__ import annotations

import math
from typing import Annotated

from fastapi import HTTPException, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from syndicator.bootstrap.service import Service
from syndicator.model import source as model
from syndicator.model.source import SourceKind, SourceState
from syndicator.model.token import Scope
from syndicator.model.unit import Unit, UnitTree
from syndicator.portal.api import described
from syndicator.portal.api.answers import shown
from syndicator.portal.api.desk_shapes import PingReceipt, Source, SourcePage
from syndicator.portal.api.discreet import discreet, discreet_or_none
from syndicator.portal.api.gate import Gate
from syndicator.portal.api.paging import Paged, PathId, Slug
from syndicator.portal.api.problem import problem
from syndicator.portal.api.repeats import Repeats
from syndicator.portal.api.stock import unit_of
from syndicator.portal.api.told import Teller
from syndicator.portal.pages import NOT_AT_ALL
from syndicator.portal.wording import N_
from syndicator.storage import api_desk, sources
from syndicator.storage.api_desk import WantedSources

PING = "/sources/{source_id}/ping"


class SourcesPaged(Paged):
    """Filters of sources."""

    state: SourceState | None = None
    kind: SourceKind | None = None
    unit: Annotated[
        Slug | None, Field(description="Of this unit or one below it.", examples=["polda-kalimantan-timur"])
    ] = None


class Sources:
    """Shows sources, and takes pings; whatever body these carry is not read."""

    def __init__(self, service: Service, teller: Teller, repeats: Repeats) -> None:
        self._database = service.database
        self._receiving = service.receiving
        self._teller = teller
        self._repeats = repeats

    def add_to(self, gate: Gate) -> None:
        """Add the routes."""
        read = Scope.SOURCES_READ
        gate.shows("/sources", self.page, SourcePage, N_("List sources"), scope=read)
        gate.shows("/sources/{source_id}", self.one, Source, N_("Read one source"), scope=read, faults=(404,))
        gate.takes(
            PING,
            self.ping,
            N_("Say that a source has something new"),
            name="pingSource",
            scope=Scope.SOURCES_PING,
            answers={
                202: {"description": "It is asked at once.", "model": PingReceipt, "headers": described.RETRY_AFTER}
            },
            faults=(404,),
        )

    def page(self, request: Request, asked: Annotated[SourcesPaged, Query()]) -> Response:
        """Sources with their health, by id."""
        place = asked.place(request, int)
        unit = unit_of(asked.unit, self._teller.units)
        units = frozenset(_with_all_below(unit, self._teller.units)) if unit else None
        wanted = WantedSources(state=asked.state, kind=asked.kind, units=units)
        after = int(place[0]) if place else 0
        with self._database.read() as connection:
            found = api_desk.source_page(connection, wanted, after=after, most=asked.limit + 1)
        kept = found[: asked.limit]
        more = len(found) > asked.limit
        then = asked.next_address(request, self._teller.base, [kept[-1].id]) if more else None
        return shown(request, SourcePage(sources=[self._told(one) for one in kept], next=then), next_address=then)

    def one(self, request: Request, source_id: PathId) -> Response:
        """One source with its health."""
        with self._database.read() as connection:
            found = sources.find(connection, source_id=source_id)
        if found is None:
            raise HTTPException(404)
        return shown(request, self._told(found))

    def ping(self, request: Request, source_id: PathId) -> Response:
        """
        Have a source asked at once.

        Too soon after the last ping the answer is 429, and the source is asked by itself when that time is over.
        """
        return self._repeats.once(request, b"", lambda: self._ping(source_id))

    def _ping(self, source_id: int) -> Response:
        pinged = self._receiving.ping(source_id)
        wait_s = max(math.ceil(pinged.wait.total_seconds()), 1)
        headers = {"Retry-After": str(wait_s), "Cache-Control": NOT_AT_ALL}
        if pinged.accepted:
            told = PingReceipt(source=source_id, asked="now")
            return Response(told.model_dump_json(), 202, headers, "application/json")
        return problem(429, f"it was pinged just now, and is asked again in {wait_s} s by itself", headers=headers)

    def _told(self, one: model.Source) -> Source:
        config = one.config
        return Source(
            id=one.id,
            address=discreet(config.address),
            kind=config.kind,
            unit=self._teller.unit_name(config.unit),
            language=config.language,
            trusted=config.trusted,
            state=one.state,
            reason=discreet_or_none(one.reason),
            every_s=config.every.total_seconds() if config.every else None,
            failures=one.failures,
            newest_at=one.course.newest_at,
            silent_since=one.course.silent_since,
            last_polled_at=one.last_polled_at,
            last_success_at=one.last_success_at,
            next_poll_at=one.next_poll_at,
            last_error=discreet_or_none(one.last_error),
        )


def _with_all_below(unit: Unit, units: UnitTree) -> set[str]:
    below = [_with_all_below(one, units) for one in units.below(unit)]
    return {unit.slug}.union(*below)
