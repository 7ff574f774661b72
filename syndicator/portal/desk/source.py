"""One source: its page, and what a person decides about it."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import Form, HTTPException
from starlette.requests import Request
from starlette.responses import Response

from syndicator.bootstrap.service import Service
from syndicator.errors import ConcurrentChange
from syndicator.model.source import NEW_SOURCE, SourceState
from syndicator.model.unit import SECTOR_KIND
from syndicator.portal.desk.access import OUT_OF_REACH, login_of, reach_in
from syndicator.portal.desk.corrections import Words, slug_of
from syndicator.portal.desk.decisions import Back, Reason
from syndicator.portal.desk.faults import mend_of
from syndicator.portal.desk.shell import DeskPages, done
from syndicator.portal.desk.strips import of_day, of_polls
from syndicator.portal.desk.views import Before, StoredId
from syndicator.portal.wording import N_
from syndicator.sourcing import Said, Sourcing, health_of, imprint

NO_NUMBER = N_("Write the interval as a number of minutes, such as 5 or 0.5, or leave it empty.")
CHANGED = N_("Somebody else changed this source meanwhile. Load its page again, look at it, and change it once more.")
SHORTEST, LONGEST = timedelta(seconds=1), timedelta(days=30)

Minutes = Annotated[str, Form(max_length=20)]


class SourcePage:
    """Shows a source, and passes decisions about it on with the name of who decided."""

    def __init__(self, service: Service, pages: DeskPages) -> None:
        self._sourcing: Sourcing = service.sourcing
        self._units = service.settings.units
        self._from_files = {config.address for config in service.settings.sources}
        self._offered = [unit.name for unit in self._units if unit.kind != SECTOR_KIND]
        self._pages = pages

    def source(self, request: Request, source_id: StoredId, before: Before = None) -> Response:
        """Answer with all that is known of a source."""
        dossier = self._sourcing.dossier(source_id, before=before, reach=reach_in(request))
        source = dossier.source
        told = {
            "dossier": dossier,
            "source": source,
            "health": health_of(source),
            "mend": mend_of(self._sourcing.last_fetches([source]).get(source.id)) if source.failures else None,
            "polls": of_polls(dossier.fetches),
            "day": of_day(source.course.rhythm),
            "zone": self._units.zone_of(source.config.unit),
            "imprint": imprint(source.config),
            "is_new": source.reason == NEW_SOURCE,
            "from_file": source.config.address in self._from_files,
            "offered": self._offered,
            "minutes": f"{source.config.every / timedelta(minutes=1):g}" if source.config.every else "",
            "before": before,
        }
        return self._pages.answer(request, "source.html", told)

    def pause(self, request: Request, source_id: StoredId, reason: Reason = "", back: Back = "") -> Response:
        """Poll a source no more until somebody resumes it."""
        actor = _actor(request)
        self._sourcing.set_state(source_id, SourceState.PAUSED, actor=actor, reason=reason.strip())
        return done(back, "source-paused")

    def resume(self, request: Request, source_id: StoredId, back: Back = "") -> Response:
        """Poll a source again; one that was quarantined is believed from now on."""
        self._sourcing.set_state(source_id, SourceState.ACTIVE, actor=_actor(request))
        return done(back, "source-resumed")

    def poll(self, request: Request, source_id: StoredId, back: Back = "") -> Response:
        """Have a source polled at once."""
        self._sourcing.ask(source_id, actor=_actor(request))
        return done(back, "source-asked")

    def change(
        self,
        request: Request,
        source_id: StoredId,
        unit: Words = "",
        every: Minutes = "",
        *,
        trusted: Annotated[bool, Form()] = False,
        seen: Annotated[str, Form(max_length=64)] = "",
        back: Back = "",
    ) -> Response:
        """Change whose a source is, how often it is polled, and whether it is trusted."""
        slug = slug_of(self._units, unit.strip())
        if not reach_in(request).has_unit(slug):
            raise HTTPException(403, OUT_OF_REACH)
        said = Said(unit=slug, every=interval_of(every), trusted=trusted)
        try:
            self._sourcing.change(source_id, said, actor=_actor(request), seen=seen or None)
        except ConcurrentChange as error:
            raise HTTPException(409, CHANGED) from error
        return done(back, "source-changed")


def interval_of(minutes: str) -> timedelta | None:
    """Return the interval that a person wrote in minutes; None where there is none, and the rhythm decides."""
    if not minutes.strip():
        return None
    try:
        interval = timedelta(minutes=float(minutes.strip().replace(",", ".")))
    except (ValueError, OverflowError) as error:
        raise HTTPException(422, NO_NUMBER) from error
    if not SHORTEST <= interval <= LONGEST:
        raise HTTPException(422, NO_NUMBER)
    return interval


def _actor(request: Request) -> str:
    return login_of(request).user.login
