"""The tokens by which programs use the API: made, shown once, and revoked."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import Response

from syndicator.bootstrap.service import Service
from syndicator.errors import Refused
from syndicator.model.token import Scope
from syndicator.portal.desk.access import Door, login_of
from syndicator.portal.desk.once import Once, refusal
from syndicator.portal.desk.shell import DeskPages, done
from syndicator.portal.wording import N_

TOKENS = "/desk/tokens"
NEW_TOKEN = N_("New token")
TELL_TOKEN = N_("Write it into the settings of the program that uses it. It is shown this once, and kept nowhere.")
LONGEST_DAYS = 3_650
USUAL_DAYS = 365

Text = Annotated[str, Form(max_length=200)]


class Tokens:
    """Shows tokens, makes them, and revokes them."""

    def __init__(self, service: Service, pages: DeskPages, door: Door) -> None:
        self._access = service.access
        self._units = service.settings.units
        self._clock = service.clock
        self._pages = pages
        self._door = door

    def router(self) -> APIRouter:
        """Return the routes."""
        router, add = APIRouter(include_in_schema=False), self._door.add
        add(router, "GET", "desk.tokens", TOKENS, self.tokens)
        add(router, "POST", "desk.tokens.add", TOKENS, self.add)
        add(router, "POST", "desk.tokens.revoke", f"{TOKENS}/revoke", self.revoke)
        return router

    def tokens(self, request: Request) -> Response:
        """Answer with all tokens."""
        return self._all(request)

    def add(
        self,
        request: Request,
        name: Text = "",
        scopes: Annotated[list[Scope] | None, Form()] = None,
        unit: Text = "",
        under: Text = "",
        days: Annotated[int, Form(ge=0, le=LONGEST_DAYS)] = USUAL_DAYS,
    ) -> Response:
        """Make a token, and show it once; `days` 0 lets it last until it is revoked."""
        try:
            issued = self._access.add(
                name.strip(),
                scopes or [],
                actor=login_of(request).user.login,
                unit=unit.strip() or None,
                under=under.strip() or None,
                lasts=timedelta(days=days) if days else None,
            )
        except Refused as error:
            typed = {"name": name, "scopes": scopes or [], "unit": unit, "under": under, "days": days}
            return self._all(request, typed=typed, wrong=refusal(error), mend=error.mend, status=409)
        once = Once(NEW_TOKEN, TELL_TOKEN, name.strip(), [issued.secret], TOKENS)
        return self._pages.answer(request, "once.html", {"once": once})

    def revoke(self, request: Request, name: Text = "") -> Response:
        """Revoke a token for good."""
        self._access.revoke(name, actor=login_of(request).user.login)
        return done(TOKENS, "token-revoked")

    def _all(
        self,
        request: Request,
        *,
        typed: dict[str, object] | None = None,
        wrong: str = "",
        mend: str = "",
        status: int = 200,
    ) -> Response:
        now = self._clock()
        told = {
            "tokens": [(token, token.holds(now)) for token in self._access.all()],
            "all_scopes": list(Scope),
            "units": self._units.commands(),
            "typed": typed or {"name": "", "scopes": [], "unit": "", "under": "", "days": USUAL_DAYS},
            "wrong": wrong,
            "mend": mend,
        }
        return self._pages.answer(request, "tokens.html", told, status=status)
