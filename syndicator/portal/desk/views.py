"""What the desk looks at: the inbox, the held queue, and the whole trace of one bulletin."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Annotated

from fastapi import Path, Query
from starlette.requests import Request
from starlette.responses import Response

from syndicator.bootstrap.service import Service
from syndicator.masking import SHOWABLE, Masked
from syndicator.model.attempt import Attempt
from syndicator.model.bulletin import Bulletin, BulletinState
from syndicator.model.event import EventKind
from syndicator.model.verdict import Outcome
from syndicator.portal.desk.access import HIGHEST_ID, reach_in
from syndicator.portal.desk.marks import Piece, excerpts, pieces
from syndicator.portal.desk.shell import DeskPages
from syndicator.portal.desk.waits import Waits
from syndicator.storage import reading

BULLETINS_A_PAGE = 50
HELD_A_PAGE = 20

StoredId = Annotated[int, Path(ge=1, le=HIGHEST_ID)]
Before = Annotated[int | None, Query(ge=1, le=HIGHEST_ID)]


class Views:
    """Reads for people; nothing is changed here."""

    def __init__(self, service: Service, pages: DeskPages, offers: Mapping[str, list[str]]) -> None:
        self._database = service.database
        self._tracing = service.tracing
        self._masking = service.masking
        self._pages = pages
        self._offers = offers
        self._waits = Waits(service)

    def inbox(self, request: Request, state: BulletinState | None = None, before: Before = None) -> Response:
        """Answer with the newest bulletins, in all states or in one."""
        found = self._tracing.bulletins(state, before=before, most=BULLETINS_A_PAGE + 1, reach=reach_in(request))
        shown = found[:BULLETINS_A_PAGE]
        older = shown[-1].id if len(found) > len(shown) else None
        told = {"bulletins": shown, "state": state, "states": list(BulletinState), "older": older}
        return self._pages.answer(request, "inbox.html", told)

    def held(self, request: Request, before: Before = None) -> Response:
        """Answer with the bulletins that wait for a person, and the exact passages for which they wait."""
        reach = reach_in(request)
        found = self._tracing.bulletins(BulletinState.HELD, before=before, most=HELD_A_PAGE + 1, reach=reach)
        shown = found[:HELD_A_PAGE]
        with self._database.read() as connection:
            because = reading.held_because(connection, [bulletin.id for bulletin in shown])
        told = {
            "bulletins": shown,
            "excerpts": {bulletin.id: _excerpts(bulletin) for bulletin in shown},
            "because": because,
            "older": shown[-1].id if len(found) > len(shown) else None,
        }
        return self._pages.answer(request, "held.html", told)

    def bulletin(self, request: Request, bulletin_id: StoredId) -> Response:
        """Answer with all that is known of a bulletin."""
        trace = self._tracing.trace(bulletin_id)
        attempts: dict[int, list[Attempt]] = defaultdict(list)
        for attempt in trace.attempts:
            attempts[attempt.delivery_id].append(attempt)
        text = pieces(_whole(trace.bulletin), _passages(trace.bulletin))
        urgency = trace.bulletin.verdict.urgency
        waits = self._waits.of((delivery, urgency) for delivery in trace.deliveries)
        rehearsals = {one.delivery_id: one.details for one in trace.events if one.kind is EventKind.DELIVERY_REHEARSED}
        shown = {"trace": trace, "bulletin": trace.bulletin, "attempts": attempts, "text": text, "waits": waits}
        told = {**shown, "rehearsals": rehearsals, "offers": self._offers, "masked": self._masked(trace.bulletin)}
        return self._pages.answer(request, "bulletin.html", told)

    def _masked(self, bulletin: Bulletin) -> Masked | None:
        """Return what is proposed to be shown in its place, where the verdict found something to mask."""
        wanted = bulletin.state in SHOWABLE and bulletin.verdict.outcome is not Outcome.RELEASE
        return self._masking.proposal(bulletin.id) if wanted else None


def _whole(bulletin: Bulletin) -> str:
    """Title and text as the judge read them: a passage may begin in the one and end in the other."""
    return f"{bulletin.content.title}\n\n{bulletin.content.text}"


def _passages(bulletin: Bulletin) -> list[str]:
    return [reason.passage for reason in bulletin.verdict.hold_reasons]


def _excerpts(bulletin: Bulletin) -> list[list[Piece]]:
    return excerpts(_whole(bulletin), _passages(bulletin))
