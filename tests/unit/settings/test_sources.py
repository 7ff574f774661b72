"""`sources/*.toml` in both shapes, and every fault with its line."""

from __future__ import annotations

from datetime import timedelta

import pytest

from syndicator.model.source import SourceConfig, SourceKind
from syndicator.settings import load
from tests.unit.settings.folders import Folder

SINGLE = """# Polres Malang
address = "https://satu.test/feed/"
unit = "Polres Malang"
kind = "feed"
trusted = false
every = "10s"
language = "id"
tls_exception = "rantai sertifikat putus, sudah dilaporkan"
"""
MANY = """[[source]]
address = "https://dua.test/feed/"

[[source]]
address = "https://tiga.test/feed/"
unit = "polda-jatim"
every = "5m"
"""


def test_both_shapes_are_read_in_order_of_their_files(folder: Folder) -> None:
    folder.write("sources/b.toml", SINGLE)
    folder.write("sources/a.toml", MANY)
    folder.write("sources/catatan.txt", "bukan sumber")
    assert load().sources == (
        SourceConfig(address="https://dua.test/feed/"),
        SourceConfig(address="https://tiga.test/feed/", unit="polda-jatim", every=timedelta(minutes=5)),
        SourceConfig(
            address="https://satu.test/feed/",
            unit="polres-malang",
            kind=SourceKind.FEED,
            trusted=False,
            every=timedelta(seconds=10),
            tls_exception="rantai sertifikat putus, sudah dilaporkan",
        ),
    )


def test_a_page_that_lists_releases_may_have_a_selector(folder: Folder) -> None:
    folder.write("sources/a.toml", 'address = "https://a.test/berita"\nkind = "page"\nselector = "h2 a"\n')
    assert load().sources == (SourceConfig(address="https://a.test/berita", kind=SourceKind.PAGE, selector="h2 a"),)


@pytest.mark.parametrize("kind", [kind for kind in SourceKind if kind is not SourceKind.API])
def test_every_kind_that_is_asked_may_stand_in_a_file(folder: Folder, kind: SourceKind) -> None:
    folder.write("sources/a.toml", f'address = "https://a.test/"\nkind = "{kind.value}"\n')
    assert load().sources == (SourceConfig(address="https://a.test/", kind=kind),)


def test_without_files_there_are_no_sources(folder: Folder) -> None:
    assert load().sources == ()
    folder.write("sources/kosong.toml", "")
    assert load().sources == ()


@pytest.mark.parametrize(
    ("before", "after", "line", "words"),
    [
        ('unit = "Polres Malang"', 'unit = "Polres Milang"', 3, "no unit is called 'Polres Milang'"),
        ('address = "https://satu.test/feed/"', 'address = "satu.test/feed/"', 2, "address: String should match"),
        ('address = "https://satu.test/feed/"', 'address = "https://satu test/"', 2, "address: String should match"),
        ('address = "https://satu.test/feed/"', 'address = "http://[oops/"', 2, "address: "),
        ('kind = "feed"', 'kind = "radio"', 4, "kind: "),
        ('kind = "feed"', 'kind = "api"', 4, "sends by itself"),
        ('language = "id"', 'selector = "h2 a"', 7, "a source of kind 'feed' has no selector"),
        ('language = "id"', 'selector = ""', 7, "selector: "),
        ("trusted = false", 'trusted = "mungkin"', 5, "trusted: "),
        ('every = "10s"', 'every = "sering"', 6, "'sering' is not a duration"),
        ('every = "10s"', "every = -10", 6, "every: "),
        ('every = "10s"', "every = inf", 6, "every: "),
        ('language = "id"', 'bahasa = "id"', 7, "unknown key 'bahasa'"),
        ("rantai sertifikat putus, sudah dilaporkan", "ya", 8, "tls_exception: "),
    ],
)
def test_a_fault_in_a_file_of_one_source_is_told_with_its_line(
    folder: Folder, before: str, after: str, line: int, words: str
) -> None:
    assert SINGLE.count(before) == 1
    where, error = folder.error("sources/satu.toml", SINGLE.replace(before, after))
    assert words in str(error)
    assert where == f"sources/satu.toml:{line}"


@pytest.mark.parametrize(
    ("text", "where", "words"),
    [
        (MANY.replace("polda-jatim", "polda-x"), 6, "no unit is called 'polda-x'"),
        (MANY.replace('every = "5m"', 'evry = "5m"'), 7, "unknown key 'evry'"),
        (MANY.replace('address = "https://tiga.test/feed/"\n', ""), 4, "the key 'address' is missing"),
        (MANY.replace("[[source]]", "[[sumber]]"), 1, "unknown key 'sumber'"),
        (MANY.replace("[[source]]", "[source]", 1), 4, "is not TOML"),
        ('address = "https://x.test/"\n' + MANY, 2, "unknown key 'source'"),
        ("unit = 'x'\n", 1, "unknown key 'unit'"),
    ],
)
def test_a_fault_in_a_file_of_many_sources_is_told_with_its_line(
    folder: Folder, text: str, where: int, words: str
) -> None:
    found, error = folder.error("sources/banyak.toml", text)
    assert words in str(error)
    assert found == f"sources/banyak.toml:{where}"
