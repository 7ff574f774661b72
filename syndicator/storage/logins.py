"""Queries on `logins` and `tries`: who is logged in, and how often logging in was tried."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, case, delete, insert, select, update

from syndicator.model.login import Login, Stage, Whereabouts
from syndicator.storage.statements import AnyRow, table, upsert
from syndicator.storage.tables import LoginRow, TryRow, UserRow
from syndicator.storage.users import user_from

KEY_CHARS = 16
"""How much of the hash of a token names its login."""


def _login(row: AnyRow) -> Login:
    return Login(
        user=user_from(row),
        key=row.token_hash[:KEY_CHARS],
        csrf_token=row.csrf_token,
        stage=Stage(row.stage),
        whereabouts=Whereabouts(row.address, row.browser),
        begun_at=row.begun_at,
        seen_at=row.seen_at,
        expires_at=row.expires_at,
    )


def add(
    connection: Connection,
    user_id: int,
    token_hash: str,
    csrf_token: str,
    stage: Stage,
    whereabouts: Whereabouts,
    *,
    now: datetime,
    expires_at: datetime,
) -> None:
    """Store a login."""
    connection.execute(
        insert(table(LoginRow)).values(
            token_hash=token_hash,
            user_id=user_id,
            csrf_token=csrf_token,
            stage=stage,
            address=whereabouts.address,
            browser=whereabouts.browser,
            begun_at=now,
            seen_at=now,
            expires_at=expires_at,
        )
    )


def _lasting(now: datetime, seen_after: datetime) -> tuple[ColumnElement[bool], ...]:
    return LoginRow.expires_at > now, LoginRow.seen_at > seen_after, UserRow.disabled.is_(False)


def find(connection: Connection, token_hash: str, now: datetime, *, seen_after: datetime) -> Login | None:
    """Return the login of this token while it lasts, was used lately, and its person is not disabled."""
    row = connection.execute(
        select(*table(UserRow).c, *(one for one in table(LoginRow).c if one.name != "user_id"))
        .join(LoginRow, LoginRow.user_id == UserRow.id)
        .where(LoginRow.token_hash == token_hash, *_lasting(now, seen_after))
    ).one_or_none()
    return _login(row) if row else None


def of_user(connection: Connection, user_id: int, now: datetime, *, seen_after: datetime) -> list[Login]:
    """Return a person's logins that last, the one used last first."""
    rows = connection.execute(
        select(*table(UserRow).c, *(one for one in table(LoginRow).c if one.name != "user_id"))
        .join(LoginRow, LoginRow.user_id == UserRow.id)
        .where(UserRow.id == user_id, *_lasting(now, seen_after))
        .order_by(LoginRow.seen_at.desc(), LoginRow.token_hash)
    )
    return [_login(row) for row in rows]


def note_use(connection: Connection, token_hash: str, now: datetime) -> None:
    """Remember when a login was used last."""
    connection.execute(update(LoginRow).where(LoginRow.token_hash == token_hash).values(seen_at=now))


def end(connection: Connection, token_hash: str) -> None:
    """End a login."""
    connection.execute(delete(LoginRow).where(LoginRow.token_hash == token_hash))


def end_of_user(connection: Connection, user_id: int, *, key: str | None = None, besides: str | None = None) -> int:
    """End all of a person's logins, or the one of this key, or all but one; return how many."""
    statement = delete(LoginRow).where(LoginRow.user_id == user_id)
    if key is not None:
        statement = statement.where(LoginRow.token_hash.startswith(key, autoescape=True))
    if besides is not None:
        statement = statement.where(~LoginRow.token_hash.startswith(besides, autoescape=True))
    return connection.execute(statement).rowcount


def forget_expired(connection: Connection, now: datetime) -> int:
    """Delete logins that have ended, and tries that count no more; return how many logins."""
    connection.execute(delete(TryRow).where(TryRow.until <= now))
    return connection.execute(delete(LoginRow).where(LoginRow.expires_at <= now)).rowcount


def count_try(connection: Connection, key: str, now: datetime, until: datetime) -> int:
    """Count one more try under a key, anew once its time is over; return how many there are."""
    row = upsert(connection, TryRow).values(key=key, count=1, until=until)
    is_over = TryRow.until <= now
    counted = row.on_conflict_do_update(
        index_elements=["key"],
        set_={
            "count": case((is_over, 1), else_=TryRow.count + 1),
            "until": case((is_over, until), else_=TryRow.until),
        },
    )
    count: int = connection.execute(counted.returning(table(TryRow).c.count)).scalar_one()
    return count


def take_back_try(connection: Connection, key: str) -> None:
    """Count one try less under a key."""
    connection.execute(update(TryRow).where(TryRow.key == key).values(count=TryRow.count - 1))


def forget_tries(connection: Connection, key: str) -> None:
    """Begin to count anew."""
    connection.execute(delete(TryRow).where(TryRow.key == key))
