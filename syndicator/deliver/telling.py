"""Tellings: all that a channel may say of a bulletin, or of many, before it is cut to what its service takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from syndicator.deliver.message import Message
from syndicator.model.verdict import Urgency


class Occasion(StrEnum):
    """
    What a post is for.

    RELEASE is a bulletin; CORRECTION a later revision of one; DIGEST many at once, by their titles; NOTICE says that
    a release was withdrawn, in no words of its own; TRIAL is a marked post that only tries the account.
    """

    RELEASE = "release"
    CORRECTION = "correction"
    DIGEST = "digest"
    NOTICE = "notice"
    TRIAL = "trial"


@dataclass(frozen=True, slots=True)
class Line:
    """One bulletin of a digest."""

    title: str
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """
    What may be told.

    Args:
        html: cleaned.
        image: address of the picture; `description` tells of it.
        link: the public page, with the campaign where one is configured.
        topics: names in the channel's language, the main one first.
        unit, place: names, None where they are not known.
        lines: of a digest, the most urgent first.
        own: what the desk wrote for this channel in place of title, lead and text; empty where it wrote nothing.
    """

    occasion: Occasion = Occasion.RELEASE
    title: str
    lead: str = ""
    text: str = ""
    html: str = ""
    image: str | None = None
    description: str = ""
    link: str
    topics: tuple[str, ...] = ()
    unit: str | None = None
    place: str | None = None
    published_at: datetime
    urgency: Urgency = Urgency.ROUTINE
    lines: tuple[Line, ...] = ()
    own: str = ""


def whole(telling: Telling) -> Message:
    """Return a message of all that there is to tell, for channels without limits of their own."""
    return Message(
        title=telling.title,
        text=telling.text,
        lead=telling.lead,
        html=telling.html,
        image=telling.image,
        description=telling.description,
        link=telling.link,
    )
