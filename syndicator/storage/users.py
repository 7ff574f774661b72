"""Queries on `users` and `logins`: the people of the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select, update

from syndicator.model.user import Role, User
from syndicator.storage.statements import AnyRow, table, upsert
from syndicator.storage.tables import LoginRow, UserRow


@dataclass(frozen=True, slots=True)
class Login:
    """A login that lasts: who, and the token that its forms must carry."""

    user: User
    csrf_token: str


def _user(row: AnyRow) -> User:
    return User(
        id=row.id,
        login=row.login,
        password_hash=row.password_hash,
        role=Role(row.role),
        disabled=row.disabled,
        unit=row.unit,
        must_change=row.must_change,
        factor_since=row.factor_since,
    )


def add(connection: Connection, login: str, password_hash: str, role: Role, now: datetime) -> bool:
    """Store a person; return False if the login is taken."""
    added = connection.execute(
        upsert(connection, UserRow)
        .values(login=login, password_hash=password_hash, role=role, disabled=False, must_change=False, created_at=now)
        .on_conflict_do_nothing(index_elements=["login"])
        .returning(table(UserRow).c.id)
    )
    return added.scalar_one_or_none() is not None


def find(connection: Connection, login: str) -> User | None:
    """Return the person of this login."""
    row = connection.execute(select(table(UserRow)).where(UserRow.login == login)).one_or_none()
    return _user(row) if row else None


def listing(connection: Connection) -> list[User]:
    """Return all people, by login."""
    return [_user(row) for row in connection.execute(select(table(UserRow)).order_by(UserRow.login))]


def count(connection: Connection) -> int:
    """Return how many people there are."""
    return connection.execute(select(func.count()).select_from(UserRow)).scalar_one()


def change(connection: Connection, user_id: int, **values: object) -> None:
    """Change a person's password hash or role; all their logins end."""
    connection.execute(update(UserRow).where(UserRow.id == user_id).values(**values))
    connection.execute(delete(LoginRow).where(LoginRow.user_id == user_id))


def log_in(connection: Connection, user_id: int, token_hash: str, csrf_token: str, expires_at: datetime) -> None:
    """Store a login."""
    connection.execute(
        insert(table(LoginRow)).values(
            token_hash=token_hash,
            user_id=user_id,
            csrf_token=csrf_token,
            expires_at=expires_at,
            stage="open",
            address="",
            browser="",
            begun_at=expires_at,
            seen_at=expires_at,
        )
    )


def login(connection: Connection, token_hash: str, now: datetime) -> Login | None:
    """Return the login of this token while it lasts and its person is not disabled."""
    row = connection.execute(
        select(*table(UserRow).c, LoginRow.csrf_token)
        .join(LoginRow, LoginRow.user_id == UserRow.id)
        .where(LoginRow.token_hash == token_hash, LoginRow.expires_at > now, UserRow.disabled.is_(False))
    ).one_or_none()
    return Login(_user(row), row.csrf_token) if row else None


def log_out(connection: Connection, token_hash: str) -> None:
    """End a login."""
    connection.execute(delete(LoginRow).where(LoginRow.token_hash == token_hash))


def forget_expired(connection: Connection, now: datetime) -> int:
    """Delete logins that have ended; return how many."""
    return connection.execute(delete(LoginRow).where(LoginRow.expires_at <= now)).rowcount
