"""Bulletins, their revisions and verdicts, and the names by which they are known."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from syndicator.storage.base import Base, Code, Id, Wide


class BulletinRow(Base):
    """A bulletin; what it says stands in its revision `revision`, what we think of it in `verdict_id`."""

    __tablename__ = "bulletins"
    __table_args__ = (
        Index("ix_bulletins_public", "canonical", "state", "released_at", "id", "unit_path"),
        Index(None, "state", "id"),
        Index(None, "source_id", "published_at"),
        Index(None, "story_id"),
        Index(None, "unit_path", postgresql_ops={"unit_path": "varchar_pattern_ops"}),
        Index(None, "first_seen_at"),
    )

    id: Mapped[Id]
    uid: Mapped[UUID] = mapped_column(unique=True)
    source_id: Mapped[Wide] = mapped_column(ForeignKey("sources.id", ondelete="CASCADE"))
    story_id: Mapped[Wide] = mapped_column(ForeignKey("stories.id", ondelete="CASCADE"))
    state: Mapped[Code]
    canonical: Mapped[bool]
    address: Mapped[str | None]
    unit: Mapped[Code | None]
    unit_path: Mapped[Code | None]
    revision: Mapped[int]
    verdict_id: Mapped[Wide | None]
    first_seen_at: Mapped[datetime]
    published_at: Mapped[datetime]
    released_at: Mapped[datetime | None]
    updated_at: Mapped[datetime]


class RevisionRow(Base):
    """
    What a bulletin said from `seen_at` on.

    `editor` is the person of the desk who made it, None for its source; `trace` names the poll that brought it.
    """

    __tablename__ = "revisions"
    __table_args__ = (UniqueConstraint("bulletin_id", "number"), Index(None, "text_hash"))

    id: Mapped[Id]
    bulletin_id: Mapped[Wide] = mapped_column(ForeignKey("bulletins.id", ondelete="CASCADE"))
    number: Mapped[int]
    title: Mapped[str]
    lead: Mapped[str]
    html: Mapped[str]
    text: Mapped[str]
    image: Mapped[str | None]
    author: Mapped[str | None]
    published_at: Mapped[datetime]
    modified_at: Mapped[datetime | None]
    seen_at: Mapped[datetime]
    editor: Mapped[Code | None]
    hash: Mapped[Code]
    text_hash: Mapped[Code]
    trace: Mapped[str | None] = mapped_column(String(32))


class VerdictRow(Base):
    """The judgement on one revision by one version of the rules, with its evidence."""

    __tablename__ = "verdicts"
    __table_args__ = (UniqueConstraint("bulletin_id", "revision", "version"),)

    id: Mapped[Id]
    bulletin_id: Mapped[Wide] = mapped_column(ForeignKey("bulletins.id", ondelete="CASCADE"))
    revision: Mapped[int]
    version: Mapped[Code]
    judged_at: Mapped[datetime]
    topics: Mapped[list[Any]]
    units: Mapped[list[Any]]
    unit: Mapped[Code | None]
    polda: Mapped[Code | None]
    place: Mapped[Code | None]
    event_at: Mapped[datetime | None]
    conflicts: Mapped[list[Any]]
    operations: Mapped[list[Any]]
    hold_reasons: Mapped[list[Any]]
    maskings: Mapped[list[Any]]
    urgency: Mapped[int]
    urgency_evidence: Mapped[list[Any]]


class BulletinTopicRow(Base):
    """The topics under which a bulletin is listed now; rank 0 is the main one."""

    __tablename__ = "bulletin_topics"
    __table_args__ = (Index(None, "bulletin_id"),)

    slug: Mapped[Code] = mapped_column(primary_key=True)
    bulletin_id: Mapped[Wide] = mapped_column(ForeignKey("bulletins.id", ondelete="CASCADE"), primary_key=True)
    rank: Mapped[int]


class IdentityRow(Base):
    """A name by which a source calls a bulletin: one name, one bulletin."""

    __tablename__ = "identities"
    __table_args__ = (Index(None, "bulletin_id"),)

    source_id: Mapped[Wide] = mapped_column(ForeignKey("sources.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(String(400), primary_key=True)
    bulletin_id: Mapped[Wide] = mapped_column(ForeignKey("bulletins.id", ondelete="CASCADE"))
