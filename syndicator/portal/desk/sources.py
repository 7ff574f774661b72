"""The list of sources: who publishes, how each stands, and what is wrong with those that do not stand well."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from syndicator.bootstrap.service import Service
from syndicator.model.source import Source, SourceKind, SourceState
from syndicator.model.unit import Unit
from syndicator.portal.desk.access import reach_in
from syndicator.portal.desk.faults import Mend, mend_of
from syndicator.portal.desk.shell import DeskPages
from syndicator.sourcing import Health, Order, Wanted, chosen, health_of

SOURCES_A_PAGE = 50
MOST_PAGES = 10_000
SHOWN_AS_HEALTH = (Health.FAILING, Health.SILENT, Health.UNTRIED, Health.WELL)

Words = Annotated[str, Query(max_length=200)]
Number = Annotated[int, Query(ge=1, le=MOST_PAGES)]
Blank = Annotated[str, Query(max_length=30)]


@dataclass(frozen=True, slots=True)
class Row:
    """A source as a line; `mend` is what to do where its last poll failed."""

    source: Source
    health: Health
    mend: Mend | None


class Sources:
    """Answers with the list."""

    def __init__(self, service: Service, pages: DeskPages) -> None:
        self._sourcing = service.sourcing
        self._units = service.settings.units
        self._pages = pages

    def listing(
        self,
        request: Request,
        state: Blank = "",
        kind: Blank = "",
        health: Blank = "",
        command: Words = "",
        q: Words = "",
        order: Order = Order.HEALTH,
        page: Number = 1,
    ) -> Response:
        """Answer with the sources that are looked for, the worst first; a form that is left blank looks for all."""
        wanted = Wanted(
            state=SourceState(state) if state in set(SourceState) else None,
            kind=SourceKind(kind) if kind in set(SourceKind) else None,
            health=Health(health) if health in set(Health) else None,
            command=command,
            words=q,
            order=order,
        )
        everyone = self._sourcing.all(reach=reach_in(request), counted=False)
        found = chosen(everyone, wanted, self._units)
        shown = found[(page - 1) * SOURCES_A_PAGE : page * SOURCES_A_PAGE]
        counts = Counter(map(health_of, everyone))
        told = {
            "rows": self._rows(shown),
            "found": len(found),
            "total": len(everyone),
            "healths": [(one, counts[one]) for one in SHOWN_AS_HEALTH],
            "quarantined": sum(one.state is SourceState.QUARANTINED for one in everyone),
            "paused": sum(one.state is SourceState.PAUSED for one in everyone),
            "wanted": wanted,
            "commands": self._commands(everyone),
            "states": list(SourceState),
            "kinds": list(SourceKind),
            "orders": list(Order),
            "page": page,
            "query": _query(wanted),
            "more": len(found) > page * SOURCES_A_PAGE,
        }
        return self._pages.answer(request, "sources.html", told)

    def _rows(self, shown: Sequence[Source]) -> list[Row]:
        failing = [one for one in shown if health_of(one) is Health.FAILING]
        last = self._sourcing.last_fetches(failing)
        return [Row(one, health_of(one), mend_of(last.get(one.id))) for one in shown]

    def _commands(self, everyone: Sequence[Source]) -> list[Unit]:
        """Return the commands that any of the sources belongs to, as the filter offers them."""
        units = (self._units.find(one.config.unit) for one in everyone if one.config.unit)
        with_sources = {polda for unit in units if unit is not None and (polda := self._units.polda(unit))}
        return [unit for unit in self._units.commands() if unit in with_sources]


def _query(wanted: Wanted) -> str:
    """Return what is looked for as an address carries it."""
    told = {
        "state": wanted.state,
        "kind": wanted.kind,
        "health": wanted.health,
        "command": wanted.command,
        "q": wanted.words,
        "order": wanted.order if wanted.order is not Order.HEALTH else "",
    }
    return urlencode({name: value for name, value in told.items() if value})
