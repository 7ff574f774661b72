"""Users: the people of the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What a person may do; each role may do all that the ones before it may."""

    READER = "reader"
    EDITOR = "editor"
    CHIEF = "chief"
    ADMIN = "admin"

    def reaches(self, least: Role) -> bool:
        """Whether this role may do what that one may."""
        ladder = tuple(Role)
        return ladder.index(self) >= ladder.index(least)


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """
    A person of the desk.

    Args:
        password_hash: made by Argon2; it never leaves storage but for checking.
        unit: slug of the command to whose subtree they are bound; None sees and decides everything.
        must_change: the password was chosen by somebody else, and opens nothing but its change.
        factor_since: since when a code is asked for after the password; None where it is not.
    """

    id: int
    login: str
    password_hash: str
    role: Role
    disabled: bool
    unit: str | None = None
    must_change: bool = False
    factor_since: datetime | None = None
