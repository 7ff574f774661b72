"""The vault: tokens that a service renews, and sessions that it wants to be kept; sealed where they are stored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Grant:
    """
    What an account may act with for a while; it never shows itself in a log.

    Args:
        renewal: what a new one is asked with, where the service gives such a thing; often good for one use.
        expires_at: None where the service does not tell.
        account: the service's own name for the account, where it told one.
    """

    access: str
    renewal: str | None = None
    expires_at: datetime | None = None
    account: str | None = None


class Vault(Protocol):
    """Keeps the newest grant of one channel for all processes."""

    def grant(self) -> Grant | None:
        """Return the grant that is in force, None where none was ever stored."""
        ...

    def renew(self, outdated: Grant | None, ask: Callable[[Grant | None], Grant]) -> Grant:
        """
        Return a newer grant than the one that is outdated.

        One process at a time asks; the others wait and take what it got. `ask` is given the grant that is in force,
        and its errors pass through, with nothing changed.

        Raises:
            Unavailable: database or Redis do not answer, or another process asks for long; nobody was asked.
        """
        ...
