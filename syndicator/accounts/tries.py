"""Tries: how often something that can be guessed may be guessed, counted for all processes together."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from syndicator.model.moment import Clock
from syndicator.storage import logins
from syndicator.storage.session import Connection, Database

MOST_TRIES = 5
"""Of one login from one address."""
MOST_OF_ADDRESS = 50
"""Of all logins from one address: who tries one password on many people."""
MOST_OF_LOGIN = 100
"""Of one login from all addresses: more than a person needs, too few for a crowd of machines to guess by."""
WINDOW = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Tries:
    """
    Counts failures within `WINDOW` in the database, so that it is the same which process is asked.

    What is tried is counted before it is checked: a hundred guesses at once are a hundred guesses.
    """

    database: Database
    clock: Clock

    def allow(self, login: str, address: str) -> bool:
        """Count one more try, and tell whether it may be made."""
        with self.database.write() as connection:
            return all([self._count(connection, key, most) for key, most in _keys(login, address)])  # noqa: C419

    def forget(self, login: str, address: str) -> None:
        """Begin anew, after a try that went well."""
        pair, *others = (key for key, _ in _keys(login, address))
        with self.database.write() as connection:
            logins.forget_tries(connection, pair)
            for key in others:
                logins.take_back_try(connection, key)

    def _count(self, connection: Connection, key: str, most: int) -> bool:
        now = self.clock()
        return logins.count_try(connection, key, now, now + WINDOW) <= most


def _keys(login: str, address: str) -> tuple[tuple[str, int], ...]:
    name = login.casefold()
    return (
        (_key("pair", name, address), MOST_TRIES),
        (_key("address", address), MOST_OF_ADDRESS),
        (_key("login", name), MOST_OF_LOGIN),
    )


def _key(*parts: str) -> str:
    return hashlib.sha256("|".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
