"""What the desk looks at: the whole trace of one bulletin."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

from fastapi import Path, Query
from starlette.requests import Request
from starlette.responses import Response

from syndicator.bootstrap.service import Service
from syndicator.masking import SHOWABLE, Masked
from syndicator.model.attempt import Attempt
from syndicator.model.bulletin import Bulletin, BulletinState
from syndicator.model.delivery import Action, DeliveryState
from syndicator.model.event import EventKind
from syndicator.model.reach import Reach
from syndicator.model.verdict import Outcome
from syndicator.portal.desk.access import HIGHEST_ID, reach_in
from syndicator.portal.desk.marks import evidence, kinds_in, pieces, whole
from syndicator.portal.desk.queue import by_kind
from syndicator.portal.desk.shell import DeskPages
from syndicator.portal.desk.waits import Waits
from syndicator.tracing import Trace

StoredId = Annotated[int, Path(ge=1, le=HIGHEST_ID)]
Before = Annotated[int | None, Query(ge=1, le=HIGHEST_ID)]
STANDS = frozenset({DeliveryState.PLANNED, DeliveryState.SENDING, DeliveryState.DELIVERED, DeliveryState.UNCONFIRMED})


class Views:
    """Reads for people; nothing is changed here."""

    def __init__(self, service: Service, pages: DeskPages, offers: Mapping[str, list[str]]) -> None:
        self._tracing = service.tracing
        self._masking = service.masking
        self._enabled = sorted(name for name, config in service.settings.channels.items() if config.enabled)
        self._pages = pages
        self._offers = offers
        self._waits = Waits(service)

    def bulletin(self, request: Request, bulletin_id: StoredId) -> Response:
        """Answer with all that is known of a bulletin."""
        trace = _within(self._tracing.trace(bulletin_id), reach_in(request))
        attempts: dict[int, list[Attempt]] = defaultdict(list)
        for attempt in trace.attempts:
            attempts[attempt.delivery_id].append(attempt)
        text = pieces(whole(trace.bulletin), evidence(trace.bulletin.verdict))
        urgency = trace.bulletin.verdict.urgency
        waits = self._waits.of((delivery, urgency) for delivery in trace.deliveries)
        rehearsals = {one.delivery_id: one.details for one in trace.events if one.kind is EventKind.DELIVERY_REHEARSED}
        told = {
            "trace": trace,
            "bulletin": trace.bulletin,
            "attempts": attempts,
            "text": text,
            "legend": kinds_in(text),
            "reasons": by_kind(trace.bulletin.verdict),
            "waits": waits,
            "rehearsals": rehearsals,
            "offers": self._offers,
            "masked": self._masked(trace.bulletin),
            "free_channels": self._free(trace),
        }
        return self._pages.answer(request, "bulletin.html", told)

    def _masked(self, bulletin: Bulletin) -> Masked | None:
        """Return what is proposed to be shown in its place, where the verdict found something to mask."""
        wanted = bulletin.state in SHOWABLE and bulletin.verdict.outcome is not Outcome.RELEASE
        return self._masking.proposal(bulletin.id) if wanted else None

    def _free(self, trace: Trace) -> list[str]:
        """Return the channels that a released bulletin could still be sent to by hand."""
        if trace.bulletin.state is not BulletinState.RELEASED or not trace.bulletin.canonical:
            return []
        first = [one for one in trace.deliveries if one.action is Action.CREATE]
        taken = {one.channel for one in first if one.state in STANDS}
        return [name for name in self._enabled if name not in taken]


def _within(trace: Trace, reach: Reach) -> Trace:
    """Return a trace without the titles of copies that neither the public nor this person may read."""
    copies = [one if reach.shows(one.unit, one.state) else replace(one, title="") for one in trace.copies]
    return replace(trace, copies=tuple(copies))
