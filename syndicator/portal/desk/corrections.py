"""The form by which the desk corrects a verdict: what it offers, and what of it is a correction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from fastapi import Form, HTTPException
from starlette.requests import Request
from starlette.responses import Response

from syndicator.bootstrap.service import Service
from syndicator.model.correction import OPEN, DeskWord
from syndicator.model.unit import SECTOR_KIND, Unit, UnitTree
from syndicator.model.verdict import Verdict
from syndicator.portal.desk.access import login_of
from syndicator.portal.desk.decisions import Back
from syndicator.portal.desk.shell import done
from syndicator.portal.desk.views import StoredId
from syndicator.portal.wording import N_

NO_UNIT = N_("No unit is called so, or more than one is. Take one of the list, or write what its page's address says.")
CHANGED = N_("The verdict has changed meanwhile. Load the page again, and look at it once more.")
SENSITIVE = {"yes": True, "no": False}

Slug = Annotated[str, Form(max_length=200)]
Words = Annotated[str, Form(max_length=300)]


def unit_of(units: UnitTree, told: str) -> Unit:
    """Return the unit that a person named; raises HTTPException where none is called so."""
    found = units.find(told)
    if found is None:
        raise HTTPException(422, NO_UNIT)
    return found


def slug_of(units: UnitTree, told: str) -> str | None:
    """Return the slug of the unit that a person named, None where the field was left blank."""
    return unit_of(units, told).slug if told else None


class Corrections:
    """Passes corrections on with the name of who made them; the next sweep rings for the deliveries that they plan."""

    def __init__(self, service: Service) -> None:
        self._correcting = service.correcting
        self._tracing = service.tracing
        self._units = service.settings.units
        offered = [unit for unit in self._units if unit.kind != SECTOR_KIND]
        self.offers: Mapping[str, list[str]] = {
            "units": [unit.name for unit in offered],
            "places": sorted({unit.regency for unit in offered if unit.regency}),
        }
        """What the form's lists hold; a Polsek is written by hand, for there are thousands."""

    def correct(
        self,
        request: Request,
        bulletin_id: StoredId,
        version: Slug,
        topic_1: Slug = "",
        topic_2: Slug = "",
        topic_3: Slug = "",
        unit: Words = "",
        place: Words = "",
        sensitive: Annotated[Literal["", "yes", "no"], Form()] = "",
        back: Back = "",
    ) -> Response:
        """Correct what differs from the verdict that the form was shown with."""
        verdict = self._tracing.trace(bulletin_id).bulletin.verdict
        if verdict.version != version:
            raise HTTPException(409, CHANGED)
        topics = tuple(filter(None, (topic_1, topic_2, topic_3)))
        said = DeskWord(
            topics=None if topics == tuple(topic.slug for topic in verdict.topics) else topics,
            unit=self._corrected_unit(unit.strip(), verdict),
            place=None if place.strip() == (verdict.place or OPEN) else place,
            sensitive=SENSITIVE.get(sensitive),
        )
        self._correcting.correct(bulletin_id, said, actor=login_of(request).user.login)
        return done(back, "corrected")

    def _corrected_unit(self, told: str, verdict: Verdict) -> str | None:
        if not told:
            return None if verdict.unit is None else OPEN
        found = unit_of(self._units, told)
        return None if found.slug == verdict.unit else found.slug
