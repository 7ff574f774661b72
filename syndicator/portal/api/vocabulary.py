"""`/api/v1/units` and `/api/v1/topics`: the words by which bulletins are ordered; they are public."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated

from fastapi import HTTPException, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from syndicator.model import unit as model
from syndicator.portal.api.answers import PUBLIC_CACHE, shown
from syndicator.portal.api.gate import Gate
from syndicator.portal.api.paging import Paged, PathSlug, Slug
from syndicator.portal.api.shapes import Topic, TopicPage, Unit, UnitPage
from syndicator.portal.api.stock import unit_of
from syndicator.portal.api.told import Teller
from syndicator.portal.wording import N_


class UnitsPaged(Paged):
    """Filters of units."""

    limit: Annotated[int, Field(ge=1, le=1000, description="How many at most.")] = 100
    kind: Annotated[Slug | None, Field(description="Of this kind.", examples=["Polres"])] = None
    unit: Annotated[
        Slug | None, Field(description="This unit and all below it.", examples=["polda-kalimantan-timur"])
    ] = None


class Vocabulary:
    """Shows units and topics."""

    def __init__(self, teller: Teller) -> None:
        self._teller = teller

    @cached_property
    def _units(self) -> list[tuple[model.Unit, str]]:
        """All units with their paths, by slug."""
        units = self._teller.units
        return sorted(((unit, units.path(unit)) for unit in units), key=lambda one: one[0].slug)

    def add_to(self, gate: Gate) -> None:
        """Add the routes."""
        gate.shows("/units", self.units, UnitPage, N_("List units"))
        gate.shows("/units/{slug}", self.unit, Unit, N_("Read one unit"), faults=(404,))
        gate.shows("/topics", self.topics, TopicPage, N_("List topics"))
        gate.shows("/topics/{slug}", self.topic, Topic, N_("Read one topic"), faults=(404,))

    def units(self, request: Request, asked: Annotated[UnitsPaged, Query()]) -> Response:
        """Police units with their place in the tree of the commands, by slug."""
        place = asked.place(request, str)
        top = unit_of(asked.unit, self._teller.units)
        above = self._teller.units.path(top) if top else ""
        found = [
            unit
            for unit, path in self._units
            if path.startswith(above)
            and asked.kind in {None, unit.kind}
            and (place is None or unit.slug > str(place[0]))
        ]
        kept = found[: asked.limit]
        more = len(found) > asked.limit
        then = asked.next_address(request, self._teller.base, [kept[-1].slug]) if more else None
        told = UnitPage(units=[self._teller.unit(unit) for unit in kept], next=then)
        return shown(request, told, cache=PUBLIC_CACHE, next_address=then)

    def unit(self, request: Request, slug: PathSlug) -> Response:
        """One unit."""
        found = self._teller.units.find(slug)
        if found is None or found.slug != slug:
            raise HTTPException(404)
        return shown(request, self._teller.unit(found), cache=PUBLIC_CACHE)

    def topics(self, request: Request, asked: Annotated[Paged, Query()]) -> Response:
        """Topics of the desk's vocabulary with their names in both languages, by slug."""
        place = asked.place(request, str)
        found = sorted(slug for slug in self._teller.indonesian if place is None or slug > str(place[0]))
        kept = found[: asked.limit]
        more = len(found) > asked.limit
        then = asked.next_address(request, self._teller.base, [kept[-1]]) if more else None
        told = TopicPage(topics=[self._teller.topic(slug) for slug in kept], next=then)
        return shown(request, told, cache=PUBLIC_CACHE, next_address=then)

    def topic(self, request: Request, slug: PathSlug) -> Response:
        """One topic."""
        if slug not in self._teller.indonesian:
            raise HTTPException(404)
        return shown(request, self._teller.topic(slug), cache=PUBLIC_CACHE)
