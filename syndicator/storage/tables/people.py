"""People, their logins, tokens of programs, and signs of life."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from syndicator.storage.base import Base, Code, Id, Wide


class UserRow(Base):
    """A person of the desk."""

    __tablename__ = "users"

    id: Mapped[Id]
    login: Mapped[Code] = mapped_column(unique=True)
    password_hash: Mapped[str]
    role: Mapped[Code]
    disabled: Mapped[bool]
    created_at: Mapped[datetime]


class LoginRow(Base):
    """A login that lasts; only a hash of the cookie's token is kept."""

    __tablename__ = "logins"

    token_hash: Mapped[Code] = mapped_column(primary_key=True)
    user_id: Mapped[Wide] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    csrf_token: Mapped[Code]
    expires_at: Mapped[datetime]


class TokenRow(Base):
    """A token by which a program uses the API; only a hash of it is kept. `source_id`: what it may publish as."""

    __tablename__ = "tokens"

    id: Mapped[Id]
    name: Mapped[Code] = mapped_column(unique=True)
    token_hash: Mapped[Code] = mapped_column(unique=True)
    scopes: Mapped[list[Any]]
    source_id: Mapped[Wide | None] = mapped_column(ForeignKey("sources.id", ondelete="CASCADE"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]


class HeartbeatRow(Base):
    """When a part of the service last gave a sign of life."""

    __tablename__ = "heartbeats"

    name: Mapped[Code] = mapped_column(primary_key=True)
    at: Mapped[datetime]
