"""Queries on `users` and `recovery_codes`: the people of the desk, and their second factors."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from syndicator.model.user import Role, User
from syndicator.storage.statements import AnyRow, table, upsert
from syndicator.storage.tables import LoginRow, RecoveryCodeRow, UserRow


@dataclass(frozen=True, slots=True, repr=False)
class Factor:
    """A second factor as it is stored; `since` is None until it was confirmed by a code."""

    sealed: str
    since: datetime | None


def user_from(row: AnyRow) -> User:
    """Return the person that a row of all columns holds."""
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


def add(
    connection: Connection,
    login: str,
    password_hash: str,
    role: Role,
    now: datetime,
    *,
    unit: str | None = None,
    must_change: bool = False,
    elsewhere: str | None = None,
) -> bool:
    """Store a person; return False if the login is taken."""
    added = connection.execute(
        upsert(connection, UserRow)
        .values(
            login=login,
            password_hash=password_hash,
            role=role,
            disabled=False,
            created_at=now,
            unit=unit,
            must_change=must_change,
            elsewhere=elsewhere,
        )
        .on_conflict_do_nothing(index_elements=["login"])
        .returning(table(UserRow).c.id)
    )
    return added.scalar_one_or_none() is not None


def find(connection: Connection, login: str) -> User | None:
    """Return the person of this login."""
    row = connection.execute(select(table(UserRow)).where(UserRow.login == login)).one_or_none()
    return user_from(row) if row else None


def by_id(connection: Connection, user_id: int) -> User | None:
    """Return the person of this id."""
    row = connection.execute(select(table(UserRow)).where(UserRow.id == user_id)).one_or_none()
    return user_from(row) if row else None


def by_elsewhere(connection: Connection, elsewhere: str) -> User | None:
    """Return the person who is this one for the provider of identities."""
    row = connection.execute(select(table(UserRow)).where(UserRow.elsewhere == elsewhere)).one_or_none()
    return user_from(row) if row else None


def has_elsewhere(connection: Connection, user_id: int) -> bool:
    """Return whether a person is tied to somebody at the provider of identities."""
    found = select(UserRow.elsewhere).where(UserRow.id == user_id)
    return connection.execute(found).scalar_one_or_none() is not None


def listing(connection: Connection) -> list[User]:
    """Return all people, by login."""
    return [user_from(row) for row in connection.execute(select(table(UserRow)).order_by(UserRow.login))]


def count(connection: Connection) -> int:
    """Return how many people there are."""
    return connection.execute(select(func.count()).select_from(UserRow)).scalar_one()


def other_admins(connection: Connection, user_id: int) -> int:
    """Return how many admins there are besides a person; all of them are locked until the transaction ends."""
    admins = select(UserRow.id).where(UserRow.role == Role.ADMIN, UserRow.disabled.is_(False))
    rows = connection.execute(admins.order_by(UserRow.id).with_for_update()).scalars()
    return sum(one != user_id for one in rows)


def change(connection: Connection, user_id: int, **values: object) -> None:
    """Change what is stored of a person."""
    connection.execute(update(UserRow).where(UserRow.id == user_id).values(**values))


def last_seen(connection: Connection) -> dict[int, datetime]:
    """Return by person when their logins that last were used last."""
    rows = connection.execute(select(LoginRow.user_id, func.max(LoginRow.seen_at)).group_by(LoginRow.user_id))
    return {row[0]: row[1] for row in rows}


def factor(connection: Connection, user_id: int) -> Factor | None:
    """Return a person's second factor, confirmed or not."""
    statement = select(UserRow.factor_sealed, UserRow.factor_since).where(UserRow.id == user_id)
    row = connection.execute(statement).one_or_none()
    return Factor(row.factor_sealed, row.factor_since) if row and row.factor_sealed else None


def take_step(connection: Connection, user_id: int, step: int) -> bool:
    """Note that the code of a step was used; return False if it, or a later one, was used already."""
    later = or_(UserRow.factor_step.is_(None), UserRow.factor_step < step)
    statement = update(UserRow).where(UserRow.id == user_id, later).values(factor_step=step)
    return connection.execute(statement).rowcount == 1


def set_recovery_codes(connection: Connection, user_id: int, hashes: Iterable[str]) -> None:
    """Replace a person's codes for a lost factor."""
    connection.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.user_id == user_id))
    rows = [{"user_id": user_id, "code_hash": one} for one in hashes]
    if rows:
        connection.execute(insert(table(RecoveryCodeRow)), rows)


def take_recovery_code(connection: Connection, user_id: int, code_hash: str) -> bool:
    """Use a code up; return False if there is none such."""
    statement = delete(RecoveryCodeRow).where(
        RecoveryCodeRow.user_id == user_id, RecoveryCodeRow.code_hash == code_hash
    )
    return connection.execute(statement).rowcount == 1


def recovery_codes_left(connection: Connection, user_id: int) -> int:
    """Return how many codes for a lost factor a person still has."""
    counted = select(func.count()).select_from(RecoveryCodeRow).where(RecoveryCodeRow.user_id == user_id)
    return connection.execute(counted).scalar_one()
