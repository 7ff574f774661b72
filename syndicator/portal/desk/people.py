"""The people of the desk, as admins see them: who they are, what they may do, and what is taken from them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated

from fastapi import APIRouter, Form, Path
from starlette.requests import Request
from starlette.responses import Response

from syndicator.bootstrap.service import Service
from syndicator.errors import Refused
from syndicator.model.user import Role, User
from syndicator.portal.desk.access import HIGHEST_ID, Door, login_of
from syndicator.portal.desk.once import Once, refusal
from syndicator.portal.desk.shell import DeskPages, done
from syndicator.portal.wording import N_

USERS = "/desk/users"
NEW_PASSWORD = N_("New password")
TELL_PASSWORD = N_(
    "Tell it to this person by a way that nobody else reads. It is shown this once, and has to be changed at the first"
    " login."
)

UserId = Annotated[int, Path(ge=1, le=HIGHEST_ID)]
UnitName = Annotated[str, Form(max_length=200)]


class People:
    """Shows people, and carries out what an admin decides of them."""

    def __init__(self, service: Service, pages: DeskPages, door: Door) -> None:
        self._accounts = service.accounts
        self._logins = service.logins
        self._units = service.settings.units
        self._pages = pages
        self._door = door

    def router(self) -> APIRouter:
        """Return the routes."""
        router, add, one = APIRouter(include_in_schema=False), self._door.add, f"{USERS}/{{user_id}}"
        add(router, "GET", "desk.users", USERS, self.users)
        add(router, "POST", "desk.users.add", USERS, self.add)
        add(router, "GET", "desk.user", one, self.user)
        add(router, "POST", "desk.user.role", f"{one}/role", self.role)
        add(router, "POST", "desk.user.bind", f"{one}/unit", self.bind)
        add(router, "POST", "desk.user.disable", f"{one}/disable", self.disable)
        add(router, "POST", "desk.user.enable", f"{one}/enable", self.enable)
        add(router, "POST", "desk.user.password", f"{one}/password", self.password)
        add(router, "POST", "desk.user.factor", f"{one}/factor", self.factor)
        add(router, "POST", "desk.user.logins", f"{one}/logins", self.logins)
        return router

    def users(self, request: Request) -> Response:
        """Answer with all people."""
        return self._all(request)

    def add(
        self,
        request: Request,
        login: Annotated[str, Form(max_length=200)] = "",
        role: Annotated[Role, Form()] = Role.READER,
        unit: UnitName = "",
    ) -> Response:
        """Add a person with a password of chance, which is shown once."""
        wanted = login.strip().lower()
        try:
            password = self._accounts.add(wanted, None, role, unit=unit.strip() or None, actor=_actor(request))
        except Refused as error:
            typed = {"login": login, "role": role, "unit": unit}
            return self._all(request, typed=typed, wrong=refusal(error), status=409)
        return self._password(request, wanted, password, USERS)

    def user(self, request: Request, user_id: UserId) -> Response:
        """Answer with one person."""
        return self._one(request, self._accounts.person(user_id))

    def role(self, request: Request, user_id: UserId, role: Annotated[Role, Form()]) -> Response:
        """Give a person another role."""
        return self._decide(request, user_id, lambda user: self._accounts.set_role(user, role, actor=_actor(request)))

    def bind(self, request: Request, user_id: UserId, unit: UnitName = "") -> Response:
        """Bind a person to a command's subtree, or to none."""
        wanted = unit.strip() or None
        return self._decide(request, user_id, lambda user: self._accounts.bind(user, wanted, actor=_actor(request)))

    def disable(self, request: Request, user_id: UserId) -> Response:
        """Let a person in no more."""
        return self._decide(request, user_id, lambda user: self._accounts.disable(user, actor=_actor(request)))

    def enable(self, request: Request, user_id: UserId) -> Response:
        """Let a person in again."""
        return self._decide(request, user_id, lambda user: self._accounts.enable(user, actor=_actor(request)))

    def factor(self, request: Request, user_id: UserId) -> Response:
        """Ask a person who lost it for no second factor."""
        return self._decide(request, user_id, lambda user: self._accounts.reset_factor(user, actor=_actor(request)))

    def logins(self, request: Request, user_id: UserId) -> Response:
        """Log a person out everywhere."""
        return self._decide(request, user_id, lambda user: self._accounts.end_logins(user, actor=_actor(request)))

    def password(self, request: Request, user_id: UserId) -> Response:
        """Give a person a password of chance, which is shown once."""
        user = self._accounts.person(user_id)
        password = self._accounts.reset_password(user.login, actor=_actor(request))
        return self._password(request, user.login, password, f"{USERS}/{user_id}")

    def _decide(self, request: Request, user_id: int, decide: Callable[[str], None]) -> Response:
        user = self._accounts.person(user_id)
        try:
            decide(user.login)
        except Refused as error:
            return self._one(request, user, wrong=refusal(error), status=409)
        return done(f"{USERS}/{user_id}", "user-changed")

    def _password(self, request: Request, login: str, password: str, back: str) -> Response:
        once = Once(NEW_PASSWORD, TELL_PASSWORD, login, [password], back)
        return self._pages.answer(request, "once.html", {"once": once})

    def _all(
        self, request: Request, *, typed: Mapping[str, object] | None = None, wrong: str = "", status: int = 200
    ) -> Response:
        told = {
            "people": self._accounts.all(),
            "seen": self._accounts.last_seen(),
            "roles": list(Role),
            "units": self._units.commands(),
            "typed": typed or {"login": "", "role": Role.EDITOR, "unit": ""},
            "wrong": wrong,
        }
        return self._pages.answer(request, "users.html", told, status=status)

    def _one(self, request: Request, user: User, *, wrong: str = "", status: int = 200) -> Response:
        told = {
            "person": user,
            "logins": self._logins.of(user),
            "roles": list(Role),
            "units": self._units.commands(),
            "command": self._units.find(user.unit) if user.unit else None,
            "wrong": wrong,
        }
        return self._pages.answer(request, "user.html", told, status=status)


def _actor(request: Request) -> str:
    return login_of(request).user.login
