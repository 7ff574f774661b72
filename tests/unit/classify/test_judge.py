"""The judge: one verdict with everything, named by the configuration that made it."""

from dataclasses import replace

import pytest
from pydantic import TypeAdapter, ValidationError

from syndicator.classify.judge import Judge
from syndicator.classify.topics import TopicTerms
from syndicator.model.unit import UnitTree

from .conftest import read_rulebook

MEETING_TITLE = "Polresta Balikpapan Ikuti Rapat Koordinasi Pencegahan dan Penanganan TPPO"
MEETING = """Media Humas Polri//Balikpapan

Kepolisian Resor Kota Balikpapan menghadiri rapat koordinasi gugus tugas pencegahan dan penanganan Tindak Pidana
Perdagangan Orang (TPPO) yang berlangsung di aula pemerintah kota, Selasa pagi pukul 09.00 WITA.

Hadir dalam kegiatan tersebut Kepala Dinas Pemberdayaan Perempuan, Perlindungan Anak dan Keluarga Berencana (DP3AKB),
Kanit PPA Satreskrim Polresta Balikpapan, perwakilan BP3MI Kalimantan Timur, sejumlah P3MI, Dinas Tenaga Kerja, serta
kantor imigrasi.

Kapolresta melalui Kasi Humas menyampaikan bahwa perdagangan orang kerap bermula dari tawaran kerja di luar negeri tanpa
prosedur. Perempuan dan anak menjadi kelompok yang rentan, karena itu pencegahan, perlindungan dan pemulihan korban
perlu dikerjakan bersama oleh semua instansi.

Rapat menyepakati alur rujukan korban TPPO dan sosialisasi penempatan pekerja migran yang aman di tiap kelurahan.

( Alfian )"""


def test_meeting_on_trafficking_is_judged_as_what_it_is(judge: Judge) -> None:
    verdict = judge.judge(MEETING_TITLE, MEETING, source_unit=None)
    assert verdict.topics[0].slug == "tppo"
    assert (verdict.unit, verdict.polda) == ("polresta-balikpapan", "polda-kalimantan-timur")
    assert verdict.place == "Kota Balikpapan"
    assert not verdict.hold


@pytest.mark.parametrize("title", ["", "Cegah TPPO, Instansi di Balikpapan Duduk Bersama"])
def test_meeting_is_not_held_under_another_title(judge: Judge, title: str) -> None:
    verdict = judge.judge(title, MEETING, source_unit=None)
    assert (verdict.topics[0].slug, verdict.unit, verdict.hold) == ("tppo", "polresta-balikpapan", False)


def test_meeting_that_also_tells_of_a_victim_is_held(judge: Judge) -> None:
    text = f"{MEETING}\n\nPekan lalu seorang siswi berinisial NA (15) diselamatkan dari mucikari, dua pelaku ditangkap."
    assert judge.judge(MEETING_TITLE, text, source_unit=None).hold


def test_same_words_give_the_same_verdict(judge: Judge, tree: UnitTree) -> None:
    again = Judge(read_rulebook(tree))
    assert again.judge(MEETING_TITLE, MEETING, source_unit=None) == judge.judge(
        MEETING_TITLE, MEETING, source_unit=None
    )


def test_verdict_names_the_configuration_that_made_it(judge: Judge, tree: UnitTree) -> None:
    rulebook = read_rulebook(tree)
    other = Judge(replace(rulebook, topics=[replace(rulebook.topics[0], terms={"sabu": 1.0}), *rulebook.topics[1:]]))
    assert judge.judge("", "", source_unit=None).version == judge.version
    assert other.version != judge.version


def test_empty_bulletin_has_an_open_verdict(judge: Judge) -> None:
    verdict = judge.judge("", "", source_unit=None)
    assert ([t.slug for t in verdict.topics], verdict.unit, verdict.hold) == (["lainnya"], None, False)


@pytest.mark.parametrize("text", ["\x00\ufffd \u202e", "(" * 5000, "polres " * 2000, "1" * 4000, "a. " * 3000])
def test_odd_text_is_judged_without_an_error(judge: Judge, text: str) -> None:
    assert judge.judge(text[:100], text, source_unit=None).topics


def test_unknown_key_in_a_topic_is_refused() -> None:
    with pytest.raises(ValidationError, match="colour"):
        TypeAdapter(TopicTerms).validate_python(
            {"slug": "x", "name_id": "X", "name_en": "X", "terms": {}, "colour": "red"}
        )
