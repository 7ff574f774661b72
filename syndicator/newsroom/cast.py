"""Who serves in a unit and which sub-districts it polices; the same for all its releases."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from syndicator.newsroom.names import place_name
from syndicator.newsroom.ranks import OFFICERS, Officer, junior, patrolman, senior
from syndicator.newsroom.units import Level, Unit

PRECINCTS = 7
VILLAGES = 16
PATROLMEN_NAMED = 12

# The desk's name and its head's office: on the national level, at a Polda, at a Polres.
DESKS: Mapping[str, Mapping[Level, tuple[str, str]]] = {
    "narcotics": {
        "national": ("Dittipidnarkoba Bareskrim Polri", "Dirtipidnarkoba Bareskrim Polri"),
        "command": ("Ditresnarkoba {unit}", "Dirresnarkoba {unit}"),
        "resort": ("Satresnarkoba {unit}", "Kasat Resnarkoba {unit}"),
    },
    "crime": {
        "national": ("Dittipidum Bareskrim Polri", "Dirtipidum Bareskrim Polri"),
        "command": ("Ditreskrimum {unit}", "Dirreskrimum {unit}"),
        "resort": ("Satreskrim {unit}", "Kasat Reskrim {unit}"),
    },
    "special": {
        "national": ("Dittipideksus Bareskrim Polri", "Dirtipideksus Bareskrim Polri"),
        "command": ("Ditreskrimsus {unit}", "Dirreskrimsus {unit}"),
        "resort": ("Unit Tipidter Satreskrim {unit}", "Kanit Tipidter Satreskrim {unit}"),
    },
    "cyber": {
        "national": ("Dittipidsiber Bareskrim Polri", "Dirtipidsiber Bareskrim Polri"),
        "command": ("Ditressiber {unit}", "Dirressiber {unit}"),
        "resort": ("Unit Siber Satreskrim {unit}", "Kanit Siber Satreskrim {unit}"),
    },
    "traffic": {
        "national": ("Korlantas Polri", "Dirgakkum Korlantas Polri"),
        "command": ("Ditlantas {unit}", "Dirlantas {unit}"),
        "resort": ("Satlantas {unit}", "Kasat Lantas {unit}"),
    },
    "patrol": {
        "national": ("Korsabhara Baharkam Polri", "Dirsamapta Korsabhara Baharkam Polri"),
        "command": ("Ditsamapta {unit}", "Dirsamapta {unit}"),
        "resort": ("Satsamapta {unit}", "Kasat Samapta {unit}"),
    },
    "guidance": {
        "national": ("Korbinmas Baharkam Polri", "Dirbinpotmas Korbinmas Baharkam Polri"),
        "command": ("Ditbinmas {unit}", "Dirbinmas {unit}"),
        "resort": ("Satbinmas {unit}", "Kasat Binmas {unit}"),
    },
    "family": {
        "national": ("Dittipid PPA dan PPO Bareskrim Polri", "Dirtipid PPA dan PPO Bareskrim Polri"),
        "command": ("Subdit Renakta Ditreskrimum {unit}", "Kasubdit Renakta Ditreskrimum {unit}"),
        "resort": ("Unit PPA Satreskrim {unit}", "Kanit PPA Satreskrim {unit}"),
    },
    "conduct": {
        "national": ("Divpropam Polri", "Karoprovos Divpropam Polri"),
        "command": ("Bidpropam {unit}", "Kabid Propam {unit}"),
        "resort": ("Sipropam {unit}", "Kasi Propam {unit}"),
    },
}
CHIEFS = {
    "Mabes": ("Kapolri", "Jenderal Pol"), "Polda": ("Kapolda", "Irjen Pol"),
    "Polresta": ("Kapolresta", "Kombes Pol"), "Polrestabes": ("Kapolrestabes", "Kombes Pol"),
    "Polres Metro": ("Kapolres Metro", "Kombes Pol"), "Polres": ("Kapolres", "AKBP"),
}  # fmt: skip
SPOKESMEN: Mapping[Level, str] = {
    "national": "Karopenmas Divisi Humas Polri",
    "command": "Kabid Humas {unit}",
    "resort": "Kasi Humas {unit}",
}


@dataclass(frozen=True, slots=True)
class Precinct:
    """A Polsek: its sub-district and its chief."""

    district: str
    chief: Officer


@dataclass(frozen=True, slots=True)
class Cast:
    """The people and places of one unit."""

    unit: Unit
    chief: Officer
    deputy: Officer
    spokesman: Officer
    desks: Mapping[str, tuple[str, Officer]]
    precincts: tuple[Precinct, ...]
    villages: tuple[str, ...]
    patrolmen: tuple[Officer, ...]


@lru_cache(maxsize=2048)
def cast_of(unit: Unit, seed: int) -> Cast:
    """Return a unit's people and places in the newsroom of this seed."""
    rng = random.Random(f"cast {seed} {unit.slug}")
    office, rank = CHIEFS[unit.kind]
    chief_office = office if unit.level == "national" else f"{office} {unit.place_in_name}"
    deputy_rank = {"national": "Komjen Pol", "command": "Brigjen Pol"}.get(unit.level, "Kompol")
    spokesman = {"national": senior, "command": senior}.get(unit.level, junior)
    return Cast(
        unit=unit,
        chief=senior(chief_office, rank, rng),
        deputy=senior(f"Wa{chief_office[0].lower()}{chief_office[1:]}", deputy_rank, rng),
        spokesman=spokesman(SPOKESMEN[unit.level].format(unit=unit.name), _spokesman_rank(unit, rng), rng),
        desks={slug: _desk(unit, names[unit.level], rng) for slug, names in DESKS.items()},
        precincts=tuple(_precinct(rng) for _ in range(PRECINCTS)),
        villages=tuple(place_name(rng) for _ in range(VILLAGES)),
        patrolmen=tuple(patrolman(rng) for _ in range(PATROLMEN_NAMED)),
    )


def _spokesman_rank(unit: Unit, rng: random.Random) -> str:
    fixed = {"national": "Brigjen Pol", "command": "Kombes Pol"}
    return fixed.get(unit.level) or rng.choice(OFFICERS)


def _desk(unit: Unit, names: tuple[str, str], rng: random.Random) -> tuple[str, Officer]:
    desk, office = (name.format(unit=unit.name) for name in names)
    if unit.level == "national":
        return desk, senior(office, "Brigjen Pol", rng)
    if unit.level == "command":
        return desk, senior(office, "AKBP" if office.startswith("Kasubdit") else "Kombes Pol", rng)
    return desk, junior(office, "Ipda" if office.startswith("Kanit") else rng.choice(("Iptu", "AKP")), rng)


def _precinct(rng: random.Random) -> Precinct:
    district = place_name(rng)
    return Precinct(district, junior(f"Kapolsek {district}", rng.choice(OFFICERS), rng))
