"""`sources/*.toml`: who publishes, where."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import Field, TypeAdapter
from pydantic.dataclasses import dataclass

from syndicator.errors import ConfigError
from syndicator.model.source import SourceConfig, SourceKind
from syndicator.model.unit import UnitTree
from syndicator.settings.durations import Duration
from syndicator.settings.toml import WebAddress, line_of, read_toml, tables, validated


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceTable:
    """One `[[source]]`, or a whole file that describes one source."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    address: WebAddress
    unit: str | None = None
    kind: SourceKind = SourceKind.FEED
    trusted: bool = True
    every: Duration | None = None
    language: str = "id"
    tls_exception: Annotated[str, Field(min_length=10)] | None = None
    selector: Annotated[str, Field(min_length=1, max_length=300)] | None = None


_TABLE = TypeAdapter(SourceTable)


def read_sources_file(path: Path, units: UnitTree) -> list[SourceConfig]:
    """
    Return the sources of one file.

    Raises:
        ConfigError: with file and line; also for a unit that nobody knows.
    """
    if "address" in read_toml(path):
        return [_config(validated(_TABLE, read_toml(path), path, ()), units, path, ())]
    return [
        _config(validated(_TABLE, row, path, ("source", number)), units, path, ("source", number))
        for number, row in enumerate(tables(path, "source"))
    ]


def read_sources_folder(folder: Path, units: UnitTree) -> list[SourceConfig]:
    """Return the sources of all files in a folder, in order of the files' names."""
    return [source for path in sorted(folder.glob("*.toml")) for source in read_sources_file(path, units)]


def _config(table: SourceTable, units: UnitTree, path: Path, location: tuple[str | int, ...]) -> SourceConfig:
    unit = units.find(table.unit) if table.unit else None
    if table.unit and unit is None:
        where = f"{path}:{line_of(path, (*location, 'unit'))}"
        raise ConfigError(where, f"no unit is called {table.unit!r}", "write a name or slug from units.csv")
    if table.kind is SourceKind.API:
        where = f"{path}:{line_of(path, (*location, 'kind'))}"
        raise ConfigError(
            where, "a source of kind 'api' sends by itself and has no address", "give it a token in place of a table"
        )
    if table.selector is not None and table.kind is not SourceKind.PAGE:
        where = f"{path}:{line_of(path, (*location, 'selector'))}"
        raise ConfigError(where, f"a source of kind {table.kind.value!r} has no selector", 'write kind = "page"')
    return SourceConfig(
        address=table.address,
        unit=unit.slug if unit else None,
        kind=table.kind,
        trusted=table.trusted,
        every=table.every,
        language=table.language,
        tls_exception=table.tls_exception,
        selector=table.selector,
    )
