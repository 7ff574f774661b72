"""`POST /api/v1/bulletins`: units without a site send their releases."""

from __future__ import annotations

from fastapi import Depends, HTTPException
from fastapi.routing import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from syndicator.bootstrap.service import Service
from syndicator.errors import SourceFault
from syndicator.model.submission import Outcome, Submission
from syndicator.model.token import Scope
from syndicator.portal.api.bearer import Bearer, token_of
from syndicator.portal.api.letter import read_letter
from syndicator.portal.api.problem import Fault, problem
from syndicator.portal.pages import NOT_AT_ALL
from syndicator.portal.turnstile import Turnstile, body_of

LONGEST_LETTER_BYTES = 1_000_000
LETTERS_AT_ONCE = 6
_UNREAD = LONGEST_LETTER_BYTES * 1_000
"""The application's own bound steps aside, for it knows no problems; a body is bounded here, behind the door."""
WRONG = "the release cannot be taken; nothing of it was stored"


class Bulletins:
    """Takes releases."""

    def __init__(self, service: Service) -> None:
        self._submitting = service.submitting
        self._clock = service.clock
        self._base = service.settings.environment.public_address
        self._turnstile = Turnstile(LETTERS_AT_ONCE)

    def add_to(self, router: APIRouter, bearer: Bearer) -> None:
        """Add the route."""
        guards = [Depends(bearer.opener(Scope.BULLETINS_WRITE))]
        router.add_api_route("/bulletins", self.submit, methods=["POST"], dependencies=guards, max_body_size=_UNREAD)

    async def submit(self, request: Request) -> Response:
        """
        Store a release: 201 where it is new, 200 where its id is known already, changed or not.

        Why one is held is not told: it is what must not be read by all.
        """
        source_id = token_of(request).source_id
        if source_id is None:
            raise HTTPException(403, "this token publishes for no unit")
        kind = request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
        if not kind.endswith(("/json", "+json")):
            raise HTTPException(415, "send JSON, and say so: Content-Type: application/json")
        with self._turnstile.passed():
            body = await body_of(request, most=LONGEST_LETTER_BYTES)
            return await run_in_threadpool(self._submit, source_id, body)

    def _submit(self, source_id: int, body: bytes) -> Response:
        try:
            letter = read_letter(body, self._clock())
        except ValueError as error:
            return problem(400, str(error))
        if not isinstance(letter, Submission):
            return problem(422, WRONG, faults=letter)
        try:
            done = self._submitting.submit(source_id, letter)
        except SourceFault as fault:
            return problem(422, WRONG, faults=[Fault("#", fault.cause)])
        address = f"{self._base}/b/{done.bulletin_id}"
        told = {
            "id": letter.id,
            "bulletin": done.bulletin_id,
            "outcome": done.outcome.value,
            "state": done.state.value,
            "revision": done.revision,
            "story": str(done.story),
            "canonical": done.canonical,
            "address": address,
        }
        status = 201 if done.outcome is Outcome.ADDED else 200
        return JSONResponse(told, status, {"Location": address, "Cache-Control": NOT_AT_ALL})
