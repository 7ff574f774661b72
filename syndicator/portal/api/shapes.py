"""What the API tells of what the public may see: bulletins, stories, units and topics."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from syndicator.model.unit import Zone

Address = Annotated[str, Field(json_schema_extra={"format": "uri"})]
Moment = Annotated[datetime, Field(description="In UTC.")]
Next = Annotated[Address | None, Field(description="The address of the next page; null on the last one.")]


class Shape(BaseModel):
    """What all answers share; fields may be added in later versions, none goes and none changes its meaning."""

    model_config = ConfigDict(frozen=True)


class UnitName(Shape):
    """A police unit by its name."""

    slug: str
    name: str


class Names(Shape):
    """A name in both languages of the portal."""

    id: str
    en: str


class TopicName(Shape):
    """A topic by its names."""

    slug: str
    names: Names


class Bulletin(Shape):
    """A press release as the public may see it."""

    id: int
    story: Annotated[UUID, Field(description="By what the release is known, whoever else published it.")]
    page: Annotated[Address, Field(description="Its page on the portal.")]
    title: str
    lead: str
    text: Annotated[str, Field(description="Without markup, a paragraph a line.")]
    html: Annotated[str, Field(description="The same with its markup, cleaned of all that could act.")]
    image: Address | None
    author: str | None
    address: Annotated[Address | None, Field(description="Where its source published it.")]
    source: Annotated[int, Field(description="The id of the source that published it.")]
    unit: Annotated[UnitName | None, Field(description="Who issued it; null while that is open.")]
    polda: Annotated[UnitName | None, Field(description="The regional command of the unit.")]
    place: Annotated[str | None, Field(description="The regency or city of the event.")]
    topics: Annotated[list[TopicName], Field(description="The main one first.")]
    operations: Annotated[list[str], Field(description="Slugs of the police operations that it tells of.")]
    urgency: Literal["routine", "important", "urgent"]
    event_at: Annotated[datetime | None, Field(description="When the event was or begins.")]
    published_at: Annotated[datetime, Field(description="When its source published it.")]
    released_at: Annotated[datetime, Field(description="When it was first shown here; it never changes.")]
    updated_at: Annotated[datetime, Field(description="When anything of it last changed.")]
    revision: Annotated[int, Field(description="Counts from 1; each correction is a revision.")]


class BulletinPage(Shape):
    """Bulletins, the one that was released last first."""

    bulletins: list[Bulletin]
    next: Next


class Member(Shape):
    """One publication of a story."""

    bulletin: int
    title: str
    unit: Annotated[UnitName | None, Field(description="Who issued it.")]
    source: Annotated[int, Field(description="The id of the source that published it.")]
    address: Address | None
    published_at: Moment
    canonical: Annotated[bool, Field(description="Whether it stands for the story.")]


class Story(Shape):
    """A release with all who published it."""

    id: UUID
    bulletin: Annotated[int, Field(description="The id of the bulletin that stands for it.")]
    title: str
    page: Address
    released_at: Moment
    updated_at: Moment
    members: Annotated[list[Member], Field(description="In order of arrival.")]


class StoryPage(Shape):
    """Stories, the one that was released last first."""

    stories: list[Story]
    next: Next


class Unit(Shape):
    """A police unit and its place in the tree of the commands."""

    slug: str
    name: str
    kind: Annotated[str, Field(examples=["Polres"])]
    above: Annotated[str | None, Field(description="The slug of the unit that commands it; null at the top.")]
    polda: Annotated[str | None, Field(description="The slug of its regional command; null for headquarters.")]
    regency: Annotated[str, Field(description="Its territory; for a regional command the seat of its office.")]
    zone: Zone
    page: Address


class UnitPage(Shape):
    """Units, by slug."""

    units: list[Unit]
    next: Next


class Topic(Shape):
    """A topic of the desk's vocabulary."""

    slug: str
    names: Names
    page: Address


class TopicPage(Shape):
    """Topics, by slug."""

    topics: list[Topic]
    next: Next
