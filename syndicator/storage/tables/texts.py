"""What the desk writes itself for single channels."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from syndicator.storage.base import Base, Code, Wide


class ChannelTextRow(Base):
    """What a channel shows of a bulletin's `revision` in place of what its template makes of it."""

    __tablename__ = "channel_texts"

    bulletin_id: Mapped[Wide] = mapped_column(ForeignKey("bulletins.id", ondelete="CASCADE"), primary_key=True)
    channel: Mapped[Code] = mapped_column(primary_key=True)
    text: Mapped[str]
    revision: Mapped[int]
    version: Mapped[int]
    actor: Mapped[Code]
    written_at: Mapped[datetime]
