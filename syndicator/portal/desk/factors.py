"""One's own second factor: set up by a picture or by typing, confirmed by a code, ended by a code."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from syndicator.bootstrap.service import Service
from syndicator.portal.desk.access import ACCOUNT, Door, login_of
from syndicator.portal.desk.account import Account
from syndicator.portal.desk.entrance import TOO_MANY, WRONG_CODE, whereabouts
from syndicator.portal.desk.once import Once
from syndicator.portal.desk.shell import DeskPages, done
from syndicator.portal.directory import qr_code
from syndicator.portal.pages import NOT_AT_ALL
from syndicator.portal.wording import N_

FACTOR = f"{ACCOUNT}/factor"
RECOVERY = N_("Recovery codes")
KEEP_CODES = N_(
    "Each of these opens the desk once in place of a code of the app. Keep them where you find them without the device."
)

Code = Annotated[str, Form(max_length=40)]


class FactorPages:
    """Lets a person set up a second factor, and end it."""

    def __init__(self, service: Service, pages: DeskPages, door: Door, account: Account) -> None:
        self._factors = service.factors
        self._tries = service.logins.tries
        self._pages = pages
        self._door = door
        self._account = account

    def router(self) -> APIRouter:
        """Return the routes."""
        router, add = APIRouter(include_in_schema=False), self._door.add
        add(router, "POST", "desk.factor.begin", f"{FACTOR}/begin", self.begin)
        add(router, "GET", "desk.factor", FACTOR, self.form)
        add(router, "GET", "desk.factor.picture", f"{FACTOR}.svg", self.picture)
        add(router, "POST", "desk.factor.confirm", FACTOR, self.confirm)
        add(router, "POST", "desk.factor.codes", f"{FACTOR}/codes", self.codes)
        add(router, "POST", "desk.factor.end", f"{FACTOR}/end", self.end)
        return router

    def begin(self, request: Request) -> Response:
        """Make a secret, and lead to the page that shows it."""
        self._factors.begin(login_of(request).user)
        return RedirectResponse(FACTOR, 303, {"Cache-Control": NOT_AT_ALL})

    def form(self, request: Request) -> Response:
        """Show the secret that waits for its first code."""
        return self._form(request)

    def picture(self, request: Request) -> Response:
        """Answer with the secret as a picture that apps read."""
        offer = self._factors.offer(login_of(request).user)
        if offer is None:
            raise HTTPException(404)
        return Response(qr_code(offer.address), media_type="image/svg+xml", headers={"Cache-Control": NOT_AT_ALL})

    def confirm(self, request: Request, code: Code = "") -> Response:
        """Let the factor count if the code is right."""
        login = login_of(request)
        if not self._may_try(request):
            return self._form(request, wrong=TOO_MANY, status=429)
        codes = self._factors.confirm(login.user, code, keep=login.key)
        if codes is None:
            return self._form(request, wrong=WRONG_CODE, status=409)
        return self._codes(request, codes)

    def codes(self, request: Request, code: Code = "") -> Response:
        """Replace the codes for a lost factor."""
        codes = self._factors.renew_codes(login_of(request).user, code) if self._may_try(request) else None
        if codes is None:
            return self._account.answer(request, wrong_code=WRONG_CODE, status=409)
        return self._codes(request, codes)

    def end(self, request: Request, code: Code = "") -> Response:
        """Ask for no second factor any more."""
        if not self._may_try(request) or not self._factors.end(login_of(request).user, code):
            return self._account.answer(request, wrong_code=WRONG_CODE, status=409)
        self._forget(request)
        return done(ACCOUNT, "factor-ended")

    def _codes(self, request: Request, codes: list[str]) -> Response:
        self._forget(request)
        once = Once(RECOVERY, KEEP_CODES, login_of(request).user.login, codes, ACCOUNT)
        return self._pages.answer(request, "once.html", {"once": once})

    def _form(self, request: Request, *, wrong: str = "", status: int = 200) -> Response:
        offer = self._factors.offer(login_of(request).user)
        if offer is None:
            return RedirectResponse(ACCOUNT, 303, {"Cache-Control": NOT_AT_ALL})
        return self._pages.answer(request, "factor.html", {"offer": offer, "wrong": wrong}, status=status)

    def _may_try(self, request: Request) -> bool:
        return self._tries.allow(f"code:{login_of(request).user.login}", whereabouts(request).address)

    def _forget(self, request: Request) -> None:
        self._tries.forget(f"code:{login_of(request).user.login}", whereabouts(request).address)
