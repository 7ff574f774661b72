"""Queries on `models`: what was learned, version by version, and which of them is in use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, select, update

from syndicator.errors import NotFound
from syndicator.storage.statements import upsert
from syndicator.storage.tables import ModelRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A version with what it was measured at; `promoted_at` is None where it was never in use."""

    version: str
    trained_at: datetime
    promoted_at: datetime | None
    examples: int
    figures: Mapping[str, Any]


def active_version(connection: Connection) -> str | None:
    """Return the name of the model in use: the one promoted last; None where none ever was."""
    return connection.execute(_last_promoted(select(ModelRow.version))).scalar()


def active(connection: Connection) -> tuple[str, dict[str, Any]] | None:
    """Return the name and the numbers of the model in use."""
    row = connection.execute(_last_promoted(select(ModelRow.version, ModelRow.weights))).one_or_none()
    return (row[0], row[1]) if row else None


def weights_of(connection: Connection, version: str) -> dict[str, Any] | None:
    """Return the numbers of a version, None where there is no such version."""
    return connection.execute(select(ModelRow.weights).where(ModelRow.version == version)).scalar()


def listed(connection: Connection) -> list[Kept]:
    """Return all versions, the newest first."""
    columns = (ModelRow.version, ModelRow.trained_at, ModelRow.promoted_at, ModelRow.examples, ModelRow.figures)
    rows = connection.execute(select(*columns).order_by(ModelRow.trained_at.desc(), ModelRow.version))
    return [Kept(version=r[0], trained_at=r[1], promoted_at=r[2], examples=r[3], figures=r[4]) for r in rows]


def keep(connection: Connection, kept: Kept, weights: Mapping[str, Any]) -> None:
    """Store a version; one of the same name is the same model, only its figures are written anew."""
    connection.execute(
        upsert(connection, ModelRow)
        .values(
            version=kept.version,
            trained_at=kept.trained_at,
            promoted_at=kept.promoted_at,
            examples=kept.examples,
            figures=kept.figures,
            weights=weights,
        )
        .on_conflict_do_update(
            index_elements=["version"],
            set_={"trained_at": kept.trained_at, "examples": kept.examples, "figures": kept.figures},
        )
    )


def promote(connection: Connection, version: str, now: datetime) -> None:
    """Put a version into use; raises NotFound."""
    changed = connection.execute(update(ModelRow).where(ModelRow.version == version).values(promoted_at=now))
    if changed.rowcount == 0:
        raise NotFound(f"there is no model {version!r}", "list them with: syndicator learn --list")


def _last_promoted(columns: Select[Any]) -> Select[Any]:
    promoted = columns.where(ModelRow.promoted_at.is_not(None))
    return promoted.order_by(ModelRow.promoted_at.desc(), ModelRow.version.desc()).limit(1)
