"""Errors as answers: a page for people, `application/problem+json` (RFC 9457) for clients that ask for JSON."""

from __future__ import annotations

from http import HTTPStatus
from typing import cast

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from syndicator.errors import ConcurrentChange, NotFound, Refused, SyndicatorError, Unavailable
from syndicator.portal.headers import SECURITY
from syndicator.portal.pages import NOT_AT_ALL, Pages
from syndicator.portal.wording import N_
from syndicator.telemetry import logger

log = logger(__name__)

RETRY_AFTER_S = 30
FAULTS = {
    400: (N_("This request cannot be read"), N_("Go back, load the page again, and try once more.")),
    403: (N_("This is not for you"), N_("Your role does not allow it. Ask a chief or an administrator of the desk.")),
    404: (N_("There is nothing here"), N_("The address may be mistyped, or what it led to is no longer published.")),
    405: (N_("This cannot be done here"), N_("Go back, load the page again, and try once more.")),
    409: (N_("That is not possible now"), N_("Its state has changed meanwhile, so nothing was done.")),
    413: (N_("This is too long"), N_("Shorten what you send, and try again.")),
    422: (N_("The form is incomplete"), N_("Go back, fill in what is missing, and send it again.")),
    429: (N_("Too many tries"), N_("Wait fifteen minutes, then try again.")),
    500: (N_("Something broke on our side"), N_("It has been written down. Try again in a moment.")),
    503: (N_("We are not ready just now"), N_("A part of the service does not answer. Try again in a moment.")),
}


PROGRAMS = ("/api/", "/websub/")
"""Where only programs come."""


def wants_json(request: Request) -> bool:
    """Tell whether a client asks for JSON and not for a page, or is where pages are of no use."""
    if request.url.path.startswith(PROGRAMS):
        return True
    accepted = request.headers.get("accept", "")
    return "json" in accepted and "text/html" not in accepted


class Problems:
    """Turns errors into answers."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    def watch(self, app: FastAPI) -> None:
        """Answer for all errors of an application."""
        app.add_exception_handler(HTTPException, self.of_status)
        app.add_exception_handler(RequestValidationError, self.of_form)
        app.add_exception_handler(SyndicatorError, self.of_tree)
        app.add_exception_handler(Exception, self.of_fault)

    def answer(self, request: Request, status: int, detail: str = "") -> Response:
        """Return the answer for a status; `detail` is what the reader may know beyond it."""
        title, text = FAULTS.get(status) or (HTTPStatus(status).phrase, "")
        if wants_json(request):
            told = {
                "type": "about:blank",
                "title": HTTPStatus(status).phrase,
                "status": status,
                "detail": detail or text,
            }
            return JSONResponse(told, status, {"Cache-Control": NOT_AT_ALL}, "application/problem+json")
        shown = {"title": title, "text": text, "detail": detail}
        return self._pages.answer(request, "problem.html", shown, status=status, cache=NOT_AT_ALL)

    async def of_status(self, request: Request, raised: Exception) -> Response:
        """Answer with the status that a route raised; a redirection goes where it says."""
        error = cast("HTTPException", raised)
        headers = dict(error.headers or {})
        if "Location" in headers:
            return RedirectResponse(headers["Location"], error.status_code, {"Cache-Control": NOT_AT_ALL})
        detail = "" if error.detail == HTTPStatus(error.status_code).phrase else str(error.detail)
        response = self.answer(request, error.status_code, detail)
        response.headers.update(headers)
        return response

    async def of_form(self, request: Request, _error: Exception) -> Response:
        """An address that cannot be is an address where nothing is; a form that cannot be is incomplete."""
        return self.answer(request, 422 if request.method == "POST" else 404)

    async def of_tree(self, request: Request, error: Exception) -> Response:
        """Answer by the class of one of our own errors; what servers said stays in the log."""
        if isinstance(error, NotFound):
            return self.answer(request, 404)
        if isinstance(error, Refused | ConcurrentChange):
            return self.answer(request, 409, error.cause)
        log.error("request_failed", path=request.url.path, error=str(error))
        response = self.answer(request, 503 if isinstance(error, Unavailable) else 500)
        if isinstance(error, Unavailable):
            response.headers["Retry-After"] = str(RETRY_AFTER_S)
        return response

    async def of_fault(self, request: Request, _error: Exception) -> Response:
        """Answer for what nobody foresaw. It is answered outside of all middleware, and raised on for the log."""
        response = self.answer(request, 500)
        response.headers.update(SECURITY)
        return response
