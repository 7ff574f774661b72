"""People, their logins, tokens of programs, and signs of life."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from syndicator.storage.base import Base, Code, Id, Wide


class UserRow(Base):
    """
    A person of the desk.

    `unit`: the command to whose subtree they are bound. `must_change`: somebody else chose the password.
    `factor_sealed`: the secret of their second factor, which counts from `factor_since` on; `factor_step` is the step
    of the code that was taken last. `elsewhere`: a hash of who they are for the provider of identities.
    """

    __tablename__ = "users"

    id: Mapped[Id]
    login: Mapped[Code] = mapped_column(unique=True)
    password_hash: Mapped[str]
    role: Mapped[Code]
    disabled: Mapped[bool]
    created_at: Mapped[datetime]
    unit: Mapped[Code | None]
    must_change: Mapped[bool]
    factor_sealed: Mapped[str | None]
    factor_since: Mapped[datetime | None]
    factor_step: Mapped[Wide | None]
    elsewhere: Mapped[Code | None] = mapped_column(unique=True)


class RecoveryCodeRow(Base):
    """A code that stands once for a second factor that was lost; only a hash of it is kept."""

    __tablename__ = "recovery_codes"

    user_id: Mapped[Wide] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    code_hash: Mapped[Code] = mapped_column(primary_key=True)


class LoginRow(Base):
    """A login that lasts; only a hash of the cookie's token is kept. `stage`: whether a second factor is still due."""

    __tablename__ = "logins"

    token_hash: Mapped[Code] = mapped_column(primary_key=True)
    user_id: Mapped[Wide] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    csrf_token: Mapped[Code]
    expires_at: Mapped[datetime]
    stage: Mapped[Code]
    address: Mapped[Code]
    browser: Mapped[Code]
    begun_at: Mapped[datetime]
    seen_at: Mapped[datetime]


class TryRow(Base):
    """How often something that can be guessed was tried; `key` is a hash of what and from where."""

    __tablename__ = "tries"

    key: Mapped[Code] = mapped_column(primary_key=True)
    count: Mapped[int]
    until: Mapped[datetime]


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
