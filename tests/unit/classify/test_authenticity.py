"""Whether a source is still believed, by what it says."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from syndicator.classify.authenticity import AuthenticityGuard, AuthenticityRules

CONFIG = Path(__file__).resolve().parents[3] / "config" / "authenticity.toml"
RELEASE = (
    "Polres Contoh menggelar patroli malam. Kegiatan dipimpin oleh Kapolsek dan dihadiri para personel yang bertugas "
    "untuk menjaga keamanan warga di wilayah kota dengan tertib dan lancar."
)
GAMBLING = "Daftar sekarang di situs slot gacor maxwin dengan bonus new member dan deposit pulsa."
ENGLISH = "The ten best ways to write an essay about remote work, with examples and tips for every student out there."
CASE = (
    "Satreskrim Polres Contoh membongkar situs judi bola online dan menangkap tiga pelaku yang menjadi admin slot "
    "gacor dengan barang bukti telepon genggam dan rekening untuk deposit pulsa."
)
QUIET = "Kegiatan donor darah dihadiri warga dan para pelajar yang antusias untuk membantu sesama di balai desa ini."


@pytest.fixture(scope="module")
def guard() -> AuthenticityGuard:
    rules = TypeAdapter(AuthenticityRules).validate_python(tomllib.loads(CONFIG.read_text(encoding="utf-8")))
    return AuthenticityGuard(rules)


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        ([GAMBLING] * 3, "advertise"),
        ([GAMBLING] * 5 + [RELEASE] * 5, "5 of 10 new entries advertise"),
        ([ENGLISH] * 5, "another language"),
    ],
)
def test_what_cannot_come_from_a_desk_is_told(guard: AuthenticityGuard, texts: list[str], words: str) -> None:
    assert words in str(guard.drift(texts))


@pytest.mark.parametrize(
    "texts",
    [
        [RELEASE] * 10,
        [CASE] * 10,
        [QUIET] * 10,
        [GAMBLING] * 2,
        [GAMBLING] * 2 + [RELEASE] * 8,
        [ENGLISH] * 2 + [RELEASE] * 8,
        [""] * 10,
        [],
    ],
    ids=[
        "releases",
        "cases of gambling",
        "without a police word",
        "too few",
        "one hacked post in five",
        "a few",
        "empty",
        "none",
    ],
)
def test_what_can_come_from_a_desk_is_believed(guard: AuthenticityGuard, texts: list[str]) -> None:
    assert guard.drift(texts) is None
