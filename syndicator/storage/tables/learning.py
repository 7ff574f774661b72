"""What the desk corrected in verdicts, and the models that were learned from it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from syndicator.storage.base import Base, Code, Id, Wide


class CorrectionRow(Base):
    """
    A person's word on a verdict: a labelled example.

    A column that is None was not corrected, by this one or an earlier one; the newest correction of a bulletin counts.
    `version` names what had judged; `overruled` are reasons that the desk did not let hold.
    """

    __tablename__ = "corrections"
    __table_args__ = (Index(None, "bulletin_id"),)

    id: Mapped[Id]
    bulletin_id: Mapped[Wide] = mapped_column(ForeignKey("bulletins.id", ondelete="CASCADE"))
    revision: Mapped[int]
    version: Mapped[Code]
    topics: Mapped[list[Any] | None]
    unit: Mapped[Code | None]
    place: Mapped[Code | None]
    sensitive: Mapped[bool | None]
    overruled: Mapped[list[Any]]
    actor: Mapped[Code]
    decided_at: Mapped[datetime]


class ModelRow(Base):
    """
    A learned model in readable numbers, with what it was measured at.

    The one that was promoted last is in use; None in `promoted_at` was never better than its predecessor.
    """

    __tablename__ = "models"

    version: Mapped[Code] = mapped_column(primary_key=True)
    trained_at: Mapped[datetime]
    promoted_at: Mapped[datetime | None]
    examples: Mapped[int]
    figures: Mapped[dict[str, Any]]
    weights: Mapped[dict[str, Any]]
