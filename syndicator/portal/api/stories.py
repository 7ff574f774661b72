"""`/api/v1/stories`: each release once, with all who published it."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import HTTPException, Query
from starlette.requests import Request
from starlette.responses import Response

from syndicator.bootstrap.service import Service
from syndicator.model.token import Scope
from syndicator.portal.api.answers import elsewhere, shown
from syndicator.portal.api.fate import standing_for
from syndicator.portal.api.gate import Gate
from syndicator.portal.api.shapes import Story, StoryPage
from syndicator.portal.api.stock import ReleasedPaged, page_of, wanted_of
from syndicator.portal.api.told import Teller
from syndicator.portal.wording import N_
from syndicator.storage import api_bulletins, reading, stories


class Stories:
    """Shows stories of which the public may see anything."""

    def __init__(self, service: Service, teller: Teller) -> None:
        self._database = service.database
        self._teller = teller

    def add_to(self, gate: Gate) -> None:
        """Add the routes."""
        read = Scope.STORIES_READ
        gate.shows("/stories", self.page, StoryPage, N_("List stories"), scope=read)
        gate.shows("/stories/{uid}", self.one, Story, N_("Read one story"), scope=read, leads=True, faults=(404, 410))

    def page(self, request: Request, asked: Annotated[ReleasedPaged, Query()]) -> Response:
        """
        Stories of which the public may see anything, the one that was released last first.

        The filters ask of the bulletin that stands for a story; only `source` asks of all that tell it.
        """
        wanted = wanted_of(asked, self._teller, whole_story=True)
        with self._database.read() as connection:
            heads, after = page_of(connection, request, asked, wanted, self._teller)
            members = api_bulletins.released_members(connection, [head.story_id for head in heads])
        told = [self._teller.story(head, members.get(head.story_id, ())) for head in heads]
        return shown(request, StoryPage(stories=told, next=after), next_address=after)

    def one(self, request: Request, uid: UUID) -> Response:
        """
        One story with all that tell it and may be seen.

        One that was merged leads to the one that took it over.
        """
        with self._database.read() as connection:
            story = stories.follow(connection, uid)
            if story is None:
                raise HTTPException(404)
            head = standing_for(connection, reading.canonical(connection, story.id))
            members = api_bulletins.released_members(connection, [story.id])
        if story.uid != uid:
            return elsewhere(request.url.path.rpartition("/")[0] + f"/{story.uid}")
        return shown(request, self._teller.story(head, members.get(story.id, ())))
