"""One's own account: the password, and where one is logged in."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import Response

from syndicator.accounts.passwords import LONGEST_PASSWORD_CHARS
from syndicator.bootstrap.service import Service
from syndicator.errors import Refused
from syndicator.portal.desk.access import ACCOUNT, Door, login_of
from syndicator.portal.desk.entrance import TOO_MANY, whereabouts
from syndicator.portal.desk.once import refusal
from syndicator.portal.desk.shell import DeskPages, done
from syndicator.portal.wording import N_

TWO_PASSWORDS = N_("The two new passwords are not the same.")

Password = Annotated[str, Form(max_length=LONGEST_PASSWORD_CHARS)]


class Account:
    """Shows a person what the desk keeps of them, and lets them change it."""

    def __init__(self, service: Service, pages: DeskPages, door: Door) -> None:
        self._accounts = service.accounts
        self._logins = service.logins
        self._tries = service.logins.tries
        self._factors = service.factors
        self._names = service.settings.units
        self._pages = pages
        self._door = door

    def router(self) -> APIRouter:
        """Return the routes."""
        router, add = APIRouter(include_in_schema=False), self._door.add
        add(router, "GET", "desk.account", ACCOUNT, self.account)
        add(router, "POST", "desk.password", f"{ACCOUNT}/password", self.password)
        add(router, "POST", "desk.logins.end", f"{ACCOUNT}/logins", self.end)
        return router

    def account(self, request: Request) -> Response:
        """Answer with one's own account."""
        return self.answer(request)

    def password(self, request: Request, old: Password = "", new: Password = "", again: Password = "") -> Response:
        """Change one's own password; the old one may be guessed no more often than at the door."""
        login = login_of(request)
        guessed, address = f"password:{login.user.login}", whereabouts(request).address
        if new != again:
            return self.answer(request, wrong=TWO_PASSWORDS, status=409)
        if not self._tries.allow(guessed, address):
            return self.answer(request, wrong=TOO_MANY, status=429)
        try:
            self._accounts.change_password(login.user.id, old, new, keep=login.key)
        except Refused as error:
            return self.answer(request, wrong=refusal(error), status=409)
        self._tries.forget(guessed, address)
        return done(ACCOUNT, "password-changed")

    def end(self, request: Request, key: Annotated[str, Form(max_length=64)] = "") -> Response:
        """End one of one's own logins, or all but this one."""
        login = login_of(request)
        self._logins.end(login.user, key=key or None, besides=login.key)
        return done(ACCOUNT, "logins-ended")

    def answer(self, request: Request, *, wrong: str = "", wrong_code: str = "", status: int = 200) -> Response:
        """Answer with the page, and with what is wrong with the form that was sent."""
        login = login_of(request)
        user = login.user
        told = {
            "login": login,
            "logins": self._logins.of(user),
            "errand": self._logins.errand(user),
            "codes_left": self._factors.codes_left(user),
            "command": self._names.find(user.unit) if user.unit else None,
            "wrong": wrong,
            "wrong_code": wrong_code,
        }
        return self._pages.answer(request, "account.html", told, status=status)
