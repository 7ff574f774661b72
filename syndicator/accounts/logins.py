"""Logging in and out: by password, then by a code where a second factor is set up; how long a login lasts."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from syndicator.accounts import passwords
from syndicator.accounts.factors import Factors
from syndicator.accounts.tries import Tries
from syndicator.model.event import Event, EventKind
from syndicator.model.login import Errand, Login, Stage, Whereabouts
from syndicator.model.moment import Clock
from syndicator.model.user import Role, User
from syndicator.storage import events, logins, users
from syndicator.storage.session import Connection, Database

LOGIN_LASTS = timedelta(hours=12)
IDLE = timedelta(hours=2)
CODE_WITHIN = timedelta(minutes=5)
USE_TOLD_EVERY = timedelta(minutes=1)
LONGEST_BROWSER_CHARS = 150


class Denied(StrEnum):
    """Why somebody is not let in."""

    WRONG = "wrong"
    TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True, repr=False)
class Opened:
    """A new login: its token, which is kept nowhere, and whether a code is still due."""

    token: str
    stage: Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Logins:
    """
    Lets people in and out.

    Args:
        factor_from: the least role that needs a second factor; None leaves it to each person.
    """

    database: Database
    tries: Tries
    factors: Factors
    clock: Clock
    factor_from: Role | None = None

    def log_in(self, login: str, password: str, whereabouts: Whereabouts = Whereabouts()) -> Opened | Denied:  # noqa: B008 -- frozen
        """Return a new login, or why there is none."""
        if not self.tries.allow(login, whereabouts.address):
            self._tell_refused(EventKind.LOGIN_STOPPED, login, whereabouts)
            return Denied.TOO_MANY
        with self.database.read() as connection:
            user = users.find(connection, login)
        fits = passwords.fits(user.password_hash if user else None, password)
        if user is None or user.disabled or not fits:
            self._tell_refused(EventKind.LOGIN_REFUSED, login, whereabouts)
            return Denied.WRONG
        self.tries.forget(login, whereabouts.address)
        if passwords.is_outdated(user.password_hash):
            with self.database.write() as connection:
                users.change(connection, user.id, password_hash=passwords.hashed(password))
        return self.let_in(user, whereabouts, "password")

    def let_in(self, user: User, whereabouts: Whereabouts, by: str) -> Opened:
        """Make a login for a person who proved who they are; `by` what is told in the event."""
        stage = Stage.OPEN if user.factor_since is None else Stage.FACTOR
        with self.database.write() as connection:
            return self._begin(connection, user, stage, whereabouts, by)

    def pass_code(self, login: Login, token: str, code: str) -> Opened | Denied:
        """Return a new login in place of one that waited for a code, or why there is none."""
        user = login.user
        if login.stage is not Stage.FACTOR or not self.tries.allow(f"code:{user.login}", login.whereabouts.address):
            self._tell_refused(EventKind.LOGIN_STOPPED, user.login, login.whereabouts)
            return Denied.TOO_MANY
        if not self.factors.check(user, code):
            self._tell_refused(EventKind.LOGIN_REFUSED, user.login, login.whereabouts)
            return Denied.WRONG
        self.tries.forget(f"code:{user.login}", login.whereabouts.address)
        with self.database.write() as connection:
            logins.end(connection, token_hash(token))
            return self._begin(connection, user, Stage.OPEN, login.whereabouts, "code")

    def login_of(self, token: str, *, attended: bool = True) -> Login | None:
        """
        Return the login that a token stands for, while it lasts; that it was used is noted to the minute.

        Args:
            attended: whether a person asks; what a page asks by itself is no use, and keeps no login from its end.
        """
        now, hashed = self.clock(), token_hash(token)
        with self.database.read() as connection:
            found = logins.find(connection, hashed, now, seen_after=now - IDLE)
        if attended and found is not None and now - found.seen_at >= USE_TOLD_EVERY:
            with self.database.write() as connection:
                logins.note_use(connection, hashed, now)
        return found

    def errand(self, user: User) -> Errand | None:
        """Return what a person has to do before the desk opens."""
        if user.must_change:
            return Errand.PASSWORD
        needs_factor = self.factor_from is not None and user.role.reaches(self.factor_from)
        return Errand.FACTOR if needs_factor and user.factor_since is None else None

    def of(self, user: User) -> Sequence[Login]:
        """Return a person's logins that last, the one used last first."""
        now = self.clock()
        with self.database.read() as connection:
            return logins.of_user(connection, user.id, now, seen_after=now - IDLE)

    def end(self, user: User, *, key: str | None = None, besides: str | None = None) -> int:
        """End one's own login of this key, or all but one; return how many ended."""
        with self.database.write() as connection:
            ended = logins.end_of_user(connection, user.id, key=key, besides=besides)
            self._tell(connection, EventKind.USER_LOGINS_ENDED, user.login, Whereabouts(), f"{ended}")
        return ended

    def log_out(self, token: str) -> None:
        """End a login."""
        now = self.clock()
        with self.database.write() as connection:
            found = logins.find(connection, token_hash(token), now, seen_after=now - LOGIN_LASTS)
            logins.end(connection, token_hash(token))
            if found is not None:
                self._tell(connection, EventKind.LOGIN_ENDED, found.user.login, found.whereabouts, "")

    def _begin(self, connection: Connection, user: User, stage: Stage, whereabouts: Whereabouts, by: str) -> Opened:
        now, token = self.clock(), secrets.token_urlsafe(32)
        expires_at = now + (LOGIN_LASTS if stage is Stage.OPEN else CODE_WITHIN)
        told = Whereabouts(whereabouts.address, whereabouts.browser[:LONGEST_BROWSER_CHARS])
        csrf = secrets.token_urlsafe(24)
        logins.add(connection, user.id, token_hash(token), csrf, stage, told, now=now, expires_at=expires_at)
        if stage is Stage.OPEN:
            self._tell(connection, EventKind.LOGIN_MADE, user.login, whereabouts, by)
        return Opened(token, stage)

    def _tell_refused(self, kind: EventKind, login: str, whereabouts: Whereabouts) -> None:
        """Only logins that exist are told: what is typed in their place may be a password."""
        with self.database.write() as connection:
            if users.find(connection, login) is not None:
                self._tell(connection, kind, login, whereabouts, "")

    def _tell(self, connection: Connection, kind: EventKind, login: str, whereabouts: Whereabouts, said: str) -> None:
        details = {"user": login} | ({"address": whereabouts.address} if whereabouts.address else {})
        told = Event(kind=kind, at=self.clock(), reason=said, actor=login, details=details)
        events.append(connection, [told])


def token_hash(token: str) -> str:
    """The token has 256 bits of chance: a fast hash of it cannot be turned back."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
