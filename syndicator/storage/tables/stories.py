"""What bulletins are compared by, how they are related, and what the desk said of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from syndicator.storage.base import Base, Code, Id, Wide


class StoryRow(Base):
    """Bulletins that tell the same release."""

    __tablename__ = "stories"

    id: Mapped[Id]
    uid: Mapped[UUID] = mapped_column(unique=True)
    canonical_id: Mapped[Wide | None]
    pinned_id: Mapped[Wide | None]
    merged_into: Mapped[Wide | None]
    created_at: Mapped[datetime]


class FingerprintRow(Base):
    """The story that owns a text: one folded text, one story, whoever writes first."""

    __tablename__ = "fingerprints"

    text_hash: Mapped[Code] = mapped_column(primary_key=True)
    story_id: Mapped[Wide] = mapped_column(ForeignKey("stories.id", ondelete="CASCADE"))


class SketchRow(Base):
    """What a bulletin's newest revision is compared by, and what its rank in a story depends on."""

    __tablename__ = "sketches"

    bulletin_id: Mapped[Wide] = mapped_column(
        ForeignKey("bulletins.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    words: Mapped[bytes] = mapped_column(LargeBinary)
    title: Mapped[bytes] = mapped_column(LargeBinary)
    facts: Mapped[dict[str, Any]]
    authority: Mapped[int] = mapped_column(SmallInteger)
    published_at: Mapped[datetime]


class CandidateKeyRow(Base):
    """
    A telling key and a bulletin that has it.

    A key has a fixed number of slots, so that wording which everybody uses costs no more as the store grows: a
    later bulletin takes the slot of an earlier one. Rows outlive their bulletin until their day leaves the window.
    """

    __tablename__ = "candidate_keys"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 -- SQLAlchemy's own name for it

    key: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    slot: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    bulletin_id: Mapped[Wide]
    day: Mapped[int]


class RelationRow(Base):
    """How two bulletins are related; `bulletin_id` is the later one to arrive."""

    __tablename__ = "relations"
    __table_args__ = (Index(None, "other_id"),)

    bulletin_id: Mapped[Wide] = mapped_column(
        ForeignKey("bulletins.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    other_id: Mapped[Wide] = mapped_column(
        ForeignKey("bulletins.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    kinship: Mapped[Code]
    score: Mapped[float]
    reason: Mapped[str]
    decided_at: Mapped[datetime]


class TieRow(Base):
    """A person's word on two bulletins, one story or two; `one_id` is the smaller id."""

    __tablename__ = "ties"
    __table_args__ = (Index(None, "other_id"),)

    one_id: Mapped[Wide] = mapped_column(
        ForeignKey("bulletins.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    other_id: Mapped[Wide] = mapped_column(
        ForeignKey("bulletins.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    together: Mapped[bool]
    actor: Mapped[Code]
    decided_at: Mapped[datetime]
