"""Urgency: danger first, drills and charity never."""

import pytest

from syndicator.classify.judge import Judge
from syndicator.model.verdict import Urgency


@pytest.mark.parametrize(
    ("title", "text", "urgency"),
    [
        ("Banjir Bandang Terjang Dua Desa, Warga Mengungsi", "Tim SAR gabungan mengevakuasi korban.", Urgency.URGENT),
        ("Polisi Cari Lansia yang Dilaporkan Hilang", "Warga yang melihat diminta menghubungi polsek.", Urgency.URGENT),
        ("Jalan Ditutup Total Akibat Longsor", "Arus dialihkan ke jalur alternatif.", Urgency.URGENT),
        ("Granat Aktif Ditemukan di Sawah", "Tim Gegana menuju lokasi.", Urgency.URGENT),
        ("Kecelakaan Maut Truk dan Bus, Dua Tewas", "Satlantas melakukan olah TKP.", Urgency.IMPORTANT),
        ("Kontak Tembak dengan KKB di Nduga", "Aparat mengejar pelaku.", Urgency.IMPORTANT),
        ("Polres Gelar Simulasi Evakuasi Banjir", "Latihan melibatkan BPBD.", Urgency.ROUTINE),
        ("Polres Salurkan Bantuan Korban Banjir", "Bakti sosial di posko.", Urgency.ROUTINE),
        ("Bhabinkamtibmas Sambang Warga", "Ia menyampaikan pesan kamtibmas.", Urgency.ROUTINE),
        ("Sertijab Kasat Lantas", "Kapolres memimpin upacara.", Urgency.ROUTINE),
    ],
)
def test_urgency(judge: Judge, title: str, text: str, urgency: Urgency) -> None:
    verdict = judge.judge(title, text, source_unit=None)
    assert verdict.urgency == urgency
    assert bool(verdict.urgency_evidence) == (urgency is not Urgency.ROUTINE)
    assert all(words in f"{title}\n\n{text}" for words in verdict.urgency_evidence)
