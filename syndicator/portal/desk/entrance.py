"""Logging in and out of the desk."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from syndicator.accounts import LOGIN_LASTS
from syndicator.bootstrap.service import Service
from syndicator.portal.desk.access import COOKIE, HOME, LOGIN, STALE_FORM, Door, foreign, genuine, inside
from syndicator.portal.desk.tries import Tries
from syndicator.portal.pages import NOT_AT_ALL, Pages
from syndicator.portal.wording import N_

WRONG = N_("Login and password do not fit together.")
TOO_MANY = N_("Too many tries. Wait fifteen minutes, then try again.")
LONGEST_CHARS = 200


class Entrance:
    """Hands out the cookie that opens the door, and takes it back."""

    def __init__(self, service: Service, pages: Pages, door: Door) -> None:
        self._accounts = service.accounts
        self._tries = Tries(service.redis, service.clock)
        self._secure = service.settings.environment.public_address.startswith("https://")
        self._pages = pages
        self._door = door

    def router(self) -> APIRouter:
        """Return the routes."""
        router = APIRouter(include_in_schema=False)
        router.add_api_route(LOGIN, self.form, methods=["GET", "HEAD"], name="entrance.form")
        router.add_api_route(LOGIN, self.log_in, methods=["POST"], name="entrance.login")
        guards = [Depends(self._door.opener("desk.logout")), Depends(genuine)]
        router.add_api_route("/desk/logout", self.log_out, methods=["POST"], name="desk.logout", dependencies=guards)
        return router

    def form(self, request: Request, back: Annotated[str, Query()] = HOME) -> Response:
        """Answer with the form; who is logged in already goes on."""
        if self._door.known(request) is not None:
            return RedirectResponse(inside(back), 303, {"Cache-Control": NOT_AT_ALL})
        return self._form(request, back)

    def log_in(
        self,
        request: Request,
        login: Annotated[str, Form(max_length=LONGEST_CHARS)] = "",
        password: Annotated[str, Form(max_length=LONGEST_CHARS)] = "",
        back: Annotated[str, Form()] = HOME,
    ) -> Response:
        """Check login and password, and let in or say what is wrong."""
        if foreign(request):
            raise HTTPException(403, STALE_FORM)
        address = request.client.host if request.client else ""
        if not self._tries.allow(login, address):
            return self._form(request, back, login=login, wrong=TOO_MANY, status=429)
        token = self._accounts.log_in(login, password)
        if token is None:
            return self._form(request, back, login=login, wrong=WRONG, status=401)
        self._tries.forget(login, address)
        response = RedirectResponse(inside(back), 303, {"Cache-Control": NOT_AT_ALL})
        lasts_s = int(LOGIN_LASTS.total_seconds())
        response.set_cookie(
            COOKIE, token, max_age=lasts_s, path=HOME, secure=self._secure, httponly=True, samesite="lax"
        )
        return response

    def log_out(self, request: Request) -> Response:
        """End the login."""
        self._accounts.log_out(request.cookies.get(COOKIE, ""))
        response = RedirectResponse(LOGIN, 303, {"Cache-Control": NOT_AT_ALL})
        response.delete_cookie(COOKIE, path=HOME, secure=self._secure, httponly=True, samesite="lax")
        return response

    def _form(self, request: Request, back: str, *, login: str = "", wrong: str = "", status: int = 200) -> Response:
        shown = {"back": inside(back), "login": login, "wrong": wrong}
        return self._pages.answer(request, "desk/login.html", shown, status=status, cache=NOT_AT_ALL)
