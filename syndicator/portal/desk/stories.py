"""A story at the desk: who tells it and how alike they are, and a person's word on what belongs together."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import Form, HTTPException, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from syndicator.bootstrap.service import Service
from syndicator.clustering import StoryView
from syndicator.errors import NotFound
from syndicator.model.bulletin import Bulletin
from syndicator.model.story import Kinship
from syndicator.portal.desk.access import HIGHEST_ID, Door, login_of, reach_in
from syndicator.portal.desk.decisions import Back
from syndicator.portal.desk.differences import compared
from syndicator.portal.desk.shell import DeskPages, done
from syndicator.portal.desk.views import StoredId
from syndicator.portal.pages import NOT_AT_ALL
from syndicator.portal.wording import N_
from syndicator.storage import reading, relations
from syndicator.storage.relations import Related

MOST_LIKELY = 8
MOST_MARKED = 20
TWO_ARE_NEEDED = N_("Mark two stories or more, so that they can become one.")
PUBLISHERS = (
    N_("published by its issuer"),
    N_("published by a command above the issuer"),
    N_("published by another unit"),
    N_("published by somebody else"),
)
"""By the authority of a bulletin."""
KINSHIPS = {
    Kinship.COPY: N_("a copy of"),
    Kinship.REVISION: N_("a revision of"),
    Kinship.FOLLOW_UP: N_("follows up"),
    Kinship.OTHER_ANGLE: N_("another angle on"),
    Kinship.SAME_TEMPLATE: N_("the same template as"),
}

Number = Annotated[int, Form(ge=1, le=HIGHEST_ID)]
Numbers = Annotated[list[int], Form(max_length=MOST_MARKED)]
Asked = Annotated[int, Query(ge=1, le=HIGHEST_ID)]


class Stories:
    """Shows stories, and passes decisions on them on with the name of who decided."""

    def __init__(self, service: Service, pages: DeskPages, door: Door) -> None:
        self._database = service.database
        self._clustering = service.clustering
        self._pages = pages
        self._door = door

    def page(self, request: Request, story_id: StoredId) -> Response:
        """Answer with a story; one that became part of another leads there."""
        view = self._clustering.show(story_id)
        if view.story.id != story_id:
            query = f"?{request.url.query}" if request.url.query else ""
            response = RedirectResponse(f"/desk/stories/{view.story.id}{query}", 303)
            response.headers["Cache-Control"] = NOT_AT_ALL
            return response
        reach = reach_in(request)
        members = [one if reach.shows(one.unit, one.state) else replace(one, title="") for one in view.members]
        view = replace(view, members=tuple(members))
        told = {
            "view": view,
            "head": next(one for one in view.members if one.id == view.story.canonical_id),
            "titles": {one.id: one.title for one in view.members},
            "likely": self._likely(request, view),
            "kinships": KINSHIPS,
            "publishers": PUBLISHERS,
        }
        return self._pages.answer(request, "story.html", told)

    def _likely(self, request: Request, view: StoryView) -> list[Related]:
        """Return bulletins of other stories that this one's canonical bulletin is related to, the surest first."""
        reach = reach_in(request)
        with self._database.read() as connection:
            found = relations.relations_of(connection, view.story.canonical_id)
        others = {one.story_id: one for one in reversed(found) if one.story_id != view.story.id}
        within = [one for one in reversed(others.values()) if reach.has_unit(one.unit)]
        return within[:MOST_LIKELY]

    def compare(self, request: Request, one: Asked, other: Asked) -> Response:
        """Answer with two bulletins side by side, and the words in which they differ."""
        for number in (one, other):
            self._door.check(request, "bulletin_id", number)
        with self._database.read() as connection:
            found = reading.among(connection, [one, other])
            among = relations.between(connection, [one, other])
        missing = {one, other} - found.keys()
        if missing:
            raise NotFound(f"there is no bulletin {min(missing)}")
        left, right = found[one], found[other]
        told = {
            "left": left,
            "right": right,
            "titles": compared(left.content.title, right.content.title),
            "texts": compared(left.content.text, right.content.text),
            "relation": among[0] if among else None,
            "kinships": KINSHIPS,
            "same_story": _is_one_story(left, right),
        }
        return self._pages.answer(request, "compare.html", told)

    def pin(self, request: Request, story_id: StoredId, bulletin: Number, back: Back = "") -> Response:
        """Make a bulletin stand for its story."""
        self._clustering.pin(self._own(request, story_id), bulletin, actor=_actor(request))
        return done(back, "pinned")

    def unpin(self, request: Request, story_id: StoredId, back: Back = "") -> Response:
        """Leave it to the ranks which bulletin stands for a story."""
        self._clustering.unpin(self._own(request, story_id), actor=_actor(request))
        return done(back, "unpinned")

    def split(self, request: Request, story_id: StoredId, bulletin: Numbers, back: Back = "") -> Response:
        """Make some bulletins of a story one of their own."""
        self._clustering.split(self._own(request, story_id), bulletin, actor=_actor(request))
        return done(back, "split")

    def merge(self, request: Request, story_id: StoredId, other: Number, back: Back = "") -> Response:
        """Make a story and another one a single one."""
        mine, theirs = self._own(request, story_id), self._own(request, other)
        self._clustering.merge(mine, theirs, actor=_actor(request))
        return done(back, "merged")

    def merge_marked(
        self, request: Request, story: Annotated[list[int] | None, Form()] = None, back: Back = ""
    ) -> Response:
        """Make the marked stories one, the first one with each of the others."""
        marked = list(dict.fromkeys(story or ()))
        if not 2 <= len(marked) <= MOST_MARKED or not all(0 < one <= HIGHEST_ID for one in marked):
            raise HTTPException(422, TWO_ARE_NEEDED)
        first, *others = [self._own(request, one) for one in marked]
        for other in others:
            self._clustering.merge(first, other, actor=_actor(request))
        return done(back, "merged")

    def _own(self, request: Request, story_id: int) -> int:
        """Return the id of the story that a number leads to, once it is known to be within the person's reach."""
        followed = self._clustering.show(story_id).story.id
        self._door.check(request, "story_id", followed)
        return followed


def _is_one_story(one: Bulletin, other: Bulletin) -> bool:
    return one.story_id == other.story_id


def _actor(request: Request) -> str:
    return login_of(request).user.login
