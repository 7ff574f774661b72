"""Users: the people of the desk."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person may do; each role may do all that the ones before it may."""

    READER = "reader"
    EDITOR = "editor"
    CHIEF = "chief"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A person of the desk; the password is kept as an Argon2 hash and never leaves storage but for checking."""

    id: int
    login: str
    password_hash: str
    role: Role
    disabled: bool
