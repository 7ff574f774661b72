"""Sensitivity: what must wait for a person does, and what only sounds like it does not."""

import pytest
from pydantic import TypeAdapter, ValidationError

from syndicator.classify.ages import minors, named_minors
from syndicator.classify.judge import Judge
from syndicator.classify.sensitivity import SensitivityRules
from syndicator.classify.words import split_words
from syndicator.model.verdict import HoldReason

from .sentences import HELD, HELD_LAST, HELD_LATER, INNOCENT, INNOCENT_LAST, INNOCENT_LATER


def reasons(judge: Judge, text: str, title: str = "") -> tuple[HoldReason, ...]:
    return judge.judge(title, text, source_unit=None).hold_reasons


@pytest.mark.parametrize("sentence", [*HELD, *HELD_LATER, *HELD_LAST])
def test_sensitive_sentence_is_held(judge: Judge, sentence: str) -> None:
    assert reasons(judge, sentence)


@pytest.mark.parametrize("sentence", [*INNOCENT, *INNOCENT_LATER, *INNOCENT_LAST])
def test_innocent_sentence_is_not_held(judge: Judge, sentence: str) -> None:
    assert reasons(judge, sentence) == ()


@pytest.mark.parametrize("sentence", [*HELD, *HELD_LATER, *HELD_LAST])
def test_passages_are_the_exact_words(judge: Judge, sentence: str) -> None:
    assert all(reason.passage in sentence for reason in reasons(judge, sentence))


@pytest.mark.parametrize(
    "title",
    ["Siswi SMP Disetubuhi Tetangga", "Ayah Tiri Cabuli Anak", "Dua Bocah Jadi Korban Penculikan"],
)
def test_title_alone_is_enough_to_hold(judge: Judge, title: str) -> None:
    assert reasons(judge, "Polisi masih bekerja.", title)


def test_case_beside_a_call_for_prevention_is_still_held(judge: Judge) -> None:
    text = "Kapolres mengimbau orang tua waspada. Imbauan itu menyusul penangkapan DS (41) yang mencabuli siswi SMP."
    assert "sexual-violence" in {reason.kind for reason in reasons(judge, text)}


def test_identity_of_a_held_child_is_shown_to_the_desk(judge: Judge) -> None:
    text = "AN (15) menjadi korban penganiayaan di Desa Sukaraja. Ia bersekolah di SMP Negeri 4."
    passages = {reason.passage for reason in reasons(judge, text) if reason.kind == "identity"}
    assert {"AN (15)", "Desa Sukaraja", "SMP Negeri 4"} <= passages


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Data korban NIK 6471052304880001 tersimpan.", "nik"),
        ("Pelaku menelepon dari 0812-3456-7890 berkali-kali.", "phone"),
        ("Uang masuk ke rekening BCA 123 456 7890 milik tersangka.", "account"),
    ],
)
def test_personal_number_is_held(judge: Judge, text: str, kind: str) -> None:
    assert [reason.kind for reason in reasons(judge, text)] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "Hubungi call center 110 atau WhatsApp 0812-3456-7890 untuk pengaduan.",
        "Mobil B 1234 CD dan KT 5678 EF terlibat senggolan.",
        "Hadir DP3AKB, BP3MI, dan P3MI.",
        "Laporan bernomor LP/B/123/VI/2025 diterima SPKT.",
    ],
)
def test_public_number_plate_or_abbreviation_is_not_held(judge: Judge, text: str) -> None:
    assert reasons(judge, text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Bunga (15)", "AB (7 tahun)", "RN (usia 16)", "berusia 12 tahun", "umur 7 th", "usianya 14 thn",
        "bocah 9 tahun", "anak berusia sebelas tahun", "berumur lima tahun", "bayi 3 bulan", "Andi, 16 tahun",
        "usia belasan tahun", "kelas 2 SD", "kelas VIII SMP", "duduk di bangku SMP", "gadis 14 th",
    ],
)  # fmt: skip
def test_age_under_eighteen_is_recognised(text: str) -> None:
    assert list(minors(split_words("", f"Korban {text} dirawat.")))


@pytest.mark.parametrize(
    "text",
    [
        "pria berusia 35 tahun", "AB (24)", "15 tahun penjara", "Pasal 82 ayat (2)", "Rabu (4/6)", "HUT ke-17",
        "Lapas Kelas II A", "mengabdi 16 tahun", "Senin (9)", "RT (05)", "usia 70 tahun", "sejak 5 tahun lalu",
    ],
)  # fmt: skip
def test_other_numbers_are_no_age_of_a_child(text: str) -> None:
    assert list(minors(split_words("", f"Menurut catatan {text} itu."))) == []


def test_named_minor_is_a_name_or_initials_before_the_age() -> None:
    words = split_words("", "Korban RS (14) dan pria 17 tahun")
    assert [words.text[start:end] for start, end in named_minors(words)] == ["RS (14)"]


def test_unknown_list_in_the_rules_is_refused() -> None:
    with pytest.raises(ValidationError, match="colour"):
        TypeAdapter(SensitivityRules).validate_python({"colour": ["red"]})
