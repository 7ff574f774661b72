"""Who may do what at the desk: one table, checked at one door."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Annotated, cast
from urllib.parse import quote, urlsplit

from fastapi import Form, HTTPException
from starlette.requests import Request

from syndicator.accounts import Accounts
from syndicator.model.user import Role
from syndicator.portal.wording import N_
from syndicator.storage.users import Login

COOKIE = "desk"
HOME = "/desk"
LOGIN = "/desk/login"

STALE_FORM = N_("This form is too old, or did not come from here. Load the page again, and send it once more.")

ROLES = {
    "desk.inbox": Role.READER,
    "desk.held": Role.READER,
    "desk.bulletin": Role.READER,
    "desk.previews": Role.READER,
    "desk.deliveries": Role.READER,
    "desk.channels": Role.READER,
    "desk.trial": Role.READER,
    "desk.logout": Role.READER,
    "desk.release": Role.EDITOR,
    "desk.mask": Role.EDITOR,
    "desk.reject": Role.EDITOR,
    "desk.withdraw": Role.EDITOR,
    "desk.correct": Role.EDITOR,
    "desk.retry": Role.EDITOR,
    "desk.settle": Role.EDITOR,
    "desk.stop": Role.EDITOR,
    "desk.pause": Role.EDITOR,
    "desk.resume": Role.EDITOR,
    "desk.test": Role.EDITOR,
}
"""The least role for each route behind the door, by the route's name."""

_LADDER = tuple(Role)


def may(role: Role, name: str) -> bool:
    """Tell whether a role may use the route of this name."""
    return _LADDER.index(role) >= _LADDER.index(ROLES[name])


def login_of(request: Request) -> Login:
    """Return the login that the door let in."""
    return cast("Login", request.state.login)


def inside(path: str) -> str:
    """Return a path to go back to if it lies within the desk, else the desk's first page."""
    parts = urlsplit(path)
    within = not parts.scheme and not parts.netloc and (parts.path == HOME or parts.path.startswith(f"{HOME}/"))
    return path if within and "\\" not in path and path.isprintable() else HOME


def foreign(request: Request) -> bool:
    """Tell whether a browser says that another site sent this request (Fetch Metadata)."""
    return request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}


class Door:
    """Lets in who is logged in and has the role."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts

    def known(self, request: Request) -> Login | None:
        """Return the login that a request's cookie stands for."""
        token = request.cookies.get(COOKIE)
        return self._accounts.login_of(token) if token else None

    def opener(self, name: str) -> Callable[[Request], None]:
        """Return the dependency that guards the route of this name."""
        ROLES[name]  # a route without a role must not come up

        def opened(request: Request) -> None:
            login = self.known(request)
            if login is None:
                raise HTTPException(303, headers={"Location": f"{LOGIN}?back={quote(_here(request))}"})
            if not may(login.user.role, name):
                raise HTTPException(403)
            request.state.login = login

        return opened


def genuine(request: Request, csrf: Annotated[str, Form()] = "") -> None:
    """Refuse a form that does not carry the token of the login that it was shown to."""
    if foreign(request) or not secrets.compare_digest(csrf.encode(), login_of(request).csrf_token.encode()):
        raise HTTPException(403, STALE_FORM)


def _here(request: Request) -> str:
    """Where to come back to after login: what was asked for, if it was only asked to be shown."""
    if request.method not in {"GET", "HEAD"}:
        return HOME
    return f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
