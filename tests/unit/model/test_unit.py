"""The tree of commands: found by slug or name, with paths from the top."""

from __future__ import annotations

import pytest

from syndicator.model.unit import Unit, UnitTree, Zone


def unit(slug: str, name: str, kind: str, command: str) -> Unit:
    return Unit(slug, name, kind, command, "Kota", Zone.WIB)


TREE = UnitTree(
    [
        unit("polres-malang", "Polres Malang", "Polres", "Polda Jawa Timur"),
        unit("polres-batu", "Polres Batu", "Polres", "POLDA JAWA TIMUR"),
        unit("polda-jatim", "Polda Jawa Timur", "Polda", "Mabes Polri"),
        unit("mabes-polri", "Mabes Polri", "Mabes", ""),
        unit("polres-yatim", "Polres Yatim", "Polres", "Polda Hilang"),
    ]
)


def found(slug_or_name: str) -> Unit:
    unit_found = TREE.find(slug_or_name)
    assert unit_found is not None
    return unit_found


@pytest.mark.parametrize("words", ["polres-malang", "Polres Malang", "POLRES MALANG", "  polres malang "])
def test_a_unit_is_found_by_slug_or_name(words: str) -> None:
    assert found(words).slug == "polres-malang"


@pytest.mark.parametrize("words", ["", "Malang", "polres", "Polres  Malang"])
def test_a_unit_that_nobody_knows_is_none(words: str) -> None:
    assert TREE.find(words) is None


@pytest.mark.parametrize(
    ("slug", "path", "polda"),
    [
        ("mabes-polri", "mabes-polri/", None),
        ("polda-jatim", "mabes-polri/polda-jatim/", "polda-jatim"),
        ("polres-malang", "mabes-polri/polda-jatim/polres-malang/", "polda-jatim"),
        ("polres-batu", "mabes-polri/polda-jatim/polres-batu/", "polda-jatim"),
        ("polres-yatim", "polres-yatim/", None),
    ],
)
def test_a_path_leads_from_the_top_to_the_unit(slug: str, path: str, polda: str | None) -> None:
    command = TREE.polda(found(slug))
    assert TREE.path(found(slug)) == path
    assert (command.slug if command else None) == polda


def test_a_path_is_the_beginning_of_the_paths_below_and_of_no_twin() -> None:
    twin = UnitTree([unit("polres-a", "Polres A", "Polres", ""), unit("polres-a-kota", "Polres A Kota", "Polres", "")])
    one, other = twin
    assert not twin.path(other).startswith(twin.path(one))


def test_units_below_come_by_name() -> None:
    assert [below.slug for below in TREE.below(found("polda-jatim"))] == ["polres-batu", "polres-malang"]
    assert TREE.below(found("polres-malang")) == []


def test_the_tree_counts_its_units() -> None:
    assert len(TREE) == len(list(TREE)) == 5


@pytest.mark.parametrize(
    ("zone", "name"), [("WIB", "Asia/Jakarta"), ("WITA", "Asia/Makassar"), ("WIT", "Asia/Jayapura")]
)
def test_zones_have_their_names_in_the_database(zone: str, name: str) -> None:
    assert Zone(zone).iana == name


TWINS = UnitTree(
    [
        unit("polres-bekasi", "Polres Bekasi", "Polres", ""),
        unit("polres-tangsel", "Polres Tangsel", "Polres", ""),
        unit("polsek-setu-bekasi", "Polsek Setu", "Polsek", "Polres Bekasi"),
        unit("polsek-setu-tangsel", "Polsek Setu", "Polsek", "Polres Tangsel"),
    ]
)


def test_a_name_of_two_units_finds_neither() -> None:
    assert TWINS.find("Polsek Setu") is None


def test_units_of_one_name_are_found_by_slug_and_keep_their_commands() -> None:
    one = TWINS.find("polsek-setu-bekasi")
    assert one is not None
    assert TWINS.path(one) == "polres-bekasi/polsek-setu-bekasi/"
    assert TWINS.below(found_in(TWINS, "polres-tangsel")) == [found_in(TWINS, "polsek-setu-tangsel")]


def found_in(tree: UnitTree, slug: str) -> Unit:
    known = tree.find(slug)
    assert known is not None
    return known


def test_who_commands_whom_directly_or_not() -> None:
    assert TREE.is_above(found("mabes-polri"), found("polres-malang"))
    assert TREE.is_above(found("polda-jatim"), found("polres-malang"))
    assert not TREE.is_above(found("polres-malang"), found("polda-jatim"))
    assert not TREE.is_above(found("polres-malang"), found("polres-malang"))


def test_commands_are_headquarters_and_each_polda() -> None:
    assert [command.slug for command in TREE.commands()] == ["mabes-polri", "polda-jatim"]
