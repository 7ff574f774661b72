"""What leaves the desk as a file: tables of bulletins, and the weekly report."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import IO, Annotated, Literal, cast
from urllib.parse import urlencode

from babel.support import NullTranslations
from fastapi import HTTPException, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from syndicator.bootstrap.service import Service
from syndicator.exporting import COLUMNS, CSV_TYPE, PDF_TYPE, TEXT_COLUMN, XLSX_TYPE, Week, Words
from syndicator.model.bulletin import BulletinState
from syndicator.model.unit import SECTOR_KIND, Unit
from syndicator.portal.desk.access import OUT_OF_REACH, allowed, login_of, reach_in
from syndicator.portal.desk.coverage import bound_to
from syndicator.portal.desk.shell import DeskPages
from syndicator.portal.pages import NOT_AT_ALL, Pages
from syndicator.portal.wording import N_, said
from syndicator.storage.exports import Wanted

PIECE_BYTES = 64 * 1024
WEEKS_OFFERED = 12
MEMORY_BYTES = 4 * 1024 * 1024
"""A file that is larger goes to the disk."""

HEADINGS = {
    "number": N_("Number"),
    "published": N_("Published at"),
    "zone": N_("Zone"),
    "unit": N_("Unit"),
    "command": N_("Command"),
    "title": N_("Headline"),
    "topics": N_("Topics"),
    "place": N_("Place"),
    "state": N_("State"),
    "urgency": N_("Urgency"),
    "copy": N_("Copy of another"),
    "story": N_("Story"),
    "released": N_("Released at"),
    "revision": N_("Revision"),
    "publisher": N_("Published by"),
    "source": N_("Address at the source"),
    "page": N_("Our page"),
    "text": N_("Text"),
}
SAID = {
    "urgency.0": N_("routine"),
    "urgency.1": N_("important"),
    "urgency.2": N_("urgent"),
    "yes": N_("yes"),
    "no": N_("no"),
}
SHEET = N_("Releases")


Day = Annotated[date, Field(ge=date(1970, 1, 1), le=date(2200, 1, 1))]
"""No release is of another one; the edges of the calendar have no day beside them in other zones."""


class Chosen(BaseModel):
    """What a person asked for, as the fields of the form carry it; empty where nothing was."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)

    first: Day | Literal[""] = Field(default="", alias="from")
    last: Day | Literal[""] = Field(default="", alias="to")
    topic: str = Field(default="", max_length=100)
    unit: str = Field(default="", max_length=200)
    state: list[BulletinState] = Field(default=[BulletinState.RELEASED], max_length=4)
    text: bool = False
    plain: bool = False
    """Without the mark by which Excel knows UTF-8."""

    @property
    def query(self) -> str:
        """The same as the query of an address."""
        told = self.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        return urlencode(told, doseq=True)


Asked = Annotated[Chosen, Query()]


class Exports:
    """Answers with the form, and with what it asks for."""

    def __init__(self, service: Service, pages: Pages, desk: DeskPages) -> None:
        self._exporting = service.exporting
        self._units = service.settings.units
        self._clock = service.clock
        self._pages = pages
        self._desk = desk

    def page(self, request: Request, chosen: Asked) -> Response:
        """Answer with the form, how many bulletins it means, and the ways to get them."""
        names, newest = self._pages.edition(request).names, Week.over_at(self._clock())
        weeks = [newest]
        while len(weeks) < WEEKS_OFFERED:
            weeks.append(weeks[-1].before)
        told = {
            "chosen": chosen,
            "count": self._exporting.count(self._wanted(request, chosen)),
            "topics": sorted(names.topics.items(), key=lambda one: one[1]),
            "commands": self._offered(request),
            "states": self._states(request),
            "weeks": weeks,
        }
        return self._desk.answer(request, "exports.html", told)

    def csv(self, request: Request, chosen: Asked) -> Response:
        """Answer with a table as CSV, sent as it is read."""
        wanted = self._wanted(request, chosen)
        pieces = self._exporting.csv(wanted, self._words(request), bom=not chosen.plain)
        return StreamingResponse(pieces, media_type=CSV_TYPE, headers=self._as_file("csv"))

    def xlsx(self, request: Request, chosen: Asked) -> Response:
        """Answer with a table as XLSX; it is written to a file first, for its end says where its parts are."""
        wanted, title = self._wanted(request, chosen), self._pages.edition(request).texts.gettext(SHEET)
        file = cast("IO[bytes]", tempfile.SpooledTemporaryFile(max_size=MEMORY_BYTES))  # noqa: SIM115 -- sent later
        try:
            self._exporting.xlsx(file, wanted, self._words(request), title=title)
        except BaseException:
            file.close()
            raise
        return StreamingResponse(_sent(file), media_type=XLSX_TYPE, headers=self._as_file("xlsx"))

    def weekly(self, request: Request, week: Annotated[str, Query(max_length=10)] = "") -> Response:
        """Answer with the report of a week, the last one that is over if none is named."""
        asked = Week.read(week) if week else None
        if (week and asked is None) or (asked and asked.first > self._clock().date()):
            raise HTTPException(404)
        printed = self._exporting.weekly(asked, scope=bound_to(request, self._units.find))
        name = f'attachment; filename="laporan-{asked or Week.over_at(self._clock())}.pdf"'
        headers = {"Content-Disposition": name, "Cache-Control": NOT_AT_ALL}
        return Response(printed, media_type=PDF_TYPE, headers=headers)

    def _wanted(self, request: Request, chosen: Chosen) -> Wanted:
        """Return what a person may have of what was asked for."""
        unit = self._units.find(chosen.unit) if chosen.unit else None
        if chosen.unit and unit is None:
            raise HTTPException(404)
        if unit is not None and not reach_in(request).has_unit(unit.slug):
            raise HTTPException(403, OUT_OF_REACH)
        return Wanted(
            first=chosen.first or None,
            last=chosen.last or None,
            topic=chosen.topic or None,
            unit=unit,
            states=frozenset(chosen.state) & frozenset(self._states(request)),
            text=chosen.text,
            reach=reach_in(request),
        )

    def _states(self, request: Request) -> list[BulletinState]:
        """Return the states that may be asked for: what is not released is for those alone who may read it."""
        reads_all = allowed(login_of(request).user, "desk.held") and allowed(login_of(request).user, "desk.bulletin")
        return list(BulletinState) if reads_all else [BulletinState.RELEASED]

    def _offered(self, request: Request) -> list[Unit]:
        """Return the units that the form offers: the commands, or what a person is bound to with what is below it."""
        within = bound_to(request, self._units.find)
        if within is None:
            return self._units.commands()
        return [within, *(unit for unit in self._units.below(within) if unit.kind != SECTOR_KIND)]

    def _words(self, request: Request) -> Words:
        edition = self._pages.edition(request)
        headings = {name: edition.texts.gettext(HEADINGS[name]) for name in (*COLUMNS, TEXT_COLUMN)}
        return Words(headings=headings, said=partial(_said, edition.texts), topics=edition.names.topics)

    def _as_file(self, ending: str) -> dict[str, str]:
        name = f"siaran-{self._clock():%Y%m%d-%H%M}.{ending}"
        return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": NOT_AT_ALL}


def _said(texts: NullTranslations, word: str) -> str:
    return texts.gettext(SAID[word]) if word in SAID else said(word, texts)


def _sent(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while piece := file.read(PIECE_BYTES):
            yield piece
