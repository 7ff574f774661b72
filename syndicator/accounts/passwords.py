"""Passwords: hashed by Argon2id, checked in a time that does not tell whether there is such a person."""

from __future__ import annotations

import secrets
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from syndicator.errors import Refused

SHORTEST_PASSWORD_CHARS = 10
LONGEST_PASSWORD_CHARS = 200
AT_ONCE = 4
"""Each check takes 64 MiB: so many guesses as come in at once must not take all memory."""

_HASHER = PasswordHasher()
_TURNS = BoundedSemaphore(AT_ONCE)


def hashed(password: str) -> str:
    """Return the hash by which a password is kept."""
    with _TURNS:
        return _HASHER.hash(password)


def fits(password_hash: str | None, password: str) -> bool:
    """Return whether a password is the one of this hash; None: of nobody, which takes the same time."""
    with _TURNS:
        try:
            return _HASHER.verify(password_hash or _nobody(), password)
        except (VerificationError, InvalidHashError):
            return False


def is_outdated(password_hash: str) -> bool:
    """Return whether a hash was made with other parameters than those that are used now."""
    return _HASHER.check_needs_rehash(password_hash)


def by_chance() -> str:
    """Return a password that nobody guesses, for a person to change at once."""
    return secrets.token_urlsafe(12)


def check(login: str, password: str) -> None:
    """Raise Refused for a password that is too short or too long, or that is the login itself."""
    if len(password) < SHORTEST_PASSWORD_CHARS:
        raise Refused("the password is too short", f"give it at least {SHORTEST_PASSWORD_CHARS} characters")
    if len(password) > LONGEST_PASSWORD_CHARS:
        raise Refused("the password is too long", f"give it at most {LONGEST_PASSWORD_CHARS} characters")
    if password.casefold() == login.casefold():
        raise Refused("the password is the login", "choose another one")


@cache
def _nobody() -> str:
    return _HASHER.hash(secrets.token_urlsafe(16))
