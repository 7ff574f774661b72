"""TOML files checked against dataclasses, with errors that name the file and the line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Annotated, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, TypeAdapter, ValidationError

from syndicator.errors import ConfigError

T = TypeVar("T")


def _with_host(value: str) -> str:
    """Refuse what `^https?://` lets through and no client can read."""
    if not urlsplit(value).hostname:
        message = f"{value!r} names no host"
        raise ValueError(message)
    return value


WebAddress = Annotated[str, Field(pattern=r"^https?://\S+$"), AfterValidator(_with_host)]
ServiceAddress = Annotated[str, Field(pattern=r"^(https?|smtps?)://\S+$"), AfterValidator(_with_host)]
Location = Sequence[str | int]
_HEADER = re.compile(r"\s*\[{1,2}\s*([^\[\]]+?)\s*\]{1,2}\s*(?:#.*)?$")
_SYNTAX_LINE = re.compile(r"\(at line (\d+)")


@lru_cache(maxsize=64)
def _parsed(text: str) -> Mapping[str, object]:
    return tomllib.loads(text)


def read_toml(path: Path) -> Mapping[str, object]:
    """
    Return what a TOML file holds; the same text is parsed once, and whoever asks gets the same mapping.

    Raises:
        ConfigError: it cannot be read or is not TOML; names file and line.
    """
    try:
        return _parsed(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(
            str(path), f"cannot be read: {error.strerror}", "create it, or set SYNDICATOR_CONFIG_DIR"
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigError(str(path), "is not UTF-8 text", "save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        found = _SYNTAX_LINE.search(str(error))
        where = f"{path}:{found[1]}" if found else str(path)
        raise ConfigError(where, f"is not TOML: {error}", "compare with https://toml.io") from error


def tables(path: Path, holder: str, *, others: frozenset[str] = frozenset()) -> list[object]:
    """
    Return the array of tables `[[holder]]` of a file.

    Raises:
        ConfigError: the file has another top-level key, not in `others`.
    """
    held = read_toml(path)
    for key in held:
        if key != holder and key not in others:
            raise ConfigError(
                f"{path}:{line_of(path, (key,))}", f"unknown key {key!r}", f"write the tables as [[{holder}]]"
            )
    rows = held.get(holder, [])
    if not isinstance(rows, list):
        raise ConfigError(f"{path}:{line_of(path, (holder,))}", f"{holder!r} is one table", f"write it as [[{holder}]]")
    return rows


def validated(kind: TypeAdapter[T], value: object, path: Path, location: Location) -> T:
    """
    Return the value as the dataclass that it must be.

    Args:
        location: where the value stands in the file: keys, and numbers of tables in an array.

    Raises:
        ConfigError: it does not fit; names file and line, the key, and what is allowed.
    """
    try:
        return kind.validate_python(value)
    except ValidationError as error:
        first = error.errors()[0]
        inner = [step for step in first["loc"] if not isinstance(step, str) or "[" not in step]
        line = line_of(path, [*location, *inner])
        if first["type"] in {"unexpected_keyword_argument", "extra_forbidden"}:
            cause, mend = f"unknown key {inner[-1]!r}", "correct its spelling, or remove it"
        elif first["type"] in {"missing", "missing_keyword_only_argument", "missing_argument"}:
            cause, mend = f"the key {inner[-1]!r} is missing", "add it"
        else:
            named = ".".join(map(str, inner))
            cause, mend = f"{named}: {first['msg'].removeprefix('Value error, ')}", ""
        raise ConfigError(f"{path}:{line}", cause, mend) from error


def line_of(path: Path, location: Location) -> int:
    """
    Return the line (from 1) where a key stands, or the nearest line above it that can be named.

    tomllib forgets where things stood, so the headers of tables are counted again.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    names = [step for step in location if isinstance(step, str)]
    start, best = 0, 1
    if len(location) > 1 and isinstance(location[1], int):
        start = best = _table_line(lines, str(location[0]), location[1])
        names = names[1:]
    for name in names:
        found = _key_line(lines, name, start)
        if found is None:
            break
        start = best = found
    return best


def _table_line(lines: Sequence[str], holder: str, number: int) -> int:
    seen = -1
    for index, line in enumerate(lines, 1):
        header = _HEADER.match(line)
        if header and header[1].strip() == holder and line.lstrip().startswith("[["):
            seen += 1
            if seen == number:
                return index
    return 1


def _key_line(lines: Sequence[str], name: str, start: int) -> int | None:
    """The first line from `start` on, within the same table, where the key is set or heads a table of its own."""
    key = re.compile(rf"(?:^|[\s,{{.\[])[\"']?{re.escape(name)}[\"']?\s*(?:=|\]|\.)")
    for index in range(max(start, 1), len(lines) + 1):
        line = lines[index - 1]
        if index > start and start and line.lstrip().startswith("[["):
            return None
        if key.search(re.split(r"(?:^|\s)#", line, maxsplit=1)[0]):
            return index
    return None
