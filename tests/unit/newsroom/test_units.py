"""The list of units and the choice of a newsroom's units from it."""

from __future__ import annotations

import csv
from collections import Counter

import pytest

from syndicator.newsroom.options import UNITS_FILE, NewsroomOptions
from syndicator.newsroom.units import choose_units, read_units

UNITS = read_units(UNITS_FILE)


def test_the_list_has_the_agreed_columns_and_no_slug_twice() -> None:
    with UNITS_FILE.open(encoding="utf-8", newline="") as rows:
        assert next(csv.reader(rows)) == ["slug", "name", "kind", "command", "regency", "zone"]
    assert len(UNITS) == 545
    assert max(Counter(unit.slug for unit in UNITS).values()) == 1


def test_every_unit_has_a_command_above_it_that_is_listed() -> None:
    names = {unit.name for unit in UNITS}
    assert [unit.name for unit in UNITS if unit.command not in names] == ["Mabes Polri"]


@pytest.mark.parametrize(
    ("command", "zone"),
    [
        ("Polda Aceh", "WIB"),
        ("Polda Kalimantan Barat", "WIB"),
        ("Polda Kalimantan Tengah", "WIB"),
        ("Polda Kalimantan Selatan", "WITA"),
        ("Polda Bali", "WITA"),
        ("Polda Gorontalo", "WITA"),
        ("Polda Sulawesi Barat", "WITA"),
        ("Polda Maluku Utara", "WIT"),
        ("Polda Papua Tengah", "WIT"),
    ],
)
def test_a_command_and_all_its_units_keep_one_zone(command: str, zone: str) -> None:
    zones = {unit.zone for unit in UNITS if command in (unit.name, unit.command)}
    assert zones == {zone}


def test_a_place_is_named_without_the_remarks_of_the_list() -> None:
    ambon = next(unit for unit in UNITS if unit.slug.startswith("polresta-pulau-ambon"))
    assert (ambon.area, ambon.place) == ("Kota Ambon", "Ambon")


def test_neighbours_are_chosen_together_with_their_command() -> None:
    chosen = choose_units(UNITS, 20, seed=1)
    names = {unit.name for unit in chosen}
    assert all(unit.command in names for unit in chosen if unit.level == "resort")


def test_more_sites_than_units_means_second_sites() -> None:
    assert len(choose_units(UNITS, 1_000, seed=1)) == 1_000


@pytest.mark.parametrize("wrong", [{"units": 0}, {"rate": -1.0}, {"copies": 1.5}])
def test_impossible_options_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"needs|negative|shares"):
        NewsroomOptions(**wrong)  # type: ignore[arg-type]
