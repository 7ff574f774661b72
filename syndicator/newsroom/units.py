"""The police units that publish, and which of them a newsroom of a given size has."""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta, timezone
from pathlib import Path
from typing import Literal

Level = Literal["national", "command", "resort"]

ZONES = {
    "WIB": timezone(timedelta(hours=7), "WIB"),
    "WITA": timezone(timedelta(hours=8), "WITA"),
    "WIT": timezone(timedelta(hours=9), "WIT"),
}
LEVELS: dict[str, Level] = {"Mabes": "national", "Polda": "command"}
RESORTS_BESIDE_A_COMMAND = 9
AREA = re.compile(r"^(Kabupaten|Kota Administrasi|Kota)\s+")


@dataclass(frozen=True, slots=True)
class Unit:
    """One row of the list of units; `command` names the unit above, empty for Mabes Polri."""

    slug: str
    name: str
    kind: str
    command: str
    regency: str
    zone: str

    @property
    def level(self) -> Level:
        """Return the rung of the ladder: national, command (Polda) or resort (all others)."""
        return LEVELS.get(self.kind, "resort")

    @property
    def tz(self) -> timezone:
        """Return the unit's civil time."""
        return ZONES[self.zone]

    @property
    def area(self) -> str:
        """Return the regency or city as a text names it, without the list's remarks."""
        return re.split(r"\s*[(/]", self.regency)[0].replace("Kota Administrasi ", "")

    @property
    def place_in_name(self) -> str:
        """Return the name without the kind of unit, as the chief's title has it."""
        return self.name.removeprefix(self.kind).strip()

    @property
    def place(self) -> str:
        """Return the place's short name, as a dateline has it."""
        return AREA.sub("", self.area)


def read_units(path: Path) -> tuple[Unit, ...]:
    """Read the list of units; a missing column or an unknown zone raises KeyError."""
    with path.open(encoding="utf-8", newline="") as rows:
        units = tuple(
            Unit(row["slug"], row["name"], row["kind"], row["command"], row["regency"], row["zone"])
            for row in csv.DictReader(rows)
        )
    for unit in units:
        ZONES[unit.zone]
    return units


def choose_units(units: Sequence[Unit], count: int, seed: int) -> tuple[Unit, ...]:
    """
    Choose the units of a newsroom, whole neighbourhoods together.

    A re-post comes from the command above or from a neighbour, so units are taken command by
    command: the Polda, then some of its Polres. A newsroom of eight or more has Mabes Polri too.
    Beyond the length of the list it starts again, which stands for units with a second site.
    """
    order = _neighbourhoods(units, random.Random(f"units {seed}"), beside=RESORTS_BESIDE_A_COMMAND)
    if count < 8:
        order = [unit for unit in order if unit.level != "national"]
    return tuple(order[number % len(order)] for number in range(count))


def _neighbourhoods(units: Sequence[Unit], rng: random.Random, *, beside: int) -> list[Unit]:
    commands = [unit for unit in units if unit.level == "command"]
    rng.shuffle(commands)
    order = [unit for unit in units if unit.level == "national"]
    left: list[Unit] = []
    for command in commands:
        resorts = [unit for unit in units if unit.command == command.name]
        rng.shuffle(resorts)
        order += [command, *resorts[:beside]]
        left += resorts[beside:]
    return order + left
