"""Tokens: by which programs use the API, and what each of them allows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Scope(StrEnum):
    """What a token allows."""

    BULLETINS_READ = "bulletins:read"
    BULLETINS_WRITE = "bulletins:write"
    STORIES_READ = "stories:read"
    SOURCES_READ = "sources:read"
    SOURCES_PING = "sources:ping"
    CHANNELS_READ = "channels:read"
    DELIVERIES_READ = "deliveries:read"


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """
    A stored token; of the token itself only a hash is kept, which never leaves storage.

    Args:
        source_id: the source as which it publishes; None where it may not publish.
        expires_at: None where it lasts until it is revoked.
        last_used_at: to the minute.
    """

    id: int
    name: str
    scopes: frozenset[Scope]
    source_id: int | None
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None

    def holds(self, now: datetime) -> bool:
        """Whether it is neither revoked nor expired."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > now)
