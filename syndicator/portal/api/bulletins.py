"""`/api/v1/bulletins`: what the public may see, read by programs; and releases that units without a site send."""

from __future__ import annotations

from typing import Annotated

from fastapi import HTTPException, Query
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from syndicator.bootstrap.service import Service
from syndicator.errors import SourceFault
from syndicator.model.submission import Outcome, Submission, Submitted
from syndicator.model.token import Scope
from syndicator.portal.api import described
from syndicator.portal.api.answers import elsewhere, shown
from syndicator.portal.api.bearer import token_of
from syndicator.portal.api.desk_shapes import Receipt
from syndicator.portal.api.fate import standing_for
from syndicator.portal.api.gate import Gate
from syndicator.portal.api.letter import EXAMPLE, read_letter
from syndicator.portal.api.paging import PathId
from syndicator.portal.api.problem import Fault, problem
from syndicator.portal.api.repeats import Repeats
from syndicator.portal.api.shapes import Bulletin, BulletinPage
from syndicator.portal.api.stock import ReleasedPaged, page_of, wanted_of
from syndicator.portal.api.told import Teller
from syndicator.portal.pages import NOT_AT_ALL
from syndicator.portal.turnstile import Turnstile, body_of
from syndicator.portal.wording import N_
from syndicator.storage import reading

LONGEST_LETTER_BYTES = 1_000_000
LETTERS_AT_ONCE = 6
_UNREAD = LONGEST_LETTER_BYTES * 1_000
"""The application's own bound steps aside, for it knows no problems; a body is bounded here, behind the door."""
WRONG = "the release cannot be taken; nothing of it was stored"
BODY: dict[str, object] = {
    "required": True,
    "content": {"application/json": {"schema": {"$ref": described.LETTER}, "example": EXAMPLE}},
}


class Bulletins:
    """Shows bulletins, and takes releases."""

    def __init__(self, service: Service, teller: Teller, repeats: Repeats) -> None:
        self._database = service.database
        self._submitting = service.submitting
        self._clock = service.clock
        self._teller = teller
        self._repeats = repeats
        self._turnstile = Turnstile(LETTERS_AT_ONCE)

    def add_to(self, gate: Gate) -> None:
        """Add the routes."""
        read = Scope.BULLETINS_READ
        gate.shows("/bulletins", self.page, BulletinPage, N_("List released bulletins"), scope=read)
        path = "/bulletins/{bulletin_id}"
        gate.shows(path, self.one, Bulletin, N_("Read one bulletin"), scope=read, leads=True, faults=(404, 410))
        gate.takes(
            "/bulletins",
            self.submit,
            N_("Send a release"),
            name="sendBulletin",
            scope=Scope.BULLETINS_WRITE,
            body=BODY,
            answers={
                201: {"description": "It is a new bulletin.", "model": Receipt},
                200: {"description": "Its id was known: it is repeated, or revised.", "model": Receipt},
            },
            faults=(408, 413, 415),
            max_body_size=_UNREAD,
        )

    def page(self, request: Request, asked: Annotated[ReleasedPaged, Query()]) -> Response:
        """
        Bulletins as the public sees them now, the one that was released last first.

        What is held, rejected or withdrawn is in no list, and copies are not either: each story is told once.
        """
        wanted = wanted_of(asked, self._teller, whole_story=False)
        with self._database.read() as connection:
            found, after = page_of(connection, request, asked, wanted, self._teller)
        told = BulletinPage(bulletins=[self._teller.bulletin(one) for one in found], next=after)
        return shown(request, told, next_address=after)

    def one(self, request: Request, bulletin_id: PathId) -> Response:
        """
        One bulletin with its whole text.

        One that is a copy of another leads to the one that stands for their story.
        """
        with self._database.read() as connection:
            head = standing_for(connection, reading.bulletin(connection, bulletin_id))
        if head.id != bulletin_id:
            return elsewhere(request.url.path.rpartition("/")[0] + f"/{head.id}")
        return shown(request, self._teller.bulletin(head))

    async def submit(self, request: Request) -> Response:
        """
        Store a release of the unit for which the token publishes.

        The same id again is the same bulletin: repeated where nothing changed, else revised. A release that may
        identify a child or a victim waits for the desk; the answer says that it is held, and not why.
        """
        source_id = token_of(request).source_id
        if source_id is None:
            raise HTTPException(403, "this token publishes for no unit")
        kind = request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
        if not kind.endswith(("/json", "+json")):
            raise HTTPException(415, "send JSON, and say so: Content-Type: application/json")
        with self._turnstile.passed():
            body = await body_of(request, most=LONGEST_LETTER_BYTES)
            return await run_in_threadpool(self._repeats.once, request, body, lambda: self._submit(source_id, body))

    def _submit(self, source_id: int, body: bytes) -> Response:
        try:
            letter = read_letter(body, self._clock())
        except ValueError as error:
            return problem(400, str(error))
        if not isinstance(letter, Submission):
            return problem(422, WRONG, faults=letter)
        try:
            return self._receipt(letter, self._submitting.submit(source_id, letter))
        except SourceFault as fault:
            return problem(422, WRONG, faults=[Fault(pointer="#", detail=fault.cause)])

    def _receipt(self, letter: Submission, done: Submitted) -> Response:
        address = f"{self._teller.base}/b/{done.bulletin_id}"
        told = Receipt(
            id=letter.id,
            bulletin=done.bulletin_id,
            outcome=done.outcome,
            state=done.state,
            revision=done.revision,
            story=done.story,
            canonical=done.canonical,
            address=address,
        )
        status = 201 if done.outcome is Outcome.ADDED else 200
        headers = {"Location": address, "Cache-Control": NOT_AT_ALL}
        return Response(told.model_dump_json(), status, headers, "application/json")
