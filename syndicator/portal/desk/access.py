"""Who may do what at the desk: one table, checked at one door."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, cast
from urllib.parse import quote, urlsplit

from fastapi import APIRouter, Depends, Form, HTTPException
from starlette.requests import Request
from starlette.responses import Response

from syndicator.bootstrap.service import Service
from syndicator.model.login import Login, Stage
from syndicator.model.reach import Reach, reach_of
from syndicator.model.user import Role, User
from syndicator.portal.wording import N_
from syndicator.storage import belonging
from syndicator.storage.session import Connection

HOME = "/desk"
LOGIN = "/desk/login"
CODE = "/desk/login/code"
ACCOUNT = "/desk/account"

LOOKING = frozenset({"GET", "HEAD"})
HIGHEST_ID = 2**63 - 1
LIVE = "desk.live"  # what a page asks for by itself, with nobody before it

OUT_OF_REACH = N_("This belongs to a unit that is not one of yours.")
STALE_FORM = N_("This form is too old, or did not come from here. Load the page again, and send it once more.")

ROLES = {
    "desk.inbox": Role.READER,
    "desk.held": Role.READER,
    LIVE: Role.READER,
    "desk.bulletin": Role.READER,
    "desk.story": Role.READER,
    "desk.compare": Role.READER,
    "desk.previews": Role.READER,
    "desk.schedule_page": Role.READER,
    "desk.deliveries": Role.READER,
    "desk.channels": Role.READER,
    "desk.trial": Role.READER,
    "desk.logout": Role.READER,
    "desk.account": Role.READER,
    "desk.password": Role.READER,
    "desk.factor": Role.READER,
    "desk.factor.picture": Role.READER,
    "desk.factor.begin": Role.READER,
    "desk.factor.confirm": Role.READER,
    "desk.factor.end": Role.READER,
    "desk.factor.codes": Role.READER,
    "desk.logins.end": Role.READER,
    "desk.users": Role.ADMIN,
    "desk.users.add": Role.ADMIN,
    "desk.user": Role.ADMIN,
    "desk.user.role": Role.ADMIN,
    "desk.user.bind": Role.ADMIN,
    "desk.user.disable": Role.ADMIN,
    "desk.user.enable": Role.ADMIN,
    "desk.user.password": Role.ADMIN,
    "desk.user.factor": Role.ADMIN,
    "desk.user.logins": Role.ADMIN,
    "desk.tokens": Role.ADMIN,
    "desk.tokens.add": Role.ADMIN,
    "desk.tokens.revoke": Role.ADMIN,
    "desk.audit": Role.CHIEF,
    "desk.release": Role.EDITOR,
    "desk.hold": Role.EDITOR,
    "desk.mask": Role.EDITOR,
    "desk.reroute": Role.EDITOR,
    "desk.pin": Role.EDITOR,
    "desk.unpin": Role.EDITOR,
    "desk.split": Role.EDITOR,
    "desk.merge": Role.EDITOR,
    "desk.merge_marked": Role.EDITOR,
    "desk.reject": Role.EDITOR,
    "desk.withdraw": Role.EDITOR,
    "desk.correct": Role.EDITOR,
    "desk.retry": Role.EDITOR,
    "desk.settle": Role.EDITOR,
    "desk.stop": Role.EDITOR,
    "desk.sheet": Role.EDITOR,
    "desk.rewrite": Role.EDITOR,
    "desk.phrase": Role.EDITOR,
    "desk.unphrase": Role.EDITOR,
    "desk.count": Role.EDITOR,
    "desk.schedule": Role.EDITOR,
    "desk.schedule_all": Role.EDITOR,
    "desk.send_now": Role.EDITOR,
    "desk.send_all_now": Role.EDITOR,
    "desk.stop_all": Role.EDITOR,
    "desk.retry_all": Role.EDITOR,
    "desk.pause": Role.EDITOR,
    "desk.resume": Role.EDITOR,
    "desk.test": Role.EDITOR,
    "desk.sources": Role.READER,
    "desk.source": Role.READER,
    "desk.source_form": Role.EDITOR,
    "desk.source_check": Role.EDITOR,
    "desk.source_add": Role.EDITOR,
    "desk.source_pause": Role.EDITOR,
    "desk.source_resume": Role.EDITOR,
    "desk.source_poll": Role.EDITOR,
    "desk.source_change": Role.CHIEF,
    "desk.rules": Role.READER,
    "desk.coverage": Role.READER,
    "desk.coverage_day": Role.READER,
    "desk.exports": Role.EDITOR,
    "desk.export_csv": Role.EDITOR,
    "desk.export_xlsx": Role.EDITOR,
    "desk.report": Role.CHIEF,
    "desk.rules_form": Role.CHIEF,
    "desk.rules_replay": Role.CHIEF,
}
"""The least role for each route behind the door, by the route's name."""

FOR_ALL = frozenset({"desk.pause", "desk.resume", "desk.trial", "desk.test", "desk.audit"}) | {
    "desk.rules_form",
    "desk.rules_replay",
    "desk.retry_all",
}
"""Routes that mean the whole newsroom: who is bound to a command's subtree may not use them, whatever the role."""


BEFORE_ERRANDS = frozenset(
    {"desk.account", "desk.password", "desk.factor", "desk.factor.begin", "desk.factor.confirm"}
) | {"desk.factor.picture", "desk.logout"}
"""What is open to somebody who has to choose a password or to set up a second factor before anything else."""


def may(role: Role, name: str) -> bool:
    """Tell whether a role may use the route of this name."""
    return role.reaches(ROLES[name])


def allowed(user: User, name: str) -> bool:
    """Tell whether a person may use the route of this name."""
    return may(user.role, name) and (user.unit is None or name not in FOR_ALL)


def login_of(request: Request) -> Login:
    """Return the login that the door let in."""
    return cast("Login", request.state.login)


def reach_in(request: Request) -> Reach:
    """Return what the person whom the door let in sees and decides: lists hold nothing else."""
    return cast("Reach", request.state.reach)


def inside(path: str) -> str:
    """Return a path to go back to if it lies within the desk, else the desk's first page."""
    parts = urlsplit(path)
    within = not parts.scheme and not parts.netloc and (parts.path == HOME or parts.path.startswith(f"{HOME}/"))
    return path if within and "\\" not in path and path.isprintable() else HOME


def foreign(request: Request) -> bool:
    """Tell whether a browser says that another site sent this request (Fetch Metadata)."""
    return request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}


class Cookie:
    """
    The cookie that a login stands on.

    Over https it has a name that browsers take from nobody but this very host (RFC 6265bis section 4.1.3).
    """

    def __init__(self, public_address: str) -> None:
        self.secure = public_address.startswith("https://")
        self.name, self._path = ("__Host-desk", "/") if self.secure else ("desk", HOME)

    def read(self, request: Request) -> str | None:
        """Return the token that a request brings."""
        return request.cookies.get(self.name)

    def give(self, response: Response, token: str, lasts: timedelta) -> None:
        """Hand out a token."""
        response.set_cookie(
            self.name,
            token,
            max_age=int(lasts.total_seconds()),
            path=self._path,
            secure=self.secure,
            httponly=True,
            samesite="lax",
        )

    def take(self, response: Response) -> None:
        """Take the token back."""
        response.delete_cookie(self.name, path=self._path, secure=self.secure, httponly=True, samesite="lax")


@dataclass(frozen=True, slots=True)
class Subject:
    """What a number in an address means: the units that it belongs to, and how a reach holds one of them."""

    units: Callable[[Connection, int], Sequence[str | None]]
    holds: Callable[[Reach, str | None], bool] = Reach.holds


SUBJECTS = {
    "bulletin_id": Subject(belonging.of_bulletin),
    "delivery_id": Subject(belonging.of_delivery),
    "story_id": Subject(belonging.of_story),
    "source_id": Subject(belonging.of_source, Reach.has_unit),
}
"""By the name of the parameter. A story is seen by whom one of its bulletins concerns, and decided by whom all do."""


class Door:
    """Lets in who is logged in and has the role."""

    def __init__(self, service: Service) -> None:
        self._logins = service.logins
        self.cookie = Cookie(service.settings.environment.public_address)
        self._units = service.settings.units
        self._database = service.database

    def known(self, request: Request, *, attended: bool = True) -> Login | None:
        """Return the login that a request's cookie stands for, if it has come so far that it opens the desk."""
        login = self.begun(request, attended=attended)
        return login if login is not None and login.stage is Stage.OPEN else None

    def begun(self, request: Request, *, attended: bool = True) -> Login | None:
        """Return the login that a request's cookie stands for, also one that waits for a code."""
        token = self.cookie.read(request)
        return self._logins.login_of(token, attended=attended) if token else None

    def opener(self, name: str) -> Callable[[Request], None]:
        """Return the dependency that guards the route of this name."""
        ROLES[name]  # a route without a role must not come up

        def opened(request: Request) -> None:
            login = self.known(request, attended=name != LIVE)
            if login is None:
                raise HTTPException(303, headers={"Location": f"{LOGIN}?back={quote(_here(request))}"})
            if name not in BEFORE_ERRANDS and self._logins.errand(login.user) is not None:
                raise HTTPException(303, headers={"Location": ACCOUNT})
            if not allowed(login.user, name):
                raise HTTPException(403)
            request.state.login, request.state.reach = login, reach_of(login.user.unit, self._units)
            for parameter in SUBJECTS.keys() & request.path_params.keys():
                self.check(request, parameter, _number(request.path_params[parameter]))

        return opened

    def add(self, router: APIRouter, method: str, name: str, path: str, answer: Callable[..., Response]) -> None:
        """Add a route behind the door; what changes something is taken only from a form of ours."""
        looks = method in LOOKING
        guards = [Depends(self.opener(name)), *([] if looks else [Depends(genuine)])]
        methods = sorted(LOOKING) if looks else [method]
        router.add_api_route(path, answer, methods=methods, name=name, dependencies=guards)

    def check(self, request: Request, parameter: str, number: int) -> None:
        """
        Refuse what lies outside of a person's reach; what does not exist is left to the route.

        The door does it for all that an address names; what only a form names has to be checked by its route.

        Args:
            parameter: what the number means, as one of `SUBJECTS`.
        """
        reach, subject = reach_in(request), SUBJECTS[parameter]
        if reach.is_whole or number > HIGHEST_ID:
            return
        with self._database.read() as connection:
            units = subject.units(connection, number)
        held = [subject.holds(reach, unit) for unit in units]
        is_within = any(held) if request.method in LOOKING else all(held)
        if held and not is_within:
            raise HTTPException(403, OUT_OF_REACH)


def genuine(request: Request, csrf: Annotated[str, Form()] = "") -> None:
    """Refuse a form that does not carry the token of the login that it was shown to."""
    if foreign(request) or not of_login(login_of(request), csrf):
        raise HTTPException(403, STALE_FORM)


def of_login(login: Login, csrf: str) -> bool:
    """Tell whether this is the token that the forms of a login carry."""
    return secrets.compare_digest(csrf.encode("utf-8", "surrogatepass"), login.csrf_token.encode())


def _number(told: str) -> int:
    """Return the number that an address tells; one that others might read as a number, as `+1` or `1.0`, is none."""
    if not (told.isascii() and told.isdecimal() and len(told) <= len(str(HIGHEST_ID))):
        raise HTTPException(404)
    return int(told)


def _here(request: Request) -> str:
    """Where to come back to after login: what was asked for, if it was only asked to be shown."""
    if request.method not in LOOKING:
        return HOME
    return f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
