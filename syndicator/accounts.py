"""Use case: the people of the desk. Adding them, their passwords, and their logins."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from syndicator.errors import NotFound, Refused
from syndicator.model.moment import Clock
from syndicator.model.user import Role, User
from syndicator.storage import users
from syndicator.storage.session import Database
from syndicator.storage.users import Login

SHORTEST_PASSWORD_CHARS = 10
LOGIN_LASTS = timedelta(hours=12)

_HASHER = PasswordHasher()


@cache
def _nobody() -> str:
    """Return a hash that no password fits, checked for logins that do not exist: both cases take the same time."""
    return _HASHER.hash(secrets.token_urlsafe(16))


@dataclass(frozen=True, slots=True)
class Accounts:
    """Keeps the people of the desk."""

    database: Database
    clock: Clock

    def add(self, login: str, password: str, role: Role) -> None:
        """Add a person; raises Refused for a login that is taken or a password that is too short."""
        _check_password(password)
        with self.database.write() as connection:
            if not users.add(connection, login, _HASHER.hash(password), role, self.clock()):
                raise Refused(
                    f"the login {login!r} is taken", "choose another, or change the password with: users passwd"
                )

    def add_first(self, login: str = "admin") -> str | None:
        """Add an admin with a password of chance; return the password, None if there is somebody already."""
        password = secrets.token_urlsafe(12)
        with self.database.write() as connection:
            if users.count(connection):
                return None
            users.add(connection, login, _HASHER.hash(password), Role.ADMIN, self.clock())
        return password

    def all(self) -> Sequence[User]:
        """Return all people, by login."""
        with self.database.read() as connection:
            return users.listing(connection)

    def set_password(self, login: str, password: str) -> None:
        """Set a person's password; all their logins end. Raises NotFound, or Refused for one that is too short."""
        _check_password(password)
        self._change(login, password_hash=_HASHER.hash(password))

    def set_role(self, login: str, role: Role) -> None:
        """Set a person's role; all their logins end. Raises NotFound."""
        self._change(login, role=role)

    def _change(self, login: str, **values: object) -> None:
        with self.database.write() as connection:
            user = users.find(connection, login)
            if user is None:
                raise NotFound(f"nobody has the login {login!r}", "list them with: syndicator users list")
            users.change(connection, user.id, **values)

    def log_in(self, login: str, password: str) -> str | None:
        """Return the token of a new login, None if login and password do not fit together."""
        with self.database.read() as connection:
            user = users.find(connection, login)
        fits = _fits(user.password_hash if user else _nobody(), password)
        if user is None or user.disabled or not fits:
            return None
        token = secrets.token_urlsafe(32)
        with self.database.write() as connection:
            expires_at = self.clock() + LOGIN_LASTS
            users.log_in(connection, user.id, _token_hash(token), secrets.token_urlsafe(24), expires_at)
        return token

    def login_of(self, token: str) -> Login | None:
        """Return the login that a token stands for, while it lasts."""
        with self.database.read() as connection:
            return users.login(connection, _token_hash(token), self.clock())

    def log_out(self, token: str) -> None:
        """End a login."""
        with self.database.write() as connection:
            users.log_out(connection, _token_hash(token))


def _check_password(password: str) -> None:
    if len(password) < SHORTEST_PASSWORD_CHARS:
        raise Refused("the password is too short", f"give it at least {SHORTEST_PASSWORD_CHARS} characters")


def _fits(password_hash: str, password: str) -> bool:
    try:
        return _HASHER.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def _token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
