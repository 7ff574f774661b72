"""Requests to the API that carry a key, so that what is said twice is done once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from syndicator.storage.base import Base, Code, Wide


class RequestRow(Base):
    """
    What a program asked under a key of its own, and what it was answered.

    `digest` tells one request from another; `claim` belongs to the process that answers it since `begun_at`. The
    answer is null while it is under way.
    """

    __tablename__ = "requests"
    __table_args__ = (Index(None, "begun_at"),)

    token_id: Mapped[Wide] = mapped_column(
        ForeignKey("tokens.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    key: Mapped[Code] = mapped_column(primary_key=True)
    digest: Mapped[Code]
    claim: Mapped[Code]
    begun_at: Mapped[datetime]
    status: Mapped[int | None]
    headers: Mapped[dict[str, Any] | None]
    body: Mapped[str | None]
