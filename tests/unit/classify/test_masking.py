"""Masking: nobody can be recognised in what is proposed, officers keep their names, and it stays as it is."""

import json
import time

import pytest

from syndicator.classify.judge import Judge
from syndicator.classify.masking import Masked, replaced

from .conftest import CONFIG, read_sensitivity

TITLE = "Remaja di Sukaraja Dianiaya Ayah Tiri, Polisi Turun Tangan"
TEXT = """Sukaraja – Rahma Dewi (15), pelajar kelas 9 SMP Negeri 4 Sukaraja, dianiaya ayah tirinya, Darto (43), di rumah
mereka di Dusun Mekar Sari RT 03/RW 02, Desa Cibodas, Senin (4/5).

Kapolsek Sukaraja AKP Budi Santoso mengatakan korban ditolong tetangga. "Rahma kini bersama neneknya," kata Budi.

Ibu korban, Siti, sempat dihubungi lewat 0812-3456-7890. Mobil B 1234 XYZ milik pelaku disita."""
LEAKS = (
    "Rahma",
    "Dewi",
    "15",
    "kelas 9",
    "SMP Negeri 4",
    "Darto",
    "Mekar Sari",
    "RT 03",
    "Cibodas",
    "Siti",
    "0812",
    "1234",
)


EXAMPLES = [
    json.loads(line) for line in (CONFIG / "examples" / "sensitivity.jsonl").read_text(encoding="utf-8").splitlines()
]


def masked(judge: Judge, title: str, text: str, html: str = "") -> Masked:
    proposal = judge.masked(title, text, html)
    assert proposal is not None
    return proposal


def test_nothing_that_identifies_is_left(judge: Judge) -> None:
    proposal = masked(judge, TITLE, TEXT, f"<p>{TEXT}</p>")
    assert not [leak for leak in LEAKS if leak in proposal.title + proposal.text + proposal.html]


def test_officer_and_place_keep_their_names(judge: Judge) -> None:
    text = masked(judge, TITLE, TEXT).text
    assert "Kapolsek Sukaraja AKP Budi Santoso" in text
    assert "kata Budi" in text


def test_what_was_taken_out_is_told_in_words(judge: Judge) -> None:
    text = masked(judge, "", "AN (15) menjadi korban penganiayaan di Desa Sukaraja.").text
    assert text == ("[inisial dirahasiakan] (di bawah 18 tahun) menjadi korban penganiayaan di [alamat dirahasiakan].")


def test_proposal_has_no_identity_left_for_the_guard(judge: Judge) -> None:
    proposal = masked(judge, TITLE, TEXT)
    kinds = {reason.kind for reason in judge.hold_reasons(proposal.title, proposal.text)}
    assert kinds.isdisjoint({"identity", "nik", "phone", "account", "recognisable-child"})


def test_masking_again_changes_nothing(judge: Judge) -> None:
    once = masked(judge, TITLE, TEXT, f"<p>{TEXT}</p>")
    again = judge.masked(once.title, once.text, once.html)
    assert again in {None, once}


def test_harmless_release_needs_no_proposal(judge: Judge) -> None:
    assert judge.masked("Donor darah", "Polres menggelar donor darah bersama Kompol Budi Santoso.") is None


@pytest.mark.parametrize("name", ["Dimas", "DP", "Dimas Prasetyo"])
def test_name_told_once_with_its_age_is_masked_everywhere(judge: Judge, name: str) -> None:
    text = f"{name} (8) dianiaya pamannya. {name} kini dirawat. Ayah {name} melapor ke polsek."
    proposal = masked(judge, f"Nasib {name}", text)
    assert name not in proposal.title + proposal.text


def test_headline_in_capitals_is_read_by_what_the_text_names(judge: Judge) -> None:
    proposal = masked(judge, "Pelaku Penganiaya Bunga Ditangkap Polisi", "Bunga (9) dianiaya. Pelaku ditangkap.")
    assert proposal.title == "Pelaku Penganiaya [nama dirahasiakan] Ditangkap Polisi"


def test_list_of_initials_is_masked_though_one_is_an_abbreviation(judge: Judge) -> None:
    text = masked(judge, "", "Tiga pelajar ditangkap, RF, DK, dan MA, semuanya masih kelas sebelas.").text
    assert not [letters for letters in ("RF", "DK", "MA") if letters in text]


@pytest.mark.parametrize(
    "ages", ["berusia 12, 13, dan 13 tahun", "umur sembilan sampai dua belas tahun", "berusia 9-12 tahun"]
)
def test_ages_of_several_children_are_one(judge: Judge, ages: str) -> None:
    text = masked(judge, "", f"Korban pencabulan itu {ages}.").text
    assert text.endswith("di bawah 18 tahun.")
    assert text.count("tahun") == 1


def test_public_contact_stays(judge: Judge) -> None:
    text = "AN (15) dicabuli. Warga dapat menghubungi hotline 0812-3456-7890."
    assert "0812-3456-7890" in masked(judge, "", text).text


def test_release_that_may_go_out_loses_plates_and_initials_alone(judge: Judge) -> None:
    text = "Mobil KT 1234 AB milik Hendra dicuri, tersangka berinisial RS (24) ditangkap di Desa Sukaraja."
    assert masked(judge, "", text).text == (
        "Mobil [pelat nomor dirahasiakan] milik Hendra dicuri, tersangka berinisial [inisial dirahasiakan] (24) "
        "ditangkap di Desa Sukaraja."
    )


def test_markup_stays_and_pictures_go(judge: Judge) -> None:
    html = '<p><b>Bunga</b> (15) <a href="https://x/bunga">dicabuli</a>.<img src="/bunga.jpg" alt="Bunga"></p>'
    assert masked(judge, "", "Bunga (15) dicabuli.", html).html == (
        "<p><b>[nama dirahasiakan]</b> (di bawah 18 tahun) dicabuli.</p>"
    )


def test_name_that_only_markup_tells_is_masked(judge: Judge) -> None:
    proposal = masked(judge, "", "Seorang siswi dicabuli.", "<p>Seorang siswi dicabuli.</p><p>Korban Melati (14).</p>")
    assert "Melati" not in proposal.html


def test_name_over_two_tags_is_masked_as_one(judge: Judge) -> None:
    proposal = masked(judge, "", "Rahma Dewi (15) dicabuli.", "<p>Rahma <b>Dewi</b> (15) dicabuli &amp; diancam.</p>")
    assert proposal.html == "<p>[nama dirahasiakan]<b></b> (di bawah 18 tahun) dicabuli &amp; diancam.</p>"


@pytest.mark.parametrize("text", ["RF, " * 20_000, "anak 15, " * 15_000, "Aa " * 30_000, "1" * 200_000])
def test_long_text_without_an_end_is_masked_in_little_time(judge: Judge, text: str) -> None:
    begun = time.process_time()
    judge.masked("Siswi diperkosa", text, f"<p>{text}</p>")
    assert time.process_time() - begun < 20


def test_replaced_passages_stand_where_the_old_ones_stood() -> None:
    assert replaced("abcdef", [(1, 2, "X"), (4, 6, "")]) == "aXcd"


@pytest.mark.parametrize("mask", [mask for kind, mask in read_sensitivity().masking.masks.items() if kind != "age"])
def test_mask_holds_nothing_by_itself(judge: Judge, mask: str) -> None:
    assert judge.hold_reasons("", f"Polisi menangkap pelaku, {mask}, di pasar.") == ()


def test_release_of_every_kind_has_a_proposal_that_stays_as_it_is(judge: Judge) -> None:
    for told in [example for example in EXAMPLES if judge.hold_reasons(example["title"], example["text"])][::4]:
        once = masked(judge, told["title"], told["text"])
        assert judge.masked(once.title, once.text, "") in {None, once}
