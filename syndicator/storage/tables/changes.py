"""What tells portals that the public sees something else than before."""

from __future__ import annotations

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from syndicator.storage.base import Base, Id


class ChangeRow(Base):
    """A transaction that wrote what the public sees; `mark` is drawn by lot, for ids come again after a restore."""

    __tablename__ = "changes"

    id: Mapped[Id]
    mark: Mapped[int] = mapped_column(BigInteger)
