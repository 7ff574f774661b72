"""Which released bulletins a program may ask for: the filters that bulletins and stories share."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field
from starlette.requests import Request

from syndicator.model.bulletin import Bulletin
from syndicator.model.unit import Unit, UnitTree
from syndicator.portal.api.paging import Paged, Since, Slug, StoredId, Words, micros, moment_of
from syndicator.portal.api.problem import Fault, Unusable
from syndicator.portal.api.told import Teller
from syndicator.storage import api_bulletins, reading
from syndicator.storage.api_bulletins import Mark, Wanted
from syndicator.storage.reading import Selection
from syndicator.storage.search_terms import MOST_TERMS, read_terms, required
from syndicator.storage.session import Connection


class ReleasedPaged(Paged):
    """Filters of what was released."""

    topic: Annotated[Slug | None, Field(description="Listed under this topic.", examples=["narkoba"])] = None
    unit: Annotated[
        Slug | None, Field(description="Issued by this unit or one below it.", examples=["polda-kalimantan-timur"])
    ] = None
    source: Annotated[StoredId | None, Field(description="Published by this source.")] = None
    since: Annotated[
        Since | None, Field(description="Released at this moment or later.", examples=["2026-03-02T00:00:00+07:00"])
    ] = None
    until: Annotated[Since | None, Field(description="Released at this moment or earlier.")] = None
    q: Annotated[
        Words | None, Field(description="Title or text carries each of these; quotes and a minus as in the search.")
    ] = None


def wanted_of(asked: ReleasedPaged, teller: Teller, *, whole_story: bool) -> Wanted:
    """
    Return what is asked for; raises Unusable for a topic or a unit that nobody knows, or too many words.

    `whole_story` lets a source count that published any copy.
    """
    if asked.topic is not None and asked.topic not in teller.indonesian:
        raise Unusable(Fault(parameter="topic", detail="no topic has this slug; see /api/v1/topics"))
    words = _words(asked.q)
    return Wanted(
        selection=Selection(topic=asked.topic, unit=unit_of(asked.unit, teller.units), words=words),
        source_id=None if whole_story else asked.source,
        told_by=asked.source if whole_story else None,
        since=asked.since,
        until=asked.until,
    )


def _words(query: str | None) -> tuple[str, ...]:
    """Return what is sought as a selection tells it; raises Unusable where that cannot be sought."""
    if query is None:
        return ()
    if len(query.split()) > MOST_TERMS:
        raise Unusable(Fault(parameter="q", detail=f"write at most {MOST_TERMS} words"))
    if not required(read_terms(query)):
        raise Unusable(Fault(parameter="q", detail="write at least one word that is to be found"))
    return (query,)


def unit_of(slug: str | None, units: UnitTree) -> Unit | None:
    """Return the unit of a slug; raises Unusable where nobody knows it."""
    unit = units.find(slug) if slug is not None else None
    if slug is not None and (unit is None or unit.slug != slug):
        raise Unusable(Fault(parameter="unit", detail="no unit has this slug; see /api/v1/units"))
    return unit


def page_of(
    connection: Connection, request: Request, asked: ReleasedPaged, wanted: Wanted, teller: Teller
) -> tuple[list[Bulletin], str | None]:
    """Return a page of released bulletins, and the address of the next one."""
    place = asked.place(request, int, int)
    after = Mark(moment_of(int(place[0])), int(place[1])) if place else None
    ids = api_bulletins.released_ids(connection, wanted, teller.units, after=after, most=asked.limit + 1)
    found = reading.released_among(connection, ids[: asked.limit])
    if len(ids) <= asked.limit or not found:
        return found, None
    last = found[-1]
    ends = micros(last.released_at or last.first_seen_at), last.id
    return found, asked.next_address(request, teller.base, ends)
