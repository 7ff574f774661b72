"""Operations: an attribute that needs the word Operasi before it, or a name that nothing else has."""

import pytest

from syndicator.classify.judge import Judge


@pytest.mark.parametrize(
    ("text", "operations"),
    [
        ("Operasi Ketupat 2025 resmi dimulai.", ("ketupat",)),
        ("Satlantas menggelar Ops Zebra Semeru 2025.", ("zebra", "semeru")),
        ("Apel gelar pasukan Operasi Kepolisian Terpusat Lilin Candi.", ("lilin", "candi")),
        ("Selama Operasi Patuh Lodaya, 300 pelanggar ditindak.", ("patuh", "lodaya")),
        ("Hasil Operasi Sikat Jaran Semeru dirilis.", ("sikat", "jaran", "semeru")),
        ("Satgas Operasi Damai Cartenz menangkap pelaku.", ("damai-cartenz",)),
        ("Personel Damai Cartenz menyambangi sekolah.", ("damai-cartenz",)),
        ("Kesiapan Mantap Praja Mahakam ditinjau.", ("mantap-praja",)),
        ("Operasi Pekat dan Operasi Antik digelar bersamaan.", ("pekat", "antik")),
        ("Warga memasak ketupat dan menyalakan lilin.", ()),
        ("Zebra di kebun binatang melahirkan.", ()),
        ("Utamakan keselamatan, patuh aturan.", ()),
        ("Pasien menjalani operasi di rumah sakit.", ()),
        ("Pendaki tersesat di Gunung Semeru.", ()),
    ],
)
def test_operation_is_found_by_its_name_behind_operasi(judge: Judge, text: str, operations: tuple[str, ...]) -> None:
    found = judge.judge("", text, source_unit=None).operations
    assert tuple(one.slug for one in found) == operations
    assert all(one.evidence in text for one in found)


def test_regional_name_tells_the_command_where_no_unit_is_named(judge: Judge) -> None:
    verdict = judge.judge("", "Operasi Zebra Semeru hari pertama, petugas menegur pengendara.", source_unit=None)
    assert (verdict.unit, verdict.polda) == (None, "polda-jawa-timur")
