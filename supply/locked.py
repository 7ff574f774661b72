"""Which packages uv.lock holds for the running service, on any machine, without those that test and measure it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).parents[1]
OURS = "syndicator"


def runtime_names(lock: Path = PROJECT / "uv.lock") -> frozenset[str]:
    """Return the names of all packages that the service needs, directly or through others."""
    packages: dict[str, list[dict[str, Any]]] = {}
    for package in tomllib.loads(lock.read_text(encoding="utf-8"))["package"]:
        packages.setdefault(package["name"], []).append(package)
    found: set[tuple[str, str | None]] = set()
    waiting: list[tuple[str, str | None]] = [(OURS, None)]
    while waiting:
        wanted = waiting.pop()
        if wanted not in found:
            found.add(wanted)
            waiting += [needed for package in packages[wanted[0]] for needed in _needs(package, wanted[1])]
    return frozenset(name for name, _ in found) - {OURS}


def _needs(package: dict[str, Any], extra: str | None) -> Iterator[tuple[str, str | None]]:
    """Yield what a package needs, each with one of its own extras or None; `extra` adds what that extra needs."""
    needed = package.get("dependencies", []) if extra is None else package["optional-dependencies"][extra]
    for one in needed:
        yield one["name"], None
        yield from ((one["name"], own) for own in one.get("extra", []))
