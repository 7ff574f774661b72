"""Sensitivity: what must wait for a person does, and what only sounds like it does not."""

import time

import pytest
from pydantic import TypeAdapter, ValidationError

from syndicator.classify.ages import minors, named_minors
from syndicator.classify.judge import Judge
from syndicator.classify.sensitivity import SensitivityRules
from syndicator.classify.words import split_words
from syndicator.model.verdict import HoldReason, Outcome

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
        ("Korban mengirim uang ke BRI 0021-01-045678-50-3.", "account"),
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
        "usia belasan tahun", "RZ, 17, siswa", "Ona, sembilan tahun, terluka", "(tujuh tahun)", "murid kelas delapan",
        "siswi kelas VIII", "masih 15 tahun", "baru menginjak 13 tahun", "usianya belum genap dua tahun", "bocah (9)",
        "remaja 15 dan 16 tahun", "usia aslinya 16 tahun", "seorang kawannya, 13 tahun, kabur", "balita 3 bulan",
        "Vino, pelajar SMK di Tulungagung", "pengendara berusia sebelas tahun",
        "kelas 2 SD", "kelas VIII SMP", "duduk di bangku SMP", "gadis 14 th",
    ],
)  # fmt: skip
def test_age_under_eighteen_is_recognised(text: str) -> None:
    assert list(minors(split_words("", f"Korban {text} dirawat.")))


@pytest.mark.parametrize(
    "text",
    [
        "pria berusia 35 tahun", "AB (24)", "15 tahun penjara", "Pasal 82 ayat (2)", "Rabu (4/6)", "HUT ke-17",
        "Lapas Kelas II A", "mengabdi 16 tahun", "Senin (9)", "RT (05)", "usia 70 tahun", "sejak 5 tahun lalu",
        "Lapas Kelas II", "Kantor Imigrasi Kelas I", "baru dua tahun menjabat", "korban yang hilang empat tahun",
        "usia pernikahan 5 tahun", "tanaman berumur empat bulan", "Pasal 3, 5, dan 7", "Jumat, 17, pukul",
    ],
)  # fmt: skip
def test_other_numbers_are_no_age_of_a_child(text: str) -> None:
    assert list(minors(split_words("", f"Menurut catatan {text} itu."))) == []


def test_named_minor_is_a_name_or_initials_before_the_age() -> None:
    words = split_words("", "Korban RS (14) dan pria 17 tahun")
    assert [words.text[start:end] for start, end in named_minors(words)] == ["RS (14)"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Suaminya menyulut kain penutup kepala yang dikenakannya, pelaku dijerat Undang-Undang Nomor 23 Tahun 2004.",
        "Pelatih silat itu ditahan setelah muridnya mengadu diajak ke penginapan.",
        "Sidang digelar tertutup, sang anak didampingi pekerja sosial sejak terungkap.",
        "Gangguan hanya terjadi di simpang, tempat Vino, pelajar SMK berumur 17, kena sabet pisau.",
        "Anak perempuan dijajakan lewat aplikasi oleh teman mainnya.",
        "Bocah kelas dua yang sering dipukuli pamannya tak masuk sekolah.",
        "Istrinya dirawat dengan sembilan luka parang, pelaku diamankan.",
        "Kamera tersembunyi di toilet merekam mahasiswi, barista itu ditangkap.",
        "Ia baru tamat SD dan dijanjikan bekerja, dua calo ditahan.",
    ],
)
def test_case_in_other_words_is_held(judge: Judge, sentence: str) -> None:
    assert reasons(judge, sentence)


def test_sentence_deep_in_a_text_about_something_else_is_held(judge: Judge) -> None:
    talk = "Kapolres meresmikan taman lalu lintas dan mengimbau warga menjaga kebersihan. " * 12
    assert reasons(judge, f"{talk}YN, siswi SMP di kecamatan itu, menjadi korban perkosaan. {talk}", "Taman Diresmikan")


@pytest.mark.parametrize(
    "sentence",
    [
        "Kapolri menjelaskan isi Undang-Undang TPKS kepada peserta.",
        "Kabar penculikan anak di Sokaraja dipastikan bohong, warga diminta tidak menyebarkannya.",
        "Lomba mewarnai dimulai pukul 08.00 WIB diikuti siswa SD.",
        "Petani menanam jagung berumur empat bulan bersama siswa SMA.",
        "Penyelundupan anak kucing hutan dan bayi siamang digagalkan.",
    ],
)
def test_talk_about_children_or_the_law_is_not_held(judge: Judge, sentence: str) -> None:
    assert reasons(judge, sentence) == ()


def test_picture_of_a_case_may_show_a_face(judge: Judge) -> None:
    text = "Unit PPA Polres menahan ayah yang mencabuli anak kandungnya, siswi SMP."
    kinds = [
        [reason.kind for reason in judge.judge("Siswi Dicabuli", text, source_unit=None, has_image=image).hold_reasons]
        for image in (False, True)
    ]
    assert "photo" not in kinds[0]
    assert "photo" in kinds[1]


def test_picture_of_a_meeting_shows_nobody_to_be_protected(judge: Judge) -> None:
    text = "Unit PPA mengikuti rapat koordinasi perlindungan perempuan dan anak."
    assert not judge.judge("Rapat Unit PPA", text, source_unit=None, has_image=True).hold


def test_plate_and_initials_of_the_grown_up_go_out_with_a_masked_version_proposed(judge: Judge) -> None:
    text = "Tersangka berinisial RS (24) mencuri mobil KT 1234 AB."
    verdict = judge.judge("", text, source_unit=None)
    assert verdict.outcome is Outcome.MASK
    assert [(detail.kind, detail.passage) for detail in verdict.maskings] == [
        ("initials", "RS"),
        ("plate", "KT 1234 AB"),
    ]


def test_plate_in_a_held_bulletin_is_among_what_identifies(judge: Judge) -> None:
    found = reasons(judge, "Siswi dicabuli di dalam mobil KT 1234 AB.")
    assert HoldReason("identity", "KT 1234 AB") in found


def test_title_made_for_a_channel_is_asked_about_alone(judge: Judge) -> None:
    assert judge.hold_reasons("Siswi SMP Disetubuhi Tetangga", "")
    assert judge.hold_reasons("Polres Gelar Donor Darah", "") == ()


@pytest.mark.parametrize(
    "text",
    ["1" * 100_000, "usia " * 50_000, "suami " * 40_000 + "x " * 50 + "memukul " * 40_000, "anak 15, " * 40_000,
     "hubungi " * 40_000 + "0812-3456-7890 " * 20_000, "B 1 " * 50_000, "inisial RF, MA (15), " * 5_000,
     "(" * 300_000],
)  # fmt: skip
def test_long_text_without_an_end_is_weighed_in_little_time(judge: Judge, text: str) -> None:
    begun = time.process_time()
    judge.hold_reasons("", text)
    assert time.process_time() - begun < 5


def test_unknown_list_in_the_rules_is_refused() -> None:
    with pytest.raises(ValidationError, match="colour"):
        TypeAdapter(SensitivityRules).validate_python({"colour": ["red"]})
