"""`units.csv` and `districts.csv`: the tree down to each Polsek, and every fault with its file and line."""

from __future__ import annotations

import pytest

from syndicator.settings import load
from tests.unit.settings.conftest import UNITS
from tests.unit.settings.folders import Folder

MALANG = "Kabupaten Malang,Polres Malang"
DISTRICTS = f"regency,command,districts\n{MALANG},Lawang; Singosari\n"
BATU = "polres-batu,Polres Batu,Polres,Polda Jawa Timur,Kota Batu,WIB\n"


@pytest.mark.parametrize(
    ("text", "where", "words"),
    [
        (UNITS.replace("slug,", "id,", 1), "units.csv:1", "wrong columns"),
        (b"", "units.csv:1", "wrong columns"),
        (UNITS.replace("Kabupaten Malang,WIB", "Kabupaten Malang,WIX"), "units.csv:4", "'WIX' is not a zone"),
        (UNITS.replace("Kabupaten Malang,WIB", "Kabupaten Malang"), "units.csv:4", "is not a zone"),
        (UNITS.replace("polda-jatim,", ",", 1), "units.csv:3", "a unit without slug or name"),
        (
            UNITS.replace("Polres,Polda Jawa Timur", "Polres,Polda Jatim"),
            "units.csv:4",
            "no unit is called 'Polda Jatim'",
        ),
        (UNITS.replace("Polda,Mabes Polri", "Polda,Polres Malang"), "units.csv", ""),
        (UNITS.replace("Mabes,,", "Mabes,Mabes Polri,"), "units.csv", ""),
        (UNITS.replace("polres-malang", "polda-jatim"), "units.csv:4", ""),
        (UNITS.encode("utf-16"), "units.csv", "UTF-8"),
    ],
    ids=["column", "empty", "zone", "short row", "slug", "command", "circle", "own command", "twice", "encoding"],
)
def test_a_fault_in_the_units_is_told_with_its_line(folder: Folder, text: str | bytes, where: str, words: str) -> None:
    found, error = folder.error("units.csv", text)
    assert found.startswith(where)
    assert words in str(error)


def test_units_saved_by_a_spreadsheet_are_read(folder: Folder) -> None:
    """Excel writes a byte order mark and CRLF."""
    folder.write("units.csv", UNITS.replace("\n", "\r\n").encode("utf-8-sig"))
    assert len(load().units) == 3


def test_each_district_has_its_polsek_under_its_polres(folder: Folder) -> None:
    folder.write("districts.csv", DISTRICTS)
    units = load().units
    sector = units.find("Polsek Lawang")
    assert sector is not None
    assert units.path(sector) == "mabes-polri/polda-jatim/polres-malang/polsek-lawang/"
    assert (sector.kind, sector.regency, sector.zone) == ("Polsek", "Kabupaten Malang", "WIB")


def test_districts_of_one_name_have_slugs_with_their_regencies(folder: Folder) -> None:
    folder.write("units.csv", UNITS + BATU)
    folder.write("districts.csv", f"{DISTRICTS}Kota Batu,Polres Batu,Lawang\n")
    slugs = [unit.slug for unit in load().units if unit.kind == "Polsek"]
    assert slugs == ["polsek-lawang-malang", "polsek-singosari", "polsek-lawang-kota-batu"]


def test_no_two_slugs_are_one_though_names_add_up_to_the_same(folder: Folder) -> None:
    folder.write("units.csv", UNITS + BATU)
    rows = f"{MALANG},Lawang; Lawang Kota Batu\nKota Batu,Polres Batu,Lawang\n"
    folder.write("districts.csv", f"regency,command,districts\n{rows}")
    slugs = [unit.slug for unit in load().units if unit.kind == "Polsek"]
    assert slugs == ["polsek-lawang-malang", "polsek-lawang-kota-batu-malang", "polsek-lawang-kota-batu"]


def test_a_polsek_of_the_list_of_units_stands_before_the_one_of_its_district(folder: Folder) -> None:
    folder.write("units.csv", UNITS + "lawang,Polsek Lawang,Polsek,Polres Malang,Kabupaten Malang,WIB\n")
    folder.write("districts.csv", DISTRICTS)
    assert [unit.slug for unit in load().units if unit.kind == "Polsek"] == ["lawang", "polsek-singosari"]


@pytest.mark.parametrize(
    ("text", "where", "words"),
    [
        (DISTRICTS.replace("districts\n", "names\n"), "districts.csv:1", "wrong columns"),
        (DISTRICTS.replace("Polres Malang", "Polres Hilang"), "districts.csv:2", "no unit is called 'Polres Hilang'"),
        (DISTRICTS.replace("Lawang; Singosari", ""), "districts.csv:2", "without regency or districts"),
        (DISTRICTS.replace("Kabupaten Malang", ""), "districts.csv:2", "without regency or districts"),
    ],
    ids=["column", "command", "districts", "regency"],
)
def test_a_fault_in_the_districts_is_told_with_its_line(folder: Folder, text: str, where: str, words: str) -> None:
    found, error = folder.error("districts.csv", text)
    assert found == where
    assert words in str(error)
