"""Queries on `sources` and `fetches`: due ones, claims by lease, and the record of a poll."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import Connection, and_, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.sql.elements import ColumnElement

from syndicator.model.change import PollRecord
from syndicator.model.document import Document, Failed, Unchanged
from syndicator.model.source import Source, SourceClaim, SourceConfig, SourceKind, SourceState
from syndicator.storage.statements import AnyRow, slices, table, upsert
from syndicator.storage.tables import BulletinRow, FetchRow, SourceRow

ERROR_LENGTH_CHARS = 500


def _seconds(value: float | None) -> timedelta | None:
    return None if value is None else timedelta(seconds=value)


def _source(row: AnyRow, bulletins: int = 0) -> Source:
    config = SourceConfig(
        address=row.address,
        unit=row.unit,
        kind=SourceKind(row.kind),
        trusted=row.trusted,
        every=_seconds(row.every_s),
        language=row.language,
        tls_exception=row.tls_exception,
    )
    return Source(
        id=row.id,
        config=config,
        state=SourceState(row.state),
        etag=row.etag,
        last_modified=row.last_modified,
        body_hash=row.body_hash,
        failures=row.failures,
        usual_gap=_seconds(row.usual_gap_s),
        next_poll_at=row.next_poll_at,
        last_polled_at=row.last_polled_at,
        last_success_at=row.last_success_at,
        last_error=row.last_error,
        bulletins=bulletins,
    )


def add(connection: Connection, config: SourceConfig, now: datetime) -> int | None:
    """Store a source, due at once; return its id, or None if its address is known already."""
    statement = (
        upsert(connection, SourceRow)
        .values(
            **_columns(config),
            state=SourceState.ACTIVE,
            failures=0.0,
            next_poll_at=now,
            added_at=now,
        )
        .on_conflict_do_nothing(index_elements=["address"])
        .returning(table(SourceRow).c.id)
    )
    return connection.execute(statement).scalar_one_or_none()


def change(connection: Connection, source_id: int, config: SourceConfig) -> None:
    """Replace what a person said of a source."""
    connection.execute(update(SourceRow).where(SourceRow.id == source_id).values(**_columns(config)))


def _columns(config: SourceConfig) -> dict[str, object]:
    return {
        "address": config.address,
        "unit": config.unit,
        "kind": config.kind,
        "trusted": config.trusted,
        "every_s": config.every.total_seconds() if config.every else None,
        "language": config.language,
        "tls_exception": config.tls_exception,
    }


def find(connection: Connection, *, address: str | None = None, source_id: int | None = None) -> Source | None:
    """Return the source of this address or id."""
    wanted = SourceRow.address == address if address is not None else SourceRow.id == source_id
    row = connection.execute(select(table(SourceRow)).where(wanted)).one_or_none()
    return _source(row) if row else None


def listing(connection: Connection) -> list[Source]:
    """Return all sources with their counts of bulletins, by id."""
    counts = select(BulletinRow.source_id, func.count().label("bulletins")).group_by(BulletinRow.source_id).subquery()
    rows = connection.execute(
        select(table(SourceRow), func.coalesce(counts.c.bulletins, 0).label("bulletins"))
        .outerjoin(counts, counts.c.source_id == SourceRow.id)
        .order_by(SourceRow.id)
    )
    return [_source(row, row.bulletins) for row in rows]


def count(connection: Connection) -> int:
    """Return how many sources there are."""
    return connection.execute(select(func.count()).select_from(SourceRow)).scalar_one()


def set_state(connection: Connection, source_id: int, state: SourceState, now: datetime) -> None:
    """Pause or resume a source; a resumed one is due at once."""
    values: dict[str, object] = {"state": state}
    if state is SourceState.ACTIVE:
        values["next_poll_at"] = now
    connection.execute(update(SourceRow).where(SourceRow.id == source_id).values(**values))


def _free(now: datetime) -> ColumnElement[bool]:
    return or_(SourceRow.leased_until.is_(None), SourceRow.leased_until <= now)


def _due(now: datetime) -> ColumnElement[bool]:
    return and_(SourceRow.state == SourceState.ACTIVE, SourceRow.next_poll_at <= now, _free(now))


def ring_due(connection: Connection, now: datetime, *, most: int, quiet: timedelta) -> list[tuple[int, str]]:
    """
    Return (id, address) of due sources, longest due first, and mark them as rung for.

    A source that was rung for within `quiet` is left out: its doorbell is probably still on its way.
    """
    due = (
        select(SourceRow.id)
        .where(_due(now), or_(SourceRow.rung_until.is_(None), SourceRow.rung_until <= now))
        .order_by(SourceRow.next_poll_at)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    statement = (
        update(SourceRow)
        .where(SourceRow.id.in_(due.scalar_subquery()))
        .values(rung_until=now + quiet)
        .returning(SourceRow.id, SourceRow.address)
    )
    return [(row.id, row.address) for row in connection.execute(statement)]


def claim(
    connection: Connection, ids: Sequence[int], now: datetime, *, lease: timedelta, even_if_not_due: bool = False
) -> list[SourceClaim]:
    """Take a lease on those of the sources that are due and free; each claim has the token to record it with."""
    wanted = _free(now) if even_if_not_due else _due(now)
    token = uuid4().hex
    claims: list[SourceClaim] = []
    for some in slices(ids):
        free = select(SourceRow.id).where(SourceRow.id.in_(some), wanted).with_for_update(skip_locked=True)
        statement = (
            update(SourceRow)
            .where(SourceRow.id.in_(free.scalar_subquery()))
            .values(leased_until=now + lease, lease_token=token, rung_until=None)
            .returning(*table(SourceRow).c)
        )
        claims += [SourceClaim(_source(row), token) for row in connection.execute(statement)]
    return claims


def release(connection: Connection, claims: Sequence[SourceClaim]) -> None:
    """Give leases back unused: the sources are due again at once."""
    for taken in claims:
        connection.execute(
            update(SourceRow)
            .where(SourceRow.id == taken.source.id, SourceRow.lease_token == taken.token)
            .values(leased_until=None, lease_token=None)
        )


def still_ours(connection: Connection, claims: Sequence[SourceClaim]) -> set[int]:
    """Return the ids of those sources whose lease nobody took over, and lock them until the transaction ends."""
    tokens = {taken.source.id: taken.token for taken in claims}
    ours: set[int] = set()
    for some in slices(list(tokens)):
        rows = connection.execute(
            select(SourceRow.id, SourceRow.lease_token).where(SourceRow.id.in_(some)).with_for_update()
        )
        ours |= {row.id for row in rows if row.lease_token == tokens[row.id]}
    return ours


def record_polls(connection: Connection, records: Sequence[PollRecord]) -> None:
    """Write how polls ended: validators, health, the next moment, a row in `fetches`; the leases end."""
    if not records:
        return
    connection.execute(
        update(table(SourceRow))
        .where(table(SourceRow).c.id == bindparam("source_id"))
        .values({name: bindparam(f"new_{name}") for name in _outcome(records[0])}),
        [{"source_id": r.claim.source.id, **{f"new_{k}": v for k, v in _outcome(r).items()}} for r in records],
    )
    connection.execute(insert(table(FetchRow)), [_fetch(record) for record in records])


def _outcome(record: PollRecord) -> dict[str, object]:
    source, result = record.claim.source, record.result
    validators: Document | Source = result if isinstance(result, Document) else source
    return {
        "etag": validators.etag,
        "last_modified": validators.last_modified,
        "body_hash": validators.body_hash,
        "failures": record.failures,
        "usual_gap_s": record.usual_gap.total_seconds() if record.usual_gap else None,
        "next_poll_at": record.next_poll_at,
        "last_polled_at": result.fetched_at,
        "last_success_at": source.last_success_at if isinstance(result, Failed) else result.fetched_at,
        "last_error": _error(result),
        "leased_until": None,
        "lease_token": None,
    }


def _error(result: Document | Unchanged | Failed) -> str | None:
    return str(result.fault)[:ERROR_LENGTH_CHARS] if isinstance(result, Failed) else None


def _fetch(record: PollRecord) -> dict[str, object]:
    result = record.result
    outcomes = {Document: "document", Unchanged: "unchanged", Failed: "failed"}
    return {
        "source_id": record.claim.source.id,
        "at": result.fetched_at,
        "took_ms": result.took.total_seconds() * 1000,
        "status": result.status,
        "size": len(result.body) if isinstance(result, Document) else 0,
        "outcome": outcomes[type(result)],
        "entries": record.entries,
        "added": record.added,
        "revised": record.revised,
        "error_kind": result.fault.kind if isinstance(result, Failed) else None,
        "error": _error(result),
    }


def forget_fetches(connection: Connection, before: datetime) -> int:
    """Delete rows of the fetch log from before a moment; return how many."""
    return connection.execute(delete(FetchRow).where(FetchRow.at < before)).rowcount
