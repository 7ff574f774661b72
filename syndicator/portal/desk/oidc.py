"""Logging in by a provider of identities: out to it, and back with its answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from syndicator.accounts import Departure, Elsewhere, Stranger, Unreadable
from syndicator.bootstrap.people import CALLBACK
from syndicator.bootstrap.service import Service
from syndicator.errors import Refused, Unavailable
from syndicator.portal.desk.access import HOME, Door, inside
from syndicator.portal.desk.entrance import Entrance, whereabouts
from syndicator.portal.pages import NOT_AT_ALL
from syndicator.portal.wording import N_
from syndicator.telemetry import logger

log = logger(__name__)

OUT = "/desk/login/elsewhere"
WITHIN = timedelta(minutes=10)
STRANGERS = {
    Stranger.UNKNOWN: N_("Nobody at the desk has your login. Ask an administrator to add you."),
    Stranger.DISABLED: N_("Your account is disabled. Ask an administrator."),
    Stranger.TAKEN: N_("Your login belongs to somebody else at the desk. Ask an administrator."),
}
NO_PROOF = N_("The answer of the provider did not prove who you are. Begin again, or log in with a password.")
NO_ANSWER = N_("The provider does not answer just now. Try again in a moment, or log in with a password.")


class Oidc:
    """Sends a browser to the provider, and lets in who comes back with a proof."""

    def __init__(self, service: Service, elsewhere: Elsewhere, door: Door, entrance: Entrance) -> None:
        self._elsewhere = elsewhere
        self._logins = service.logins
        self._seal = service.seal
        self._clock = service.clock
        self._secure = door.cookie.secure
        self._cookie = "__Host-desk-way" if self._secure else "desk-way"
        self._entrance = entrance

    def router(self) -> APIRouter:
        """Return the routes."""
        router = APIRouter(include_in_schema=False)
        router.add_api_route(OUT, self.depart, methods=["GET"], name="entrance.depart")
        router.add_api_route(CALLBACK, self.arrive, methods=["GET"], name="entrance.arrive")
        return router

    def depart(self, request: Request, back: Annotated[str, Query(max_length=500)] = HOME) -> Response:
        """Send a browser out; what it has to bring back is sealed in a cookie."""
        try:
            left = self._elsewhere.openid.depart()
        except Unavailable as error:
            return self._failed(request, NO_ANSWER, str(error), 503)
        told = {"state": left.state, "nonce": left.nonce, "verifier": left.verifier, "back": inside(back)}
        until = int((self._clock() + WITHIN).timestamp())
        response = RedirectResponse(left.address, 303, {"Cache-Control": NOT_AT_ALL})
        response.set_cookie(
            self._cookie,
            self._seal.closed({**told, "until": until}),
            max_age=int(WITHIN.total_seconds()),
            path=self._path,
            secure=self._secure,
            httponly=True,
            samesite="lax",
        )
        return response

    def arrive(self, request: Request) -> Response:
        """Let in who comes back, or say why not."""
        try:
            left, back = self._left(request)
            claims = self._elsewhere.openid.arrive(left, dict(request.query_params))
        except (Refused, Unreadable) as error:
            return self._failed(request, NO_PROOF, str(error), 401)
        except Unavailable as error:
            return self._failed(request, NO_ANSWER, str(error), 503)
        person = self._elsewhere.person(claims)
        if isinstance(person, Stranger):
            return self._failed(request, STRANGERS[person], person.value, 403)
        opened = self._logins.let_in(person, whereabouts(request), self._elsewhere.provider.name)
        return self._forgetting(self._entrance.let_in(opened, back))

    @property
    def _path(self) -> str:
        return "/" if self._secure else HOME

    def _left(self, request: Request) -> tuple[Departure, str]:
        """Return how this browser was sent out; raises Refused where it was not, or too long ago."""
        sealed = request.cookies.get(self._cookie)
        if not sealed:
            raise Refused("this browser was not sent out", "begin again")
        told = self._seal.opened(sealed)
        if int(told["until"]) < self._clock().timestamp():
            raise Refused("this browser was sent out too long ago", "begin again")
        left = Departure("", str(told["state"]), str(told["nonce"]), str(told["verifier"]))
        return left, str(told["back"])

    def _failed(self, request: Request, wrong: str, cause: str, status: int) -> Response:
        log.warning("login_elsewhere_failed", cause=cause)
        return self._forgetting(self._entrance.answer(request, HOME, wrong=wrong, status=status))

    def _forgetting(self, response: Response) -> Response:
        """What was sent out comes back once."""
        response.delete_cookie(self._cookie, path=self._path, secure=self._secure, httponly=True, samesite="lax")
        return response
