"""Who is how close to the unit that issued a release."""

from __future__ import annotations

import pytest

from syndicator.dedup.authority import authority_of
from syndicator.model.unit import Unit, UnitTree, Zone


def unit(name: str, kind: str, command: str = "") -> Unit:
    return Unit(name.casefold().replace(" ", "-"), name, kind, command, "", Zone.WIB)


MABES = unit("Mabes Polri", "Mabes")
POLDA = unit("Polda Aceh", "Polda", "Mabes Polri")
POLRES = unit("Polres Aceh Barat", "Polres", "Polda Aceh")
SISTER = unit("Polres Aceh Timur", "Polres", "Polda Aceh")
SHORTER = unit("Polres Aceh", "Polres", "Polda Aceh")
SECTOR = unit("Polsek Meureubo", "Polsek", "Polres Aceh Barat")
TREE = UnitTree([MABES, POLDA, POLRES, SISTER, SHORTER, SECTOR])


@pytest.mark.parametrize(
    ("issuer", "source", "expected"),
    [
        (POLRES, POLRES, 0),
        (MABES, MABES, 0),
        (POLRES, POLDA, 1),
        (POLRES, MABES, 1),
        (POLDA, MABES, 1),
        (POLRES, SISTER, 2),
        (POLRES, SHORTER, 2),
        (POLDA, POLRES, 2),
        (SECTOR, SECTOR, 0),
        (SECTOR, POLRES, 0),
        (SECTOR, POLDA, 1),
        (SECTOR, SISTER, 2),
        (POLRES, SECTOR, 2),
        (None, POLRES, 2),
        (POLRES, None, 3),
        (None, None, 3),
    ],
)
def test_authority(issuer: Unit | None, source: Unit | None, expected: int) -> None:
    assert authority_of(issuer, source, TREE) == expected


def test_a_unit_whose_command_is_not_in_the_tree_has_its_own_authority_still() -> None:
    stray = unit("Polres Baru", "Polres", "Polda Baru")
    assert authority_of(stray, stray, UnitTree([stray])) == 0
    assert authority_of(stray, POLRES, UnitTree([stray])) == 2
