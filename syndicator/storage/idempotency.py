"""Queries on `requests`: what was asked under a key, by whom it is being answered, and what was answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from syndicator.model.reply import Reply
from syndicator.storage.statements import table, upsert
from syndicator.storage.tables import RequestRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request that was asked under a key; `reply` is None while it is under way."""

    digest: str
    claim: str
    begun_at: datetime
    reply: Reply | None


def claim(connection: Connection, token_id: int, key: str, *, digest: str, claim: str, now: datetime) -> bool:
    """Begin to answer a request; return False if something was asked under this key already."""
    begun = connection.execute(
        upsert(connection, RequestRow)
        .values(token_id=token_id, key=key, digest=digest, claim=claim, begun_at=now)
        .on_conflict_do_nothing(index_elements=["token_id", "key"])
        .returning(table(RequestRow).c.claim)
    )
    return begun.scalar_one_or_none() is not None


def find(connection: Connection, token_id: int, key: str) -> Asked | None:
    """Return what was asked under a key."""
    row = connection.execute(
        select(table(RequestRow)).where(RequestRow.token_id == token_id, RequestRow.key == key)
    ).one_or_none()
    if row is None:
        return None
    reply = Reply(row.status, row.body, row.headers) if row.status is not None else None
    return Asked(digest=row.digest, claim=row.claim, begun_at=row.begun_at, reply=reply)


def answer(connection: Connection, token_id: int, key: str, claim: str, reply: Reply) -> None:
    """Keep what a request was answered, unless another process has taken it over."""
    connection.execute(
        update(RequestRow)
        .where(RequestRow.token_id == token_id, RequestRow.key == key, RequestRow.claim == claim)
        .values(status=reply.status, headers=dict(reply.headers), body=reply.body)
    )


def forget(connection: Connection, token_id: int, key: str, claim: str) -> bool:
    """Forget a request as this claim began it; return False if it is another's by now."""
    gone = connection.execute(
        delete(RequestRow).where(RequestRow.token_id == token_id, RequestRow.key == key, RequestRow.claim == claim)
    )
    return gone.rowcount > 0


def prune(connection: Connection, before: datetime) -> int:
    """Forget what was asked before a moment; return how many requests that were."""
    return connection.execute(delete(RequestRow).where(RequestRow.begun_at < before)).rowcount
