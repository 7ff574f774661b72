"""Urgency: how fast a bulletin has to go out, by its topics and by words of danger; it only orders queues."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syndicator.classify.phrases import PhraseBook
from syndicator.model.verdict import Urgency

if TYPE_CHECKING:
    from collections.abc import Sequence

    from syndicator.classify.words import Words
    from syndicator.model.verdict import TopicScore

LEAD_LENGTH_WORDS = 80
URGENT_PHRASES = """
orang hilang, dilaporkan hilang, anak hilang, hilang kontak, pencarian orang hilang, belum ditemukan
jalan ditutup, penutupan jalan, jalan terputus, jembatan putus, akses terputus, pengalihan arus
arus dialihkan, jalur ditutup, tol ditutup, one way, contraflow, tidak bisa dilalui, lumpuh total
tsunami, peringatan dini, siaga satu, status awas, awas letusan, erupsi, gempa bumi, banjir bandang
awan panas, segera mengungsi, diimbau mengungsi, evakuasi warga, dievakuasi, gunung meletus, tanah longsor
waspada penculikan, bom aktif, ancaman bom, ledakan bom, granat aktif, teror, penyanderaan, sandera
kebocoran gas, gas bocor, gas beracun, tahanan kabur, napi kabur, buaya berkeliaran
"""
IMPORTANT_PHRASES = """
meninggal dunia, tewas, korban jiwa, kecelakaan maut, luka berat, kebakaran, banjir, longsor, tenggelam
kerusuhan, bentrok, kontak tembak, baku tembak, buron, dpo, daftar pencarian orang, waspada
pembunuhan, penemuan mayat, keracunan massal, kabut asap, darurat, gelombang tinggi, cuaca ekstrem
hoaks, modus baru, penipuan mengatasnamakan, rekayasa lalu lintas, penyekatan, rawan
"""
DRILL_PHRASES = """
simulasi, latihan, gladi, apel siaga, apel gelar pasukan, rapat, rapat koordinasi, sosialisasi
penyuluhan, mitigasi, pelatihan, santunan, bakti sosial, donasi, pengecekan peralatan
"""
URGENT_TOPICS = frozenset({"bencana"})
IMPORTANT_TOPICS = frozenset(
    {"laka-lantas", "karhutla", "keamanan-negara", "unjuk-rasa", "peristiwa", "kekerasan", "bencana"}
)


def _phrases(block: str) -> list[str]:
    return [phrase.strip() for line in block.strip().splitlines() for phrase in line.split(",")]


BOOK = PhraseBook(
    [(phrase, Urgency.URGENT) for phrase in _phrases(URGENT_PHRASES)]
    + [(phrase, Urgency.IMPORTANT) for phrase in _phrases(IMPORTANT_PHRASES)]
)
DRILLS = PhraseBook((phrase, "drill") for phrase in _phrases(DRILL_PHRASES))


def judge_urgency(words: Words, topics: Sequence[TopicScore]) -> Urgency:
    """Return the urgency by the words of title and lead; a drill, a meeting or a charity is never urgent."""
    reach = words.title_length + LEAD_LENGTH_WORDS
    said = {urgency for urgencies, first, _ in BOOK.find(words) if first < reach for urgency in urgencies}
    drill = any(first < reach for _, first, _ in DRILLS.find(words))
    main = topics[0].slug if topics else ""
    if drill:
        return Urgency.IMPORTANT if Urgency.URGENT in said and main in URGENT_TOPICS else Urgency.ROUTINE
    if Urgency.URGENT in said or (main in URGENT_TOPICS and Urgency.IMPORTANT in said):
        return Urgency.URGENT
    return Urgency.IMPORTANT if Urgency.IMPORTANT in said and main in IMPORTANT_TOPICS else Urgency.ROUTINE
