"""All that is known of one source, gathered for a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from syndicator.fetch.manners import Manners, Wishes
from syndicator.fetch.rhythm import usual_gap
from syndicator.model.bulletin import BulletinState
from syndicator.model.event import Event
from syndicator.model.page import PageFinding
from syndicator.model.reach import WHOLE, Reach
from syndicator.model.source import Source
from syndicator.model.subscription import Subscription
from syndicator.storage import events, fetches, pages, publications, subscriptions
from syndicator.storage.fetches import Fetched
from syndicator.storage.publications import Publication
from syndicator.storage.session import Database

MOST_FETCHES, MOST_PUBLICATIONS, MOST_EVENTS = 60, 10, 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """
    One source.

    Args:
        fetches: its polls, newest first; `older` is where earlier ones begin, None where there are none.
        counts: how many bulletins of it stand in each state.
        pages: how many of its pages were read for their text, by what they gave.
        usual_gap: between two of its releases; None while too little is known.
    """

    source: Source
    fetches: tuple[Fetched, ...]
    older: int | None
    publications: tuple[Publication, ...]
    counts: Mapping[BulletinState, int]
    pages: Mapping[PageFinding, int]
    subscription: Subscription | None
    events: tuple[Event, ...]
    wishes: Wishes
    usual_gap: timedelta | None


def dossier_of(
    database: Database, manners: Manners, source: Source, *, before: int | None = None, reach: Reach = WHOLE
) -> Dossier:
    """Return what is known of a source; `before` is the id of the last of its polls that was seen."""
    wishes = manners.of(source.config.address)
    with database.read() as connection:
        polls = fetches.of_source(connection, source.id, before=before, most=MOST_FETCHES + 1)
        shown = polls[:MOST_FETCHES]
        return Dossier(
            source=source,
            fetches=tuple(shown),
            older=shown[-1].id if len(polls) > len(shown) else None,
            publications=tuple(publications.newest_of(connection, source.id, reach=reach, most=MOST_PUBLICATIONS)),
            counts=publications.counts_of(connection, source.id, reach=reach),
            pages=pages.findings(connection, source.id),
            subscription=subscriptions.find(connection, source_id=source.id),
            events=tuple(events.of_source(connection, source.id, most=MOST_EVENTS)),
            wishes=wishes,
            usual_gap=usual_gap(source.course.rhythm) if source.course.rhythm else None,
        )
