"""The desk's own words: the sheet of a bulletin, its texts for channels, and how long they are as services count."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Annotated

from babel.support import NullTranslations
from fastapi import Form
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from syndicator.bootstrap.service import Service
from syndicator.dispatch import Shown, previews
from syndicator.errors import ConcurrentChange, Refused
from syndicator.model.channel_text import ChannelText
from syndicator.portal.desk.access import login_of
from syndicator.portal.desk.shell import DeskPages, done
from syndicator.portal.desk.views import StoredId
from syndicator.portal.pages import NOT_AT_ALL, Pages
from syndicator.portal.problems import wants_json
from syndicator.portal.wording import N_
from syndicator.rewriting import LONGEST_LEAD_CHARS, LONGEST_TEXT_CHARS, LONGEST_TITLE_CHARS, Sheet, Wording

WITHIN = timedelta(seconds=4)
"""A person waits for the sheet; a channel whose service is slower is shown without its post."""
COUNTED = N_("%(count)s of %(limit)s, as the service counts")
CUT = N_("%(count)s of %(limit)s: the end is cut off")
UNCOUNTED = N_("This channel has no limit.")

Title = Annotated[str, Form(max_length=2_000)]
Lead = Annotated[str, Form(max_length=4_000)]
Text = Annotated[str, Form(max_length=3 * LONGEST_TEXT_CHARS)]
Channel = Annotated[str, Form(max_length=60)]
Number = Annotated[int, Form(ge=0)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """
    What a person typed and is not stored, so that nobody has to write it again.

    Args:
        texts: by channel.
        cause: why it was not stored; empty where it was only counted.
        meanwhile: whether somebody changed the same at the same moment.
    """

    wording: Wording | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    cause: str = ""
    meanwhile: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """
    What the sheet says of one channel.

    Args:
        text: of the desk, None where it wrote none; `holds` tells whether it is posted.
        words: what stands in the field.
        shown: what the channel would show of that.
    """

    name: str
    text: ChannelText | None
    holds: bool
    words: str
    shown: Shown | None


class Writing:
    """Shows the sheet, and passes on what is written with the name of who wrote it."""

    def __init__(self, service: Service, desk: DeskPages, pages: Pages) -> None:
        self._rewriting = service.rewriting
        self._phrasing = service.phrasing
        self._sheets = service.sheets
        self._loading = service.dispatch.loading
        self._clock = service.clock
        self._desk = desk
        self._pages = pages

    def sheet(self, request: Request, bulletin_id: StoredId) -> Response:
        """Answer with a bulletin's title and lead, and its text for each channel, to write on."""
        return self._answer(request, bulletin_id, Typed())

    def rewrite(
        self,
        request: Request,
        bulletin_id: StoredId,
        revision: Number,
        title: Title = "",
        lead: Lead = "",
    ) -> Response:
        """Put another title and lead in place; what somebody else wrote meanwhile is shown beside it."""
        wording = Wording(title, lead)
        try:
            self._rewriting.rewrite(bulletin_id, wording, revision=revision, actor=_actor(request))
        except (Refused, ConcurrentChange) as error:
            typed = Typed(wording=wording, cause=error.cause, meanwhile=isinstance(error, ConcurrentChange))
            return self._answer(request, bulletin_id, typed)
        return done(_back(bulletin_id), "edited")

    def phrase(
        self,
        request: Request,
        bulletin_id: StoredId,
        channel: Channel,
        revision: Number,
        version: Number,
        text: Text = "",
    ) -> Response:
        """Put a text for one channel in place of its template's."""
        try:
            self._phrasing.write(bulletin_id, channel, text, revision=revision, version=version, actor=_actor(request))
        except (Refused, ConcurrentChange) as error:
            typed = Typed(texts={channel: text}, cause=error.cause, meanwhile=isinstance(error, ConcurrentChange))
            return self._answer(request, bulletin_id, typed)
        return done(_back(bulletin_id), "phrased")

    def unphrase(
        self, request: Request, bulletin_id: StoredId, channel: Channel, revision: Number, version: Number
    ) -> Response:
        """Let a channel's template write again."""
        self._phrasing.remove(bulletin_id, channel, revision=revision, version=version, actor=_actor(request))
        return done(_back(bulletin_id), "unphrased")

    def count(self, request: Request, bulletin_id: StoredId, channel: Channel, text: Text = "") -> Response:
        """Answer with what a channel would show of a text, and how long that is; nothing is stored."""
        if not wants_json(request):
            return self._answer(request, bulletin_id, Typed(texts={channel: text}))
        sheet = self._sheets.sheet(bulletin_id)
        shown = self._shown(sheet, {channel: text}, [channel] if channel in sheet.channels else [])
        return JSONResponse(
            self._told(request, shown[channel]) if channel in shown else {}, headers={"Cache-Control": NOT_AT_ALL}
        )

    def _told(self, request: Request, shown: Shown) -> dict[str, object]:
        length = shown.length
        return {
            "count": length.count if length else None,
            "limit": length.limit if length else None,
            "cut": length.is_cut if length else False,
            "told": told_length(shown, self._pages.edition(request).texts),
            "text": shown.message.text if shown.message else "",
            "fault": shown.fault,
        }

    def _answer(self, request: Request, bulletin_id: int, typed: Typed) -> Response:
        sheet = self._sheets.sheet(bulletin_id)
        texts = self._pages.edition(request).texts
        told = {
            "bulletin": sheet.bulletin,
            "sheet": sheet,
            "slips": self._slips(sheet, typed),
            "typed": typed,
            "told_length": lambda shown: told_length(shown, texts),
            "longest": {"title": LONGEST_TITLE_CHARS, "lead": LONGEST_LEAD_CHARS, "text": LONGEST_TEXT_CHARS},
        }
        return self._desk.answer(request, "edit.html", told, status=409 if typed.cause else 200)

    def _slips(self, sheet: Sheet, typed: Typed) -> list[Slip]:
        shown = self._shown(sheet, typed.texts, sheet.channels)
        return [self._slip(sheet, name, typed, shown.get(name)) for name in sheet.channels]

    def _slip(self, sheet: Sheet, name: str, typed: Typed, shown: Shown | None) -> Slip:
        text, content = sheet.texts.get(name), sheet.bulletin.content
        begun = text.text if text is not None else f"{content.title}\n\n{content.lead}"
        holds = text is not None and text.holds_for(sheet.bulletin)
        return Slip(name=name, text=text, holds=holds, words=typed.texts.get(name, begun), shown=shown)

    def _shown(self, sheet: Sheet, own: Mapping[str, str], names: Collection[str]) -> dict[str, Shown]:
        found = previews(self._loading, sheet.bulletin, names, self._clock(), WITHIN, own=own)
        return {one.channel: one for one in found}


def told_length(shown: Shown | None, texts: NullTranslations) -> str:
    """Return how long a post is, in words for the desk."""
    if shown is None or shown.fault:
        return ""
    length = shown.length
    if length is None:
        return texts.gettext(UNCOUNTED)
    return texts.gettext(CUT if length.is_cut else COUNTED) % {"count": length.count, "limit": length.limit}


def _back(bulletin_id: int) -> str:
    return f"/desk/bulletins/{bulletin_id}/edit"


def _actor(request: Request) -> str:
    return login_of(request).user.login
