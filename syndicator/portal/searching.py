"""The search of the public: what is asked in an address, and the page of what was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import APIRouter, HTTPException, Query
from starlette.requests import Request
from starlette.responses import Response

from syndicator.bootstrap.service import Service
from syndicator.model.bulletin import Bulletin
from syndicator.model.unit import Unit, UnitTree, Zone
from syndicator.portal.editions import Edition
from syndicator.portal.extracts import Piece, extract, marked
from syndicator.portal.listings import Listing
from syndicator.portal.pages import Pages
from syndicator.portal.printing import LONGEST_SEARCH_CHARS, MOST_WORDS
from syndicator.storage import reading, search
from syndicator.storage.questions import Found, Order, Question
from syndicator.storage.reading import Page
from syndicator.storage.search import MOST
from syndicator.storage.search_terms import LONGEST_CHARS, required

HITS_A_PAGE = 20
LAST_PAGE = MOST // HITS_A_PAGE
DAY_FORMS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y")
"""As browsers send a day, and as people write one where a browser has no calendar."""
YEARS = range(1990, 2200)

PageNumber = Annotated[int, Query(ge=1, le=LAST_PAGE)]
Since = Annotated[str, Query(alias="from")]
Until = Annotated[str, Query(alias="to")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody asks for, as the form shows it again; empty texts ask for nothing."""

    query: str
    topic: str
    unit: Unit | None
    since: str
    until: str
    order: Order

    @property
    def narrows(self) -> bool:
        """Whether anything but words is asked for."""
        return bool(self.topic or self.unit or self.since or self.until)

    def question(self, units: UnitTree) -> Question:
        """Return it as the storage is asked; a day that nobody can read asks for nothing."""
        first, last = day_of(self.since), day_of(self.until)
        return Question(
            query=self.query,
            topic=self.topic or None,
            under=units.path(self.unit) if self.unit else None,
            since=_midnight(first) if first else None,
            until=_midnight(last + timedelta(days=1)) if last else None,
        )

    @property
    def path(self) -> str:
        """The address of its first page."""
        told = {
            "q": self.query,
            "topic": self.topic,
            "unit": self.unit.slug if self.unit else "",
            "from": self.since,
            "to": self.until,
            "by": self.order.value if self.order is not Order.RELEVANCE else "",
        }
        return f"/search?{urlencode({name: value for name, value in told.items() if value})}"


@dataclass(frozen=True, slots=True)
class Hit:
    """A bulletin with its title and a piece of its text, the words told apart that were sought."""

    bulletin: Bulletin
    title: tuple[Piece, ...]
    extract: tuple[Piece, ...]


class Search:
    """Answers the search; what it finds is decided in one statement with who may see it."""

    def __init__(self, service: Service, pages: Pages) -> None:
        self._database = service.database
        self._units = service.settings.units
        self._pages = pages

    def router(self) -> APIRouter:
        """Return the routes."""
        router = APIRouter(include_in_schema=False)
        router.add_api_route("/search", self.page, methods=["GET", "HEAD"])
        return router

    def page(
        self,
        request: Request,
        q: str = "",
        topic: str = "",
        unit: str = "",
        since: Since = "",
        until: Until = "",
        by: str = "",
        page: PageNumber = 1,
    ) -> Response:
        """Answer with what is found; a topic or unit that is none is not found."""
        edition = self._pages.edition(request)
        asked = Asked(
            query=" ".join(q.split())[:LONGEST_CHARS],
            topic=self._topic(edition, topic),
            unit=self._unit(unit),
            since=since.strip()[:20],
            until=until.strip()[:20],
            order=Order.NEWEST if by == Order.NEWEST else Order.RELEVANCE,
        )
        found, hits = self._hits(asked, page)
        if page > 1 and not hits:
            raise HTTPException(404)
        return self._pages.answer(request, "search.html", self._shown(edition, asked, found, hits, page))

    def _hits(self, asked: Asked, page: int) -> tuple[Found, list[Hit]]:
        with self._database.read() as connection:
            found = search.find(connection, asked.question(self._units), order=asked.order)
            some = found.ids[(page - 1) * HITS_A_PAGE : page * HITS_A_PAGE]
            bulletins = reading.of_ids(connection, some)
        return found, [_hit(one, found) for one in bulletins]

    def _shown(self, edition: Edition, asked: Asked, found: Found, hits: list[Hit], page: int) -> Mapping[str, object]:
        commands = self._units.commands()
        own = [asked.unit] if asked.unit and asked.unit not in commands else []
        question = asked.question(self._units)
        return {
            "asked": asked,
            "asks": question.asks,
            "only_excludes": bool(question.terms) and not required(question.terms),
            "unread": [day for day in (asked.since, asked.until) if day and day_of(day) is None],
            "hits": hits,
            "count": len(found.ids),
            "more": found.more,
            "most": MOST,
            "paging": Page(bulletins=(), number=page, more=len(found.ids) > page * HITS_A_PAGE),
            "units": [*own, *commands],
            "feed": _feed(edition, asked),
        }

    def _topic(self, edition: Edition, slug: str) -> str:
        if slug and slug not in edition.names.topics:
            raise HTTPException(404)
        return slug

    def _unit(self, slug: str) -> Unit | None:
        unit = self._units.find(slug) if slug else None
        if slug and unit is None:
            raise HTTPException(404)
        return unit


def _hit(bulletin: Bulletin, found: Found) -> Hit:
    content = bulletin.content
    return Hit(bulletin, marked(content.title, found.stems), extract(content.text or content.lead, found.stems))


def _feed(edition: Edition, asked: Asked) -> Listing | None:
    """Return the feed of these words, None where a feed takes no such search."""
    words = tuple(asked.query.split())
    fits = 0 < len(words) <= MOST_WORDS and sum(map(len, words)) <= LONGEST_SEARCH_CHARS
    return edition.listings.search(words) if fits and "\0" not in asked.query else None


def day_of(written: str) -> date | None:
    """Return the day that somebody wrote, None where there is none to be read."""
    for form in DAY_FORMS:
        try:
            day = datetime.strptime(written, form).date()  # noqa: DTZ007 -- a day has no zone
        except ValueError:
            continue
        return day if day.year in YEARS else None
    return None


def _midnight(day: date) -> datetime:
    """Return when a day begins in the capital."""
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(Zone.WIB.iana))
