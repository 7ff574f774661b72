"""Who the people of the desk are: adding them, their roles, their commands, and their passwords."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from syndicator.accounts import passwords
from syndicator.errors import NotFound, Refused
from syndicator.model.event import Event, EventKind
from syndicator.model.moment import Clock
from syndicator.model.unit import UnitTree
from syndicator.model.user import Role, User
from syndicator.storage import events, logins, users
from syndicator.storage.session import Connection, Database

ITSELF = "syndicator"
"""The actor where nobody but the service itself acts."""
LOGIN = re.compile(r"[a-z0-9][a-z0-9._@+-]{0,99}")


@dataclass(frozen=True, slots=True)
class Accounts:
    """
    Keeps the people of the desk; each change becomes an event with the name of who made it.

    Methods that name a person raise NotFound where nobody has that login. Whatever takes something from a person ends
    all of their logins.
    """

    database: Database
    units: UnitTree
    clock: Clock

    def add(
        self,
        login: str,
        password: str | None,
        role: Role,
        *,
        unit: str | None = None,
        actor: str = ITSELF,
        elsewhere: str | None = None,
    ) -> str:
        """
        Add a person; return the password, which is one of chance, to be changed at once, where none is given.

        Args:
            unit: slug or name of the command to whose subtree they are bound.
            elsewhere: who they are for the provider of identities.

        Raises:
            Refused: the login is taken or no login, the password too short, the unit unknown, or an admin is bound.
        """
        if not LOGIN.fullmatch(login):
            raise Refused(f"{login[:100]!r} is no login", "write small letters, digits, dots and dashes")
        if password is not None:
            passwords.check(login, password)
        bound, now, told = self._bound(unit, role), self.clock(), password or passwords.by_chance()
        with self.database.write() as connection:
            must_change = password is None and elsewhere is None
            hashed = passwords.hashed(told)
            if not users.add(
                connection, login, hashed, role, now, unit=bound, must_change=must_change, elsewhere=elsewhere
            ):
                raise Refused(
                    f"the login {login!r} is taken", "choose another, or change the password with: users passwd"
                )
            tell(connection, EventKind.USER_ADDED, login, role.value, actor, now, unit=bound)
        return told

    def add_first(self, login: str = "admin") -> str | None:
        """Add an admin with a password of chance; return the password, None if there is somebody already."""
        password, now = passwords.by_chance(), self.clock()
        with self.database.write() as connection:
            if users.count(connection):
                return None
            users.add(connection, login, passwords.hashed(password), Role.ADMIN, now)
            tell(connection, EventKind.USER_ADDED, login, Role.ADMIN.value, ITSELF, now)
        return password

    def all(self) -> Sequence[User]:
        """Return all people, by login."""
        with self.database.read() as connection:
            return users.listing(connection)

    def last_seen(self) -> dict[int, datetime]:
        """Return by id when people who are logged in were last seen."""
        with self.database.read() as connection:
            return users.last_seen(connection)

    def person(self, user_id: int) -> User:
        """Return the person of this id; raises NotFound."""
        with self.database.read() as connection:
            user = users.by_id(connection, user_id)
        if user is None:
            raise NotFound(f"nobody has the number {user_id}", "list people with: syndicator users list")
        return user

    def set_password(self, login: str, password: str, *, actor: str = ITSELF) -> None:
        """Set a person's password; all their logins end. Raises Refused for one that is too short."""
        passwords.check(login, password)
        hashed = passwords.hashed(password)
        self._change(login, EventKind.USER_PASSWORD, "", actor, password_hash=hashed, must_change=False)

    def reset_password(self, login: str, *, actor: str) -> str:
        """Give a person a password of chance, which they have to change; return it, for it is kept nowhere."""
        password = passwords.by_chance()
        hashed = passwords.hashed(password)
        self._change(login, EventKind.USER_PASSWORD, "", actor, password_hash=hashed, must_change=True)
        return password

    def change_password(self, user_id: int, old: str, new: str, *, keep: str) -> None:
        """Change one's own password; all logins but the one of the key `keep` end. Raises Refused."""
        user, now = self.person(user_id), self.clock()
        if not passwords.fits(user.password_hash, old):
            raise Refused("the old password is wrong", "ask an admin for a new one if you have lost it")
        if old == new:
            raise Refused("the new password is the old one", "choose another one")
        passwords.check(user.login, new)
        with self.database.write() as connection:
            users.change(connection, user_id, password_hash=passwords.hashed(new), must_change=False)
            logins.end_of_user(connection, user_id, besides=keep)
            tell(connection, EventKind.USER_PASSWORD, user.login, "", user.login, now)

    def set_role(self, login: str, role: Role, *, actor: str = ITSELF) -> None:
        """Set a person's role. Raises Refused for the last admin, and for an admin who is bound to a command."""
        self._change(login, EventKind.USER_ROLE, role.value, actor, role=role)

    def bind(self, login: str, unit: str | None, *, actor: str) -> None:
        """Bind a person to the subtree of a command, or to none. Raises Refused for admins and unknown units."""
        bound = self._bound(unit, None)
        self._change(login, EventKind.USER_BOUND, bound or "", actor, unit=bound)

    def disable(self, login: str, *, actor: str) -> None:
        """Let a person in no more. Raises Refused for the last admin."""
        self._change(login, EventKind.USER_DISABLED, "", actor, disabled=True)

    def enable(self, login: str, *, actor: str) -> None:
        """Let a person in again."""
        self._change(login, EventKind.USER_ENABLED, "", actor, disabled=False)

    def reset_factor(self, login: str, *, actor: str) -> None:
        """Ask a person for no second factor until they set up a new one."""
        nothing = {"factor_sealed": None, "factor_since": None, "factor_step": None}
        user = self._change(login, EventKind.USER_FACTOR_ENDED, "", actor, **nothing)
        with self.database.write() as connection:
            users.set_recovery_codes(connection, user.id, [])

    def end_logins(self, login: str, *, actor: str) -> None:
        """Log a person out everywhere."""
        self._change(login, EventKind.USER_LOGINS_ENDED, "", actor)

    def _change(self, login: str, kind: EventKind, said: str, actor: str, **values: object) -> User:
        now = self.clock()
        with self.database.write() as connection:
            user = users.find(connection, login)
            if user is None:
                raise NotFound(f"nobody has the login {login!r}", "list them with: syndicator users list")
            _check_change(connection, user, values)
            if values:
                users.change(connection, user.id, **values)
            logins.end_of_user(connection, user.id)
            tell(connection, kind, login, said, actor, now)
        return user

    def _bound(self, unit: str | None, role: Role | None) -> str | None:
        if not unit:
            return None
        found = self.units.find(unit)
        if found is None:
            raise Refused(f"no unit is called {unit!r}", "write a name or slug from units.csv")
        if role is Role.ADMIN:
            raise Refused("an admin is bound to no command", "choose another role, or no command")
        return found.slug


def _check_change(connection: Connection, user: User, values: dict[str, object]) -> None:
    role, unit = values.get("role", user.role), values.get("unit", user.unit)
    if role is Role.ADMIN and unit is not None:
        raise Refused("an admin is bound to no command", "choose another role, or no command")
    stays = role is Role.ADMIN and not values.get("disabled", user.disabled)
    is_admin = user.role is Role.ADMIN and not user.disabled
    if is_admin and not stays and not users.other_admins(connection, user.id):
        raise Refused(f"{user.login} is the last admin", "make somebody else an admin first")


def tell(
    connection: Connection,
    kind: EventKind,
    login: str,
    said: str,
    actor: str,
    now: datetime,
    *,
    unit: str | None = None,
) -> None:
    """Write down what was done to a person; `unit` is what they are bound to from now on."""
    details = {"user": login} | ({"unit": unit} if unit else {})
    events.append(connection, [Event(kind=kind, at=now, reason=said, actor=actor, details=details)])
