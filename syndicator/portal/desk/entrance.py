"""Logging in and out of the desk: by password, and by a code where a second factor is set up."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, HTTPException, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from syndicator.accounts import LOGIN_LASTS, Denied, Opened
from syndicator.bootstrap.service import Service
from syndicator.model.login import Stage, Whereabouts
from syndicator.portal.desk.access import CODE, HOME, LOGIN, STALE_FORM, Door, foreign, genuine, inside, of_login
from syndicator.portal.pages import NOT_AT_ALL, Pages
from syndicator.portal.wording import N_

WRONG = N_("Login and password do not fit together.")
WRONG_CODE = N_("The code is wrong, or was used already. Wait for the next one, and try again.")
TOO_MANY = N_("Too many tries. Wait fifteen minutes, then try again.")
LONGEST_CHARS = 200

Back = Annotated[str, Form(max_length=500)]


class Entrance:
    """Hands out the cookie that opens the door, and takes it back."""

    def __init__(self, service: Service, pages: Pages, door: Door) -> None:
        self._logins = service.logins
        self._elsewhere = service.elsewhere
        self._pages = pages
        self._door = door

    def router(self) -> APIRouter:
        """Return the routes."""
        router = APIRouter(include_in_schema=False)
        router.add_api_route(LOGIN, self.form, methods=["GET", "HEAD"], name="entrance.form")
        router.add_api_route(LOGIN, self.log_in, methods=["POST"], name="entrance.login")
        router.add_api_route(CODE, self.code_form, methods=["GET", "HEAD"], name="entrance.code")
        router.add_api_route(CODE, self.pass_code, methods=["POST"], name="entrance.pass")
        guards = [Depends(self._door.opener("desk.logout")), Depends(genuine)]
        router.add_api_route("/desk/logout", self.log_out, methods=["POST"], name="desk.logout", dependencies=guards)
        return router

    def form(self, request: Request, back: Annotated[str, Query()] = HOME) -> Response:
        """Answer with the form; who is logged in already goes on."""
        if self._door.known(request) is not None:
            return RedirectResponse(inside(back), 303, {"Cache-Control": NOT_AT_ALL})
        return self.answer(request, back)

    def log_in(
        self,
        request: Request,
        login: Annotated[str, Form(max_length=LONGEST_CHARS)] = "",
        password: Annotated[str, Form(max_length=LONGEST_CHARS)] = "",
        back: Back = HOME,
    ) -> Response:
        """Check login and password, and let in or say what is wrong."""
        if foreign(request):
            raise HTTPException(403, STALE_FORM)
        opened = self._logins.log_in(login, password, whereabouts(request))
        if isinstance(opened, Denied):
            return self.denied(request, opened, back, login)
        return self.let_in(opened, back)

    def code_form(self, request: Request, back: Annotated[str, Query()] = HOME) -> Response:
        """Ask for the code after the password."""
        login = self._door.begun(request)
        if login is None or login.stage is not Stage.FACTOR:
            return RedirectResponse(LOGIN, 303, {"Cache-Control": NOT_AT_ALL})
        return self._code_form(request, login.csrf_token, back)

    def pass_code(
        self,
        request: Request,
        code: Annotated[str, Form(max_length=LONGEST_CHARS)] = "",
        csrf: Annotated[str, Form(max_length=LONGEST_CHARS)] = "",
        back: Back = HOME,
    ) -> Response:
        """Check the code, and let in or say what is wrong."""
        login, token = self._door.begun(request), self._door.cookie.read(request)
        if login is None or token is None or login.stage is not Stage.FACTOR:
            return RedirectResponse(LOGIN, 303, {"Cache-Control": NOT_AT_ALL})
        if foreign(request) or not of_login(login, csrf):
            raise HTTPException(403, STALE_FORM)
        opened = self._logins.pass_code(login, token, code)
        if isinstance(opened, Opened):
            return self.let_in(opened, back)
        wrong, status = (TOO_MANY, 429) if opened is Denied.TOO_MANY else (WRONG_CODE, 401)
        return self._code_form(request, login.csrf_token, back, wrong=wrong, status=status)

    def log_out(self, request: Request) -> Response:
        """End the login."""
        self._logins.log_out(self._door.cookie.read(request) or "")
        response = RedirectResponse(LOGIN, 303, {"Cache-Control": NOT_AT_ALL})
        self._door.cookie.take(response)
        return response

    def let_in(self, opened: Opened, back: str) -> Response:
        """Hand out the cookie of a new login, and lead on: to the desk, or to where the code is asked for."""
        to = inside(back) if opened.stage is Stage.OPEN else f"{CODE}?{urlencode({'back': inside(back)})}"
        response = RedirectResponse(to, 303, {"Cache-Control": NOT_AT_ALL})
        self._door.cookie.give(response, opened.token, LOGIN_LASTS)
        return response

    def denied(self, request: Request, why: Denied, back: str, login: str = "") -> Response:
        """Say that somebody is not let in, and no more than that."""
        if why is Denied.TOO_MANY:
            return self.answer(request, back, login=login, wrong=TOO_MANY, status=429)
        return self.answer(request, back, login=login, wrong=WRONG, status=401)

    def answer(self, request: Request, back: str, *, login: str = "", wrong: str = "", status: int = 200) -> Response:
        """Answer with the form for login and password."""
        provider = self._elsewhere.provider.name if self._elsewhere else None
        shown = {"back": inside(back), "login": login, "wrong": wrong, "provider": provider}
        return self._pages.answer(request, "desk/login.html", shown, status=status, cache=NOT_AT_ALL)

    def _code_form(self, request: Request, csrf: str, back: str, *, wrong: str = "", status: int = 200) -> Response:
        shown = {"back": inside(back), "csrf": csrf, "wrong": wrong}
        return self._pages.answer(request, "desk/code.html", shown, status=status, cache=NOT_AT_ALL)


def whereabouts(request: Request) -> Whereabouts:
    """Return where a request comes from, as far as a person may recognise it."""
    browser = "".join(sign for sign in request.headers.get("user-agent", "") if sign.isprintable())
    return Whereabouts(request.client.host if request.client else "", browser)
