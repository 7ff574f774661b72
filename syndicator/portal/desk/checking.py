"""Adding a source by its home page: a look at the site, what was found there, and what is kept of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import BoundedSemaphore
from typing import Annotated, Literal

from fastapi import Form, HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from syndicator.bootstrap.service import Service
from syndicator.errors import SourceFault
from syndicator.model.bulletin import Content
from syndicator.model.source import Source, SourceConfig, SourceKind
from syndicator.model.unit import SECTOR_KIND, Unit
from syndicator.portal.desk.access import OUT_OF_REACH, allowed, login_of, reach_in
from syndicator.portal.desk.allowance import Allowance
from syndicator.portal.desk.corrections import Words, slug_of
from syndicator.portal.desk.faults import Mend, mend_of_kind
from syndicator.portal.desk.shell import DONE, DeskPages
from syndicator.portal.pages import NOT_AT_ALL
from syndicator.portal.wording import N_
from syndicator.sourcing import Checked, guessed_unit, tasted

WITHIN = timedelta(seconds=10)
"""Nothing more is asked of a site after this; what is on its way then still comes to its end, within seconds."""
MOST_CHECKS, WINDOW = 20, timedelta(minutes=15)
AT_ONCE = 4
"""So many looks at sites a process takes at a time: each holds one of the threads that answer everybody."""
OLD = timedelta(days=30)
TOO_OFTEN = N_("You have looked at many sites just now. Wait fifteen minutes, then try again.")
TOO_MANY = N_("Others are looking at sites at this moment. Try again in a few seconds.")
ASKED = tuple(kind for kind in SourceKind if kind is not SourceKind.API)

Address = Annotated[str, Form(max_length=2_000)]
Selector = Annotated[str, Form(max_length=300)]
Intake = Literal["quarantine", "untrusted", "trusted"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """
    What a look at a site found.

    Args:
        contents: its newest entries as they would be read; `unit` is the one that seems to publish there.
        known: the source that it is already; None where it is new.
        problems: what a person has to know before it is added, as texts of the catalogues.
    """

    checked: Checked
    contents: tuple[Content, ...]
    unit: Unit | None
    known: Source | None
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a site could not be looked at: in our words, and as it was told."""

    mend: Mend
    told: str


class Checking:
    """Looks at sites for people, and adds what they choose."""

    def __init__(self, service: Service, pages: DeskPages) -> None:
        self._sourcing = service.sourcing
        self._keeper = service.keeper
        self._units = service.settings.units
        self._clock = service.clock
        self._pages = pages
        self._allowance = Allowance(service.redis, service.clock, "checks", most=MOST_CHECKS, window=WINDOW)
        self._places = BoundedSemaphore(AT_ONCE)
        self._offered = [unit.name for unit in self._units if unit.kind != SECTOR_KIND]

    def form(self, request: Request) -> Response:
        """Answer with the form that asks for an address."""
        return self._answer(request, "")

    def check(
        self,
        request: Request,
        address: Address,
        kind: Annotated[str, Form(max_length=30)] = "",
        selector: Selector = "",
    ) -> Response:
        """Look at a site, and answer with what was found; nothing is stored."""
        if not self._allowance.spend(login_of(request).user.login):
            raise HTTPException(429, TOO_OFTEN)
        if not self._places.acquire(blocking=False):
            raise HTTPException(503, TOO_MANY)
        try:
            look = self._look(with_scheme(address), kind, selector.strip())
        except SourceFault as fault:
            failure = Failure(mend_of_kind(fault.kind), fault.cause)
            return self._answer(request, address, kind, selector, failure=failure)
        finally:
            self._places.release()
        return self._answer(request, address, kind, selector, look=look)

    def _look(self, address: str, kind: str, selector: str) -> Look:
        asked = SourceKind(kind) if kind in ASKED else None
        checked = self._sourcing.check(
            address, kind=SourceKind.PAGE if selector else asked, selector=selector or None, within=WITHIN
        )
        now, best = self._clock(), checked.best
        contents = tasted(best, now) if best else ()
        slug = guessed_unit(checked, contents, self._keeper.judge())
        known = self._sourcing.known(best.config.address) if best else None
        unit = self._units.find(slug) if slug else None
        problems = tuple(_problems(checked, now, is_guessed=unit is not None))
        return Look(checked=checked, contents=contents, unit=unit, known=known, problems=problems)

    def _answer(
        self,
        request: Request,
        address: str,
        kind: str = "",
        selector: str = "",
        *,
        look: Look | None = None,
        failure: Failure | None = None,
    ) -> Response:
        told = {"address": address, "kind": kind, "selector": selector, "kinds": ASKED, "offered": self._offered}
        return self._pages.answer(request, "source_add.html", {**told, "look": look, "failure": failure})

    def add(
        self,
        request: Request,
        address: Address,
        kind: Annotated[SourceKind, Form()],
        selector: Selector = "",
        unit: Words = "",
        intake: Annotated[Intake, Form()] = "quarantine",
    ) -> Response:
        """Add a source as it was found; it is polled at once, and what it brings waits unless it is trusted."""
        user = login_of(request).user
        if kind not in ASKED:
            raise HTTPException(422)
        slug = slug_of(self._units, unit.strip())
        if intake == "trusted" and not allowed(user, "desk.source_change"):
            raise HTTPException(403)
        if not reach_in(request).has_unit(slug):
            raise HTTPException(403, OUT_OF_REACH)
        config = SourceConfig(
            address=address,
            kind=kind,
            selector=(selector or None) if kind is SourceKind.PAGE else None,
            unit=slug,
            trusted=intake != "untrusted",
        )
        source_id = self._sourcing.add(config, actor=user.login, quarantined=intake == "quarantine")
        response = RedirectResponse(f"/desk/sources/{source_id}?{DONE}=source-added", 303)
        response.headers["Cache-Control"] = NOT_AT_ALL
        return response


def with_scheme(address: str) -> str:
    """Return an address as it can be asked: people write `humas.polri.go.id`."""
    told = address.strip()
    return told if "://" in told else f"https://{told}"


def _problems(checked: Checked, now: datetime, *, is_guessed: bool) -> Iterator[str]:
    best = checked.best
    if checked.cut_short:
        yield N_("The site answers slowly: not everything was tried. Give the address of its feed if you know it.")
    if best is None or best.reading is None:
        return
    if not best.reading.entries:
        yield N_("It has no entries yet: whether it can be read shows with the first one.")
    elif not best.is_whole:
        yield N_("It tells summaries or titles only: each release's own page is read for its text.")
    if best.reading.entries and best.newest_at is None:
        yield N_("Its entries carry no dates: each counts as published when it is first seen.")
    if best.newest_at is not None and best.newest_at < now - OLD:
        yield N_("Its newest entry is older than a month: the site may be abandoned.")
    if best.config.address.startswith("http://"):
        yield N_("It is read without encryption: whoever sits on the way could change what it says.")
    if not is_guessed:
        yield N_("Whose site it is was not recognised: choose its unit.")
