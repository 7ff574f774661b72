"""Who did what: all that people decided, what was done to them, and who came in or was turned away."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import Annotated
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from syndicator.bootstrap.service import Service
from syndicator.model.event import Event, EventKind
from syndicator.model.unit import Zone
from syndicator.portal.desk.access import Door
from syndicator.portal.desk.shell import DeskPages
from syndicator.portal.desk.views import Before
from syndicator.portal.wording import N_
from syndicator.storage import audit

AUDIT = "/desk/audit"
EVENTS_A_PAGE = 100
SHOWN = ("user", "unit", "channel", "address")
"""What of an event's figures is shown; the others may hold texts of releases, or what was sent."""
SUBJECTS = {
    "bulletin": N_("Bulletins"),
    "story": N_("Stories"),
    "delivery": N_("Deliveries"),
    "channel": N_("Channels"),
    "source": N_("Sources"),
    "token": N_("Tokens"),
    "user": N_("Users"),
    "login": N_("Logins"),
}
CLOCK = ZoneInfo(Zone.WIB.iana)
"""Days are the capital's, as all times of the desk that belong to no unit."""


class Audit:
    """Reads for people; nothing is changed here."""

    def __init__(self, service: Service, pages: DeskPages, door: Door) -> None:
        self._database = service.database
        self._accounts = service.accounts
        self._pages = pages
        self._door = door

    def router(self) -> APIRouter:
        """Return the route."""
        router = APIRouter(include_in_schema=False)
        self._door.add(router, "GET", "desk.audit", AUDIT, self.audit)
        return router

    def audit(
        self,
        request: Request,
        person: Annotated[str, Query(max_length=200)] = "",
        kind: Annotated[str, Query(max_length=60)] = "",
        since: Annotated[str, Query(max_length=10)] = "",
        until: Annotated[str, Query(max_length=10)] = "",
        before: Before = None,
    ) -> Response:
        """Answer with what people did, the newest first."""
        question = audit.Question(
            actor=person.strip() or None,
            kind=kind or None,
            since=_begin_of(since),
            until=_begin_of(until, days=1),
        )
        with self._database.read() as connection:
            found = audit.told(connection, question, before=before, most=EVENTS_A_PAGE + 1)
        shown = found[:EVENTS_A_PAGE]
        asked = {"person": person, "kind": kind, "since": since, "until": until}
        older = _address(asked, shown[-1].seq) if len(found) > len(shown) else None
        told = {
            "entries": [(event, _details(event)) for event in shown],
            "people": [user.login for user in self._accounts.all()],
            "kinds": _kinds(),
            "asked": asked,
            "older": older,
        }
        return self._pages.answer(request, "audit.html", told)


def _begin_of(day: str, *, days: int = 0) -> datetime | None:
    """Return when a day begins, or one so many days later; None for what is no day."""
    try:
        return datetime.combine(date.fromisoformat(day) + timedelta(days=days), time(), CLOCK).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _details(event: Event) -> Mapping[str, str]:
    told = {name: str(event.details[name]) for name in SHOWN if name in event.details}
    return {name: value for name, value in told.items() if value != event.actor}


def _kinds() -> list[tuple[str, str, list[str]]]:
    """Return subject, its name, and its kinds, for those that people have to do with."""
    by_subject = groupby(sorted(kind.value for kind in EventKind), key=lambda kind: kind.partition(".")[0])
    found = {subject: list(kinds) for subject, kinds in by_subject}
    return [(subject, name, found.get(subject, [])) for subject, name in SUBJECTS.items()]


def _address(asked: Mapping[str, str], before: int) -> str:
    told = {name: value for name, value in asked.items() if value}
    return f"{AUDIT}?{urlencode({**told, 'before': before})}"
