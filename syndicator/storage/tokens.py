"""Queries on `tokens`: who may use the API, and the sources of units that send by it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select, update

from syndicator.model.source import SourceKind
from syndicator.model.token import Scope, Token
from syndicator.storage.statements import AnyRow, table, upsert
from syndicator.storage.tables import SourceRow, TokenRow


def _token(row: AnyRow) -> Token:
    return Token(
        id=row.id,
        name=row.name,
        scopes=frozenset(map(Scope, row.scopes)),
        source_id=row.source_id,
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        last_used_at=row.last_used_at,
    )


def add(
    connection: Connection,
    name: str,
    token_hash: str,
    scopes: frozenset[Scope],
    now: datetime,
    *,
    source_id: int | None,
    expires_at: datetime | None,
) -> bool:
    """Store a token by its hash; return False if the name is taken, by a revoked one too."""
    added = connection.execute(
        upsert(connection, TokenRow)
        .values(
            name=name,
            token_hash=token_hash,
            scopes=sorted(scopes),
            source_id=source_id,
            created_at=now,
            expires_at=expires_at,
        )
        .on_conflict_do_nothing(index_elements=["name"])
        .returning(table(TokenRow).c.id)
    )
    return added.scalar_one_or_none() is not None


def by_hash(connection: Connection, token_hash: str) -> Token | None:
    """Return the token of this hash, whether it still holds or not."""
    row = connection.execute(select(table(TokenRow)).where(TokenRow.token_hash == token_hash)).one_or_none()
    return _token(row) if row else None


def listing(connection: Connection) -> list[Token]:
    """Return all tokens, by name."""
    return [_token(row) for row in connection.execute(select(table(TokenRow)).order_by(TokenRow.name))]


def revoke(connection: Connection, name: str, now: datetime) -> Token | None:
    """Revoke a token and return it as it stood before; None if there is none of this name."""
    row = connection.execute(select(table(TokenRow)).where(TokenRow.name == name).with_for_update()).one_or_none()
    if row is not None and row.revoked_at is None:
        connection.execute(update(TokenRow).where(TokenRow.id == row.id).values(revoked_at=now))
    return _token(row) if row else None


def note_use(connection: Connection, token_id: int, now: datetime) -> None:
    """Remember when a token was used last."""
    connection.execute(update(TokenRow).where(TokenRow.id == token_id).values(last_used_at=now))


def sending_source(connection: Connection, slug: str) -> int | None:
    """Return the source as which a unit sends; its address ends with the unit's slug, on whatever host we are."""
    return connection.execute(
        select(SourceRow.id)
        .where(SourceRow.kind == SourceKind.API, SourceRow.address.endswith(f"/units/{slug}", autoescape=True))
        .order_by(SourceRow.id)
        .limit(1)
    ).scalar_one_or_none()
