"""Logins: that a person is at the desk, from which browser, and how far they have come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from syndicator.model.user import User


class Stage(StrEnum):
    """How far a login has come: FACTOR waits for the code after the password, OPEN opens the desk."""

    FACTOR = "factor"
    OPEN = "open"


class Errand(StrEnum):
    """What somebody has to do before anything else opens."""

    PASSWORD = "errand.password"  # noqa: S105 -- the name of an errand
    FACTOR = "errand.factor"


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a person logs in from: the address of the network, and what the browser says of itself."""

    address: str = ""
    browser: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """
    A login that lasts.

    Args:
        key: by which it can be named, and which opens nothing.
        csrf_token: what its forms must carry.
    """

    user: User
    key: str
    csrf_token: str
    stage: Stage
    whereabouts: Whereabouts
    begun_at: datetime
    seen_at: datetime
    expires_at: datetime
