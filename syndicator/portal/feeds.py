"""Feeds: what the public may see, in the formats of publish, paged and conditional."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query
from starlette.requests import Request
from starlette.responses import Response

from syndicator.bootstrap.service import Service
from syndicator.model.bulletin import Bulletin
from syndicator.portal.conditional import conditional
from syndicator.portal.editions import Edition
from syndicator.portal.language import Language
from syndicator.portal.listings import Listing
from syndicator.portal.pages import Pages
from syndicator.portal.wording import N_, SITE_LEAD, SITE_NAME
from syndicator.publish import atom, jsonfeed, rss
from syndicator.publish.feed import Feed, FeedEntry, Tombstone
from syndicator.storage import reading
from syndicator.storage.departures import Cause, Departure, departed
from syndicator.storage.reading import Page

ENTRIES_A_PAGE = 50
LAST_PAGE = 1_000
RENDERERS: dict[str, tuple[Callable[[Feed], bytes], str]] = {
    "rss": (rss.render, rss.MEDIA_TYPE),
    "atom": (atom.render, atom.MEDIA_TYPE),
    "json": (jsonfeed.render, jsonfeed.MEDIA_TYPE),
}

TOLD_FOR = timedelta(days=30)
"""A reader that did not ask for so long has to begin anew anyway."""
MOST_TOMBSTONES = 50
COMMENTS = {
    Cause.WITHDRAWN: N_("This release was withdrawn"),
    Cause.HIDDEN: N_("This release is being looked at again"),
    Cause.MERGED: N_("This release was published twice; it goes on under its other name"),
}
DELETED = N_("This release was deleted by the site that published it")

PageNumber = Annotated[int, Query(ge=1, le=LAST_PAGE)]


class Feeds:
    """Serves feeds; they are in Indonesian, whoever asks."""

    def __init__(self, service: Service, pages: Pages) -> None:
        self._service = service
        self._units = service.settings.units
        self._base = service.settings.environment.public_address
        self._edition: Edition = pages.in_language(Language.INDONESIAN)

    def router(self) -> APIRouter:
        """Return the routes."""
        router = APIRouter(include_in_schema=False)
        for path, endpoint in (
            ("/feeds/all.{form}", self.all),
            ("/feeds/topics/{slug}.{form}", self.topic),
            ("/feeds/units/{slug}.{form}", self.unit),
        ):
            router.add_api_route(path, endpoint, methods=["GET", "HEAD"])
        return router

    def all(self, request: Request, form: str, page: PageNumber = 1) -> Response:
        """Answer with the feed of everything."""
        return self._answer(request, self._edition.listings.everything(), form, page)

    def topic(self, request: Request, slug: str, form: str, page: PageNumber = 1) -> Response:
        """Answer with the feed of a topic."""
        return self._answer(request, self._edition.listings.topic(slug), form, page)

    def unit(self, request: Request, slug: str, form: str, page: PageNumber = 1) -> Response:
        """Answer with the feed of a unit and all below it."""
        return self._answer(request, self._edition.listings.unit(slug), form, page)

    def _answer(self, request: Request, listing: Listing | None, form: str, page: int) -> Response:
        if listing is None or form not in RENDERERS:
            raise HTTPException(404)
        render, media_type = RENDERERS[form]
        with self._service.database.read() as connection:
            found = reading.released(connection, listing.selection, self._units, page=page, size=ENTRIES_A_PAGE)
            changed_at = reading.changed_at(connection, listing.selection, self._units)
            since = self._service.clock() - TOLD_FOR
            gone = departed(connection, listing.selection, self._units, since=since, most=MOST_TOMBSTONES)
        if page > 1 and not found.bulletins:
            raise HTTPException(404)
        moments = [changed_at, *(one.at for one in gone)]
        changed_at = max((moment for moment in moments if moment is not None), default=None)
        feed = self._feed(listing, found, listing.feed_path(form), changed_at)
        if page == 1:
            feed = replace(feed, tombstones=tuple(map(self._tombstone, gone)))
        return conditional(request, render(feed), media_type, changed_at)

    def _feed(self, listing: Listing, found: Page, path: str, changed_at: datetime | None) -> Feed:
        """Return the feed; an empty one is dated by the day, so that it is the same all day."""
        first, site = self._base + path, self._edition.texts.gettext(SITE_NAME)
        midnight = self._service.clock().replace(hour=0, minute=0, second=0, microsecond=0)
        return Feed(
            title=site if listing.group is None else f"{listing.title} – {site}",
            description=self._edition.texts.gettext(SITE_LEAD),
            language=self._edition.language.value,
            home=self._base + listing.path,
            address=first if found.number == 1 else f"{first}?page={found.number}",
            first_address=first,
            next_address=f"{first}?page={found.number + 1}" if found.more and found.number < LAST_PAGE else None,
            topic_scheme=f"{self._base}/topics/",
            updated_at=changed_at or midnight,
            entries=tuple(map(self._entry, found.bulletins)),
        )

    def _entry(self, bulletin: Bulletin) -> FeedEntry:
        names = self._edition.names
        unit = names.unit(bulletin)
        return FeedEntry(
            bulletin=bulletin,
            link=self._base + bulletin.path,
            unit_name=unit.name if unit else None,
            topics=names.topics_of(bulletin),
        )

    def _tombstone(self, gone: Departure) -> Tombstone:
        comment = self._edition.texts.gettext(COMMENTS[gone.cause])
        if gone.withdrawal is not None and not gone.withdrawal.by_desk:
            comment = self._edition.texts.gettext(DELETED)
        if gone.withdrawal is not None and gone.withdrawal.reason:
            comment = f"{comment}: {gone.withdrawal.reason}"
        return Tombstone(gone.story_uid.urn, gone.at, comment)
