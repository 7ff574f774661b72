"""`units.csv` and `districts.csv`: the police units, from headquarters down to each district's Polsek."""

from __future__ import annotations

import csv
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from syndicator.errors import ConfigError
from syndicator.model.unit import SECTOR_KIND, Unit, UnitTree, Zone

UNIT_COLUMNS = ("slug", "name", "kind", "command", "regency", "zone")
DISTRICT_COLUMNS = ("regency", "command", "districts")
DISTRICTS_FILE = "districts.csv"
_NO_WORD = re.compile(r"[\W_]+")
REGENCY_KINDS = ("Kabupaten Administrasi ", "Kota Administrasi ", "Kabupaten ")


def read_units(path: Path) -> UnitTree:
    """
    Return the tree of units: those of a file, and a Polsek for each district of `districts.csv` beside it.

    Without that file the tree ends at the Polres. Tables that say the same give the same tree, made once.

    Raises:
        ConfigError: the first thing that is wrong, with file and line.
    """
    return _tree(_Tables(_digest(path), path))


def _digest(path: Path) -> bytes:
    digest = hashlib.sha256()
    for file in (path, path.with_name(DISTRICTS_FILE)):
        try:
            digest.update(file.read_bytes() + b"\0" if file.exists() else b"\1")
        except OSError as error:
            raise ConfigError(str(file), f"cannot be read: {error.strerror}", "set SYNDICATOR_CONFIG_DIR") from error
    return digest.digest()


@dataclass(frozen=True, slots=True)
class _Tables:
    """Tables by what they say, wherever they lie."""

    digest: bytes
    path: Path = field(compare=False)


@lru_cache(maxsize=4)
def _tree(tables: _Tables) -> UnitTree:
    path = tables.path
    units = [_unit(row, where) for row, where in _rows(path, UNIT_COLUMNS)]
    _check(units, path)
    districts = path.with_name(DISTRICTS_FILE)
    return UnitTree([*units, *(_sectors(districts, units) if districts.exists() else ())])


def _rows(path: Path, columns: Sequence[str]) -> Iterator[tuple[dict[str, str], str]]:
    """Yield the rows of a table, each with its file and line."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if tuple(reader.fieldnames or ()) != tuple(columns):
                raise ConfigError(f"{path}:1", "wrong columns", f"write the header {','.join(columns)}")
            for row in reader:
                yield row, f"{path}:{reader.line_num}"
    except OSError as error:
        raise ConfigError(str(path), f"cannot be read: {error.strerror}", "set SYNDICATOR_CONFIG_DIR") from error
    except UnicodeDecodeError as error:
        raise ConfigError(str(path), "is not UTF-8 text", "save it as UTF-8") from error


def _unit(row: Mapping[str, str], where: str) -> Unit:
    if not row["slug"] or not row["name"]:
        raise ConfigError(where, "a unit without slug or name", "give it both")
    try:
        zone = Zone(row["zone"])
    except ValueError as error:
        raise ConfigError(where, f"{row['zone']!r} is not a zone", "write WIB, WITA or WIT") from error
    return Unit(row["slug"], row["name"], row["kind"], row["command"], row["regency"], zone)


def _check(units: Sequence[Unit], path: Path) -> None:
    """Raise ConfigError where slugs repeat, or where the commands make no tree."""
    names = {unit.name.casefold(): unit for unit in units}
    slugs: set[str] = set()
    for line, unit in enumerate(units, 2):
        if unit.slug in slugs:
            raise ConfigError(f"{path}:{line}", f"a second unit has the slug {unit.slug!r}", "give each its own slug")
        slugs.add(unit.slug)
        if unit.command and unit.command.casefold() not in names:
            raise ConfigError(f"{path}:{line}", f"no unit is called {unit.command!r}", "correct the column command")
    for line, unit in enumerate(units, 2):
        above, steps = unit, 0
        while above.command:
            above, steps = names[above.command.casefold()], steps + 1
            if steps > len(units):
                raise ConfigError(f"{path}:{line}", f"{unit.name} stands under itself", "correct the column command")


def _sectors(path: Path, units: Sequence[Unit]) -> list[Unit]:
    """Return a Polsek for every district, but for those that the list of units has itself."""
    commands = {unit.name: unit for unit in units}
    listed = {(unit.name, unit.command) for unit in units}
    told = [one for row, where in _rows(path, DISTRICT_COLUMNS) for one in _districts(row, where, commands)]
    slugs = _slugs((district, regency) for district, regency, _ in told)
    return [
        Unit(slug, f"{SECTOR_KIND} {district}", SECTOR_KIND, command.name, regency, command.zone)
        for (district, regency, command), slug in zip(told, slugs, strict=True)
        if (f"{SECTOR_KIND} {district}", command.name) not in listed
    ]


def _districts(row: Mapping[str, str], where: str, commands: Mapping[str, Unit]) -> Iterator[tuple[str, str, Unit]]:
    """Yield district, regency and commanding unit of one row."""
    command = commands.get(row["command"])
    if command is None:
        raise ConfigError(where, f"no unit is called {row['command']!r}", "write a name from units.csv")
    if not row["regency"] or not row["districts"]:
        raise ConfigError(where, "a row without regency or districts", "give it both, districts divided by semicolons")
    for district in filter(None, (name.strip() for name in row["districts"].split(";"))):
        yield district, row["regency"], command


def _slugs(districts: Iterable[tuple[str, str]]) -> list[str]:
    """Return a readable slug for each district, with the regency where another has the same name."""
    named = [(_slug(district), _slug(_plain(regency))) for district, regency in districts]
    times = Counter(name for name, _ in named)
    taken = {f"{name}-{regency}" for name, regency in named if times[name] > 1}
    prefix = SECTOR_KIND.casefold()
    return [
        f"{prefix}-{name}" if times[name] == 1 and name not in taken else f"{prefix}-{name}-{regency}"
        for name, regency in named
    ]


def _plain(regency: str) -> str:
    """Return a regency's name without its kind; a city keeps its, for regency and city may have one name."""
    for kind in REGENCY_KINDS:
        if regency.startswith(kind):
            return regency.removeprefix(kind)
    return regency


def _slug(name: str) -> str:
    return _NO_WORD.sub("-", name.casefold()).strip("-")
