"""Facts: what a release tells in so many words, folded so that two tellings of one event agree."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.dedup.facts import MOST_OF_A_KIND, facts_of
from syndicator.dedup.folding import dated, plain
from syndicator.model.fingerprint import FACT_KINDS, Facts


def facts(text: str) -> Facts:
    return facts_of(dated(plain(text)))


@pytest.mark.parametrize(
    ("text", "kind", "told"),
    [
        ("pada Rabu (4/6/2025) dan 17 Agustus", "days", ("0604", "0817")),
        ("Kapolsek Tambaksari Polres Bengkalis hadir", "units", ("polres bengkalis", "polsek tambaksari")),
        ("Polrestabes Surabaya dan Polda Jatim", "units", ("polda jatim", "polres surabaya")),
        ("di Jalan Kartini Nomor 5, Desa Kalibening.\nKasat hadir", "places", ("kalibening", "kartini")),
        ("Kombes Pol Anton Firmanto, S.I.K.", "persons", ("anton firmanto",)),
        ("Brigadir Jenderal Polisi Dedi Prasetyo", "persons", ("dedi prasetio",)),
        ("Inspektur Polisi Satu Slamet Riyadi", "persons", ("slamet riadi",)),
        ("tersangka RIA (31) ditahan", "persons", ("ria 31",)),
        ("menyita 12 paket dan Rp 1,5 juta serta 40 persen", "numbers", ("1.5000000 rp", "12 paket", "40 persen")),
        ("hampir 70 orang", "numbers", ("~70 orang",)),
        ("yang ke-5 pada tahun ini", "numbers", ("5 ke",)),
    ],
)
def test_a_text_tells_its_facts(text: str, kind: str, told: tuple[str, ...]) -> None:
    assert facts(text).get(kind) == told


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kompol Moehammad Nasir", "Kompol Muhammad Nasir"),
        ("AKP Soehadi", "AKP Suhadi"),
        ("Ipda Djoko Effendi", "Ipda Joko Efendi"),
    ],
)
def test_old_spelling_and_new_are_one_name(one: str, other: str) -> None:
    assert facts(one)["persons"] == facts(other)["persons"]


def test_a_street_named_after_a_general_is_no_officer() -> None:
    assert "persons" not in facts("di Jalan Jenderal Sudirman Nomor 36")


def test_a_quotation_is_known_whatever_its_signs() -> None:
    one = facts("“Kami mengimbau seluruh warga agar tetap waspada terhadap pencurian,” ujarnya")
    other = facts('"Kami mengimbau seluruh warga agar tetap waspada terhadap pencurian", kata dia')
    assert one["quotes"] == other["quotes"]


@given(st.text())
def test_any_text_has_sorted_facts_of_known_kinds_and_bounded_number(text: str) -> None:
    for kind, told in facts(text).items():
        assert kind in FACT_KINDS
        assert list(told) == sorted(set(told))
        assert 0 < len(told) <= MOST_OF_A_KIND
