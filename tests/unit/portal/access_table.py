"""
The table of docs/access.md: which route of the desk is open from which role on, and for people who are bound.

`python -m tests.unit.portal.access_table` prints it as it should be.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from syndicator.bootstrap.building import build
from syndicator.portal.app import create_app
from syndicator.portal.desk.access import FOR_ALL, ROLES, SUBJECTS
from syndicator.settings import load
from syndicator.storage import schema
from tests.configured import copy_rules

DOCUMENT = Path(__file__).parents[3] / "docs" / "access.md"
NOBODY = "nobody"
HEAD = ("| route | by | address | from the role | bound people |", "|---|---|---|---|---|")


@dataclass(frozen=True)
class Row:
    """A route; `least` is the role from which on it is open, or `nobody`, for whom no login is needed."""

    name: str
    method: str
    path: str
    least: str

    @property
    def bound(self) -> str:
        if self.least == NOBODY:
            return "yes"
        if self.name in FOR_ALL:
            return "no"
        return "their units" if any(f"{{{name}}}" in self.path for name in SUBJECTS) else "yes"

    def __str__(self) -> str:
        return f"| `{self.name}` | {self.method} | `{self.path}` | {self.least} | {self.bound} |"


def rows(app: FastAPI) -> Iterator[Row]:
    """Yield all routes of the desk, those without a role in the table as ones that nobody may use."""
    for route in iter_route_contexts(app.routes):
        name, path = str(route.name), str(route.path)
        if path.startswith("/desk"):
            open_to_all = name.startswith("entrance.")
            least = NOBODY if open_to_all else str(ROLES[name])
            for method in sorted({*(route.methods or ())} - {"HEAD"}):
                yield Row(name, method, path, least)


def table(app: FastAPI) -> list[str]:
    return [*HEAD, *sorted(map(str, rows(app)))]


def stored() -> list[str]:
    """Return the table as it stands in the docs."""
    return [line for line in DOCUMENT.read_text().partition("## Routes")[2].splitlines() if line.startswith("|")]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as environment:
        environment.setenv("SYNDICATOR_DATA_DIR", folder)
        environment.setenv("SYNDICATOR_CONFIG_DIR", str(copy_rules(Path(folder) / "config")))
        environment.setenv("SYNDICATOR_DATABASE_URL", f"sqlite:///{folder}/table.db")
        environment.setenv("SYNDICATOR_OIDC_ISSUER", "http://127.0.0.1:1")
        environment.setenv("SYNDICATOR_OIDC_CLIENT_ID", "table")
        service = build(load())
        schema.upgrade(service.database)
        service.open()
        print("\n".join(table(create_app(service))))  # noqa: T201 -- a script for people
        service.close()


if __name__ == "__main__":
    main()
