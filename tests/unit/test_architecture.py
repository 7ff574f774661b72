"""The house as docs and contracts tell of it is the house that stands."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
LINTER = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
PAGE = (PROJECT / "docs" / "architecture.md").read_text(encoding="utf-8")


def floors_of_the_contract() -> list[set[str]]:
    layers = next(contract for contract in LINTER["contracts"] if contract["type"] == "layers")["layers"]
    return [{room.strip() for room in floor.split("|")} for floor in layers]


def floors_of_the_page() -> list[set[str]]:
    table = PAGE.partition("| floor | rooms |")[2].partition("\n\n")[0]
    return [set(re.findall(r"`(\w+)`", line)) for line in table.splitlines() if "`" in line]


def test_the_page_and_the_contract_name_the_same_rooms_on_the_same_floors() -> None:
    assert floors_of_the_page() == floors_of_the_contract()


def test_every_room_that_stands_is_placed() -> None:
    standing = {path.stem for path in (PROJECT / "syndicator").iterdir() if not path.name.startswith("__")}
    placed = set().union(*floors_of_the_contract())
    assert standing - placed == {"settings"}


def test_no_config_file_holds_a_secret() -> None:
    for path in (PROJECT / "config").rglob("*.toml"):
        for line in path.read_text(encoding="utf-8").splitlines():
            found = re.findall(r"(?:token|password|secret|key|signing|target)\w*\s*=\s*\"([^\"]{8,})\"", line)
            assert all(re.fullmatch(r"[A-Z][A-Z0-9_]*", value) for value in found), (path, line)
