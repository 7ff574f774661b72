"""Accounts: how a channel's account at its service stands with us."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from syndicator.model.attempt import Cause

OPENS_AT = 5
"""So many faults in a row open the breaker; whoever is refused a login needs only one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """
    What the last deliveries taught of an account.

    Args:
        faults: in a row; zero once anything was answered as it should be.
        blocked_until: nothing is claimed before; None or past: sending goes on, or a trial is due.
    """

    faults: int = 0
    blocked_until: datetime | None = None
    cause: Cause | None = None
    reason: str | None = None

    def is_blocked(self, now: datetime) -> bool:
        """Whether nothing may go out."""
        return self.blocked_until is not None and self.blocked_until > now

    def needs_trial(self, now: datetime) -> bool:
        """Whether one delivery, and only one, has to show that the account works again (half-open)."""
        return self.faults >= OPENS_AT and not self.is_blocked(now)

    @property
    def is_broken(self) -> bool:
        """Whether its breaker is open or half-open."""
        return self.faults >= OPENS_AT
