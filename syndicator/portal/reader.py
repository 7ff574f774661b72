"""The page of one bulletin: who may see it, under which address, and all that is told with it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape

from fastapi import APIRouter, HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from syndicator.bootstrap.service import Service
from syndicator.model.bulletin import Bulletin, BulletinState
from syndicator.portal import sharing, structured
from syndicator.portal.pages import BRIEFLY, Pages
from syndicator.storage import reading, revisions
from syndicator.storage.departures import Withdrawal, withdrawals
from syndicator.storage.reading import Copy
from syndicator.storage.revisions import Retold
from syndicator.storage.session import Connection

_NAME = re.compile(r"(?P<id>[1-9][0-9]{0,17})(?:-.*)?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """A bulletin with what its page tells besides."""

    bulletin: Bulletin
    copies: tuple[Copy, ...]
    retold: tuple[Retold, ...]

    @property
    def picture(self) -> str | None:
        """Its picture, unless its text shows that anyway."""
        content = self.bulletin.content
        return content.image if content.image and escape(content.image) not in content.html else None


class Reader:
    """
    Shows bulletins one by one.

    What was ever shown shares the fate of its story: it leads to the bulletin that stands for it, even where it was
    itself withdrawn, for posts may link to it. Only a story that is gone is gone.
    """

    def __init__(self, service: Service, pages: Pages) -> None:
        self._database = service.database
        self._base = service.settings.environment.public_address
        self._pages = pages

    def router(self) -> APIRouter:
        """Return the routes."""
        router = APIRouter(include_in_schema=False)
        router.add_api_route("/b/{name}", self.bulletin, methods=["GET", "HEAD"])
        return router

    def bulletin(self, request: Request, name: str) -> Response:
        """Answer with the page, with the way to it, or with the word that it was withdrawn."""
        found = self._found(_id(name))
        if isinstance(found, Withdrawal):
            return self._pages.answer(request, "gone.html", {"withdrawal": found}, status=410)
        if isinstance(found, Bulletin):
            return _redirect(found.path, 302)
        if found.bulletin.path != request.url.path:
            return _redirect(found.bulletin.path, 301)
        return self._pages.answer(request, "bulletin.html", self._shown(request, found))

    def _found(self, bulletin_id: int) -> _Told | Bulletin | Withdrawal:
        """
        Return what the public may know: a page, the bulletin that stands for its story now, or that it was withdrawn.

        Whatever the public has never seen is not found, as if it had never been.
        """
        with self._database.read() as connection:
            asked = reading.bulletin(connection, bulletin_id)
            head = asked if asked is None or asked.canonical else reading.canonical(connection, asked.story_id)
            if asked is None or head is None or asked.released_at is None:
                raise HTTPException(404)
            if head.state is BulletinState.RELEASED:
                return _told(connection, head) if asked.id == head.id else head
            for one in (head, asked):
                if one.state is BulletinState.WITHDRAWN:
                    told = withdrawals(connection, [one.id])
                    return told.get(one.id, Withdrawal(at=one.updated_at))
        raise HTTPException(404)

    def _shown(self, request: Request, told: _Told) -> dict[str, object]:
        bulletin, edition = told.bulletin, self._pages.edition(request)
        title, address = bulletin.content.title, self._base + bulletin.path
        changed_at = told.retold[-1].at if told.retold else None
        return {
            "bulletin": bulletin,
            "copies": told.copies,
            "retold": told.retold,
            "picture": told.picture,
            "address": address,
            "ways": sharing.ways(title, address),
            "letter": sharing.letter(title, address),
            "linked": structured.linked(bulletin, edition, self._base, changed_at),
        }


def _told(connection: Connection, head: Bulletin) -> _Told:
    copies = reading.copies(connection, head.story_id, besides=head.id)
    return _Told(
        bulletin=head,
        copies=tuple(copy for copy in copies if copy.state is BulletinState.RELEASED),
        retold=tuple(revisions.retold(connection, head.id, head.released_at or head.first_seen_at)),
    )


def _id(name: str) -> int:
    match = _NAME.fullmatch(name)
    if match is None:
        raise HTTPException(404)
    return int(match["id"])


def _redirect(path: str, status: int) -> Response:
    """Kept but briefly, though it says permanently: a title that changes back must not send readers in a circle."""
    return RedirectResponse(path, status, {"Cache-Control": BRIEFLY})
