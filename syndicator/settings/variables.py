"""
Variables as this process sees them: from the environment, from `.env`, and from files that others name.

Where `NAME` is not set but `NAME_FILE` is, that file holds the value: so Docker and systemd hand over secrets, which
then stand in no environment that others can read.
"""

from __future__ import annotations

import os
from pathlib import Path

from dotenv import dotenv_values

from syndicator.errors import ConfigError

SUFFIX = "_FILE"
LARGEST_FILE_BYTES = 65_536


def variable(name: str) -> str | None:
    """
    Return the value of a variable, without what ends its last line; None where it is nowhere set.

    Raises:
        ConfigError: the file that its sister names cannot be used.
    """
    told = {**dotenv_values(".env"), **os.environ}
    value = told.get(name)
    path = told.get(f"{name}{SUFFIX}")
    return value if value or not path else _content(f"{name}{SUFFIX}", Path(path))


def sisters(prefix: str) -> dict[str, str]:
    """Return the names and values of all variables with this prefix that are in files, and not set themselves."""
    told = {**dotenv_values(".env"), **os.environ}
    names = (name.removesuffix(SUFFIX) for name in told if name.startswith(prefix) and name.endswith(SUFFIX))
    found = {name: variable(name) for name in names if not told.get(name)}
    return {name: value for name, value in found.items() if value is not None}


def _content(name: str, path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST_FILE_BYTES:
            raise ConfigError(name, f"{path} is too large for a secret", "name the file that holds nothing else")
        value = path.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        told = error.strerror if isinstance(error, OSError) else "it is no text"
        raise ConfigError(name, f"{path} cannot be read: {told}", "correct the path, or who may read it") from error
    if not value:
        raise ConfigError(name, f"{path} is empty", "write the secret into it")
    return value
