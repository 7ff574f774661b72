"""The live inbox: stories with their verdicts, narrowed as a person wants them, and told of as they arrive."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import HTTPException, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from syndicator.bootstrap.bell import ChangeEars
from syndicator.bootstrap.service import Service
from syndicator.model.bulletin import Bulletin, BulletinState
from syndicator.model.unit import Unit, UnitTree
from syndicator.model.verdict import Urgency
from syndicator.portal.desk.access import HIGHEST_ID, HOME, Door, login_of, reach_in
from syndicator.portal.desk.marks import HOLD, Piece, evidence, excerpts, pieces, reasons, whole
from syndicator.portal.desk.shell import DeskPages
from syndicator.portal.stream import LARGEST_PLACE, MEDIA_TYPE, Broadcast, Listener
from syndicator.portal.tail import SETTLED_AFTER, Tail
from syndicator.storage import happenings, inbox
from syndicator.storage.inbox import Arrival, Wanted

STORIES_A_PAGE = 30
LONGEST_WORDS, MOST_WORDS = 200, 8
SHOWN_CHARS = 280

Before = Annotated[int | None, Query(ge=1, le=HIGHEST_ID)]
After = Annotated[int | None, Query(ge=0, le=LARGEST_PLACE)]


class Filters(BaseModel):
    """What a person asked for, as the form's fields carry it; empty where nothing was."""

    model_config = ConfigDict(frozen=True)

    state: Literal["", "released", "held", "rejected", "withdrawn"] = ""
    topic: str = Field(default="", max_length=100)
    unit: str = Field(default="", max_length=200)
    urgency: Literal["", "1", "2"] = ""
    source: str = Field(default="", max_length=200)
    q: str = Field(default="", max_length=LONGEST_WORDS)

    @property
    def told(self) -> dict[str, str]:
        """Those that are not empty, by their names."""
        return {name: value for name, value in self.model_dump().items() if value}

    def address(self, **other: str) -> str:
        """Return where the list is that they narrow, with other values for some of them."""
        told = {name: value for name, value in (self.told | other).items() if value}
        return f"{HOME}?{urlencode(told)}" if told else HOME

    def wanted(self, request: Request, units: UnitTree) -> Wanted:
        """Return what of the stories that a person may see is asked for."""
        unit = units.find(self.unit) if self.unit else None
        if self.unit and unit is None:
            raise HTTPException(404)
        return Wanted(
            state=BulletinState(self.state) if self.state else None,
            topic=self.topic or None,
            path=units.path(unit) if unit else None,
            urgency=Urgency(int(self.urgency)) if self.urgency else Urgency.ROUTINE,
            source=self.source.strip(),
            words=tuple(self.q.split()[:MOST_WORDS]),
            reach=reach_in(request),
        )


class Inbox:
    """Serves the inbox, and what becomes of it meanwhile."""

    def __init__(self, service: Service, pages: DeskPages, door: Door) -> None:
        self._database = service.database
        self._clock = service.clock
        self._units = service.settings.units
        self._pages = pages
        self._door = door
        tail = Tail(service.database, service.clock, ChangeEars(service.redis).listen, inbox.arrivals)
        self._broadcast = Broadcast(service.database, tail)

    async def close(self) -> None:
        """Let all who follow go."""
        await self._broadcast.close()

    def page(self, request: Request, filters: Annotated[Filters, Query()], before: Before = None) -> Response:
        """Answer with the newest stories, all of them or those asked for."""
        wanted = filters.wanted(request, self._units)
        with self._database.read() as connection:
            place = happenings.settled(connection, self._clock() - SETTLED_AFTER)
            found = inbox.stories(connection, wanted, before=before, most=STORIES_A_PAGE + 1)
        shown = found[:STORIES_A_PAGE]
        told: Mapping[str, object] = {
            "stories": shown,
            "excerpts": {one.bulletin.id: _shown(one.bulletin) for one in shown},
            "filters": filters,
            "back": filters.address(),
            "place": place,
            "commands": self._commands(request),
            "older": shown[-1].bulletin.story_id if len(found) > len(shown) else None,
            "is_first": before is None,
        }
        return self._pages.answer(request, "inbox.html", told)

    def _commands(self, request: Request) -> list[Unit]:
        """Return the commands to choose from; for who is bound to one, it and the units below it."""
        reach = reach_in(request)
        offered = self._units.commands() if reach.is_whole else self._units
        return sorted((unit for unit in offered if reach.has_unit(unit.slug)), key=lambda unit: unit.name)

    async def live(self, request: Request, filters: Annotated[Filters, Query()], after: After = None) -> Response:
        """
        Tell what becomes of stories within a person's reach: server-sent events, for as long as the login lasts.

        Who does not ask for a stream gets what there is, and no more.
        """
        wanted, login = filters.wanted(request, self._units), login_of(request)

        def stays() -> bool:
            known = self._door.known(request, attended=False)
            return known is not None and known.user == login.user

        def sees(told: Sequence[Arrival]) -> list[bytes]:
            within = [one for one in told if wanted.reach.holds(one.unit_path)]
            if not within:
                return []
            with self._database.read() as connection:
                fits = inbox.fitting(connection, wanted, [one.story_id for one in within])
            return [_event(one, fits=one.story_id in fits) for one in within]

        listener: Listener[Arrival] = Listener(name=f"desk {login.user.login}", sees=sees, stays=stays)
        waits = MEDIA_TYPE in request.headers.get("accept", "")
        response = self._broadcast.answer(request, listener, after, wait=waits)
        del response.headers["Access-Control-Allow-Origin"]
        return response


def _event(one: Arrival, *, fits: bool) -> bytes:
    told = {"story": one.story_id, "bulletin": one.bulletin_id, "state": one.state.value, "fits": fits}
    name = "arrived" if one.is_new else "changed"
    return f"id: {one.seq}\nevent: {name}\ndata: {json.dumps(told)}\n\n".encode()


def _shown(bulletin: Bulletin) -> list[Piece]:
    """Return the first passage for which it waits, with what stands around it; else how it begins. Evidence marked."""
    verdict = bulletin.verdict
    if bulletin.state is BulletinState.HELD and verdict.hold_reasons:
        found = excerpts(whole(bulletin), reasons(verdict))
        if found:
            return [Piece("… "), *found[0], Piece(" …")]
    return pieces(bulletin.content.lead[:SHOWN_CHARS], {**evidence(verdict), HOLD: ()})
