"""The held queue: what waits for a person, the passages for which it waits, and what a masked version would say."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import Annotated

from fastapi import HTTPException, Query
from starlette.requests import Request
from starlette.responses import Response

from syndicator.bootstrap.service import Service
from syndicator.masking import Masked
from syndicator.model.bulletin import Bulletin
from syndicator.model.verdict import Verdict
from syndicator.portal.desk.access import HIGHEST_ID, reach_in
from syndicator.portal.desk.marks import Piece, excerpts, reasons, whole
from syndicator.portal.desk.shell import DeskPages
from syndicator.storage import inbox, reading
from syndicator.storage.inbox import Place

HELD_A_PAGE = 10
PROPOSALS_KEPT = 500

After = Annotated[str, Query(pattern=r"^[0-9]-[0-9]{1,19}$|^$")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """
    A bulletin that waits.

    Args:
        reasons: kind → the exact passages.
        excerpts: the passages with what stands around them.
        because: what was told when it was held, for where no passage says it.
        masked: what is proposed in its place; None where nothing can be.
    """

    bulletin: Bulletin
    reasons: dict[str, list[str]]
    excerpts: list[list[Piece]]
    because: str
    masked: Masked | None


class Queue:
    """Serves the queue: the most urgent first, and of these the oldest."""

    def __init__(self, service: Service, pages: DeskPages) -> None:
        self._database = service.database
        self._masking = service.masking
        self._pages = pages
        self._proposals: OrderedDict[tuple[int, int, str], Masked | None] = OrderedDict()
        self._lock = Lock()

    def held(self, request: Request, after: After = "") -> Response:
        """Answer with a page of the queue."""
        with self._database.read() as connection:
            found = inbox.held(connection, after=_place(after), most=HELD_A_PAGE + 1, reach=reach_in(request))
            shown = found[:HELD_A_PAGE]
            because = reading.held_because(connection, [one.id for one in shown])
        last = shown[-1] if len(found) > len(shown) else None
        told = {
            "waiting": [self._waiting(one, because.get(one.id, "")) for one in shown],
            "later": f"{last.verdict.urgency:d}-{last.id}" if last else None,
            "is_first": not after,
        }
        return self._pages.answer(request, "held.html", told)

    def _waiting(self, bulletin: Bulletin, because: str) -> Waiting:
        return Waiting(
            bulletin=bulletin,
            reasons=by_kind(bulletin.verdict),
            excerpts=excerpts(whole(bulletin), reasons(bulletin.verdict)),
            because=because,
            masked=self._proposal(bulletin) if bulletin.verdict.hold else None,
        )

    def _proposal(self, bulletin: Bulletin) -> Masked | None:
        """Return the proposal, made once for each revision and version of the rules: the queue is looked at often."""
        key = (bulletin.id, bulletin.revision, self._masking.judge().version)
        with self._lock:
            if key in self._proposals:
                return self._proposals[key]
        proposed = self._masking.proposal(bulletin.id)
        with self._lock:
            self._proposals[key] = proposed
            while len(self._proposals) > PROPOSALS_KEPT:
                self._proposals.popitem(last=False)
        return proposed


def by_kind(verdict: Verdict) -> dict[str, list[str]]:
    """Return the passages for which a bulletin waits, by the kind of reason, each once."""
    found: dict[str, list[str]] = {}
    for reason in verdict.hold_reasons:
        passages = found.setdefault(reason.kind, [])
        if reason.passage not in passages:
            passages.append(reason.passage)
    return found


def _place(after: str) -> Place | None:
    if not after:
        return None
    urgency, last = map(int, after.split("-"))
    if last > HIGHEST_ID:
        raise HTTPException(404)
    return urgency, last
