"""What all tables share: names of constraints, and the types of their columns."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, ClassVar

from sqlalchemy import JSON, MetaData, String, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, mapped_column

from syndicator.storage.columns import UtcMoment, WideInteger

Id = Annotated[int, mapped_column(WideInteger, primary_key=True)]
Wide = Annotated[int, mapped_column(WideInteger)]
Code = Annotated[str, mapped_column(String(200))]
Json = JSON().with_variant(JSONB(), "postgresql")
"""`jsonb` on PostgreSQL, text on SQLite."""


def partial(condition: str) -> dict[str, Any]:
    """An index over only the rows that matter, on both databases."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


class Base(DeclarativeBase):
    """Names every constraint, so that migrations can find them on both databases."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar = {
        datetime: UtcMoment,
        str: Text,
        dict[str, Any]: Json,
        list[Any]: Json,
    }
