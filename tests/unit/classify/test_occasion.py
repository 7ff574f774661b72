"""Occasion: the day and clock of the event, in UTC; what is only when somebody spoke, or unclear, stays open."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from syndicator.classify.occasion import event_at
from syndicator.classify.words import split_words
from syndicator.model.unit import Zone

PUBLISHED = datetime(2025, 6, 5, 8, 0, tzinfo=UTC)
"""A Thursday."""


def when(text: str, published_at: datetime | None = PUBLISHED, zone: Zone = Zone.WIB) -> str | None:
    found = event_at(split_words("Judul", text), published_at, zone)
    return found.strftime("%Y-%m-%d %H:%M") if found else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Apel digelar Rabu, 4 Juni 2025, mulai pukul 10.00 WITA di lapangan.", "2025-06-04 02:00"),
        ("Apel digelar Rabu (4/6/2025) sekira pukul 08.30 Wib.", "2025-06-04 01:30"),
        ("Apel digelar Rabu (04/06/25) pkl. 21:15 WIT.", "2025-06-04 12:15"),
        ("Kecelakaan terjadi Rabu (4/6) pukul 08.30.", "2025-06-04 01:30"),
        ("Pelaku ditangkap pada 4-6-2025, jam 02.00 WIB.", "2025-06-03 19:00"),
        ("Operasi berlangsung 2 s.d. 15 Juni 2025.", "2025-06-01 17:00"),
        ("Pelatihan digelar 3-4 Jun 2025.", "2025-06-02 17:00"),
        ("Rabu malam (4/6/2025) sekitar pukul 22.30 WIB polisi datang.", "2025-06-04 15:30"),
        ("Sekitar pukul 22.30 WIB, Rabu (4/6/2025), polisi datang.", "2025-06-04 15:30"),
        ("Apel digelar Rabu (4/6/2025). Mulai pukul 10.00 WIB warga datang.", "2025-06-04 03:00"),
        (
            "Bus terguling Selasa (3/6/2025). Petugas datang. Kejadian Selasa kemarin pukul 14.45 WIB.",
            "2025-06-03 07:45",
        ),
        ("Panen digelar Jum'at, 30 Mei 2025.", "2025-05-29 17:00"),
    ],
)
def test_day_and_clock_are_read(text: str, expected: str) -> None:
    assert when(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Warga menemukan granat, Selasa pagi.", "2025-06-02 17:00"),
        ("Warga menemukan granat, Kamis pukul 06.30 WIB.", "2025-06-04 23:30"),
        ("Warga menemukan granat, Jumat.", "2025-05-29 17:00"),
        ("Kemarin warga menemukan granat.", "2025-06-03 17:00"),
        ("Hari ini warga menemukan granat.", "2025-06-04 17:00"),
        ("Tadi malam warga menemukan granat.", "2025-06-03 17:00"),
        ("Granat ditemukan 31 Desember.", "2024-12-30 17:00"),
    ],
)
def test_what_lacks_a_year_counts_from_the_publication(text: str, expected: str) -> None:
    assert when(text) == expected


def test_without_publication_only_whole_dates_decide() -> None:
    assert when("Apel digelar Rabu (4/6/2025).", None) == "2025-06-03 17:00"
    assert when("Apel digelar Rabu (4/6).", None) is None
    assert when("Apel digelar Rabu.", None) is None
    assert when("Kemarin apel digelar.", None) is None


def test_a_whole_date_of_the_text_stands_for_the_publication() -> None:
    assert when("Balikpapan, 22 Maret 2025 – Kemarin apel digelar.", None) == "2025-03-20 17:00"
    text = "Mobil terguling, Selasa pukul 06.30 WIB. Sopir selamat, kata Kapolres, Kamis (5/6/2025)."
    assert when(text, None) == "2025-06-02 23:30"


def test_the_units_clock_counts_where_no_letters_do() -> None:
    assert when("Apel digelar Rabu (4/6/2025) pukul 10.00.", zone=Zone.WIT) == "2025-06-04 01:00"
    assert when("Apel digelar Rabu (4/6/2025).", zone=Zone.WITA) == "2025-06-03 16:00"


def test_a_date_wins_over_its_weekday() -> None:
    assert when("Apel digelar Senin (4/6/2025).") == "2025-06-03 17:00"


def test_a_date_behind_its_release_with_another_weekday_stays_open() -> None:
    assert when("Apel digelar Rabu (6/6/2025).") is None


def test_a_date_that_is_announced_is_the_events() -> None:
    assert when("Vaksinasi digelar Sabtu, 14 Juni 2025, pukul 08.00 WIB.") == "2025-06-14 01:00"


@pytest.mark.parametrize(
    "text",
    [
        '"Pelaku kami tahan," kata Kapolres, Rabu (4/6/2025).',
        "Polisi memburu pelaku, ujarnya kepada wartawan, Rabu (4/6/2025).",
        "Gedung itu berdiri sejak 4 Juni 2025.",
        "Surat bernomor 12 tertanggal 4 Juni 2025 dibacakan.",
        "Kerusuhan terjadi 4 Juni 1998.",
        "Apel digelar 4 Juni 2027.",
        "Apel digelar 31/6/2025.",
        "Apel digelar 4 Juni 0001.",
        "Sebanyak 1/2 kilogram dan 10.30 gram disita.",
        "Anggota hadir dalam Jumat Curhat.",
        "Rapat digelar Senin depan.",
        "Warga menunggu tiga minggu.",
        "",
    ],
)
def test_what_is_no_day_of_the_event_stays_open(text: str) -> None:
    assert when(text) is None


def test_the_clock_of_another_day_is_not_taken() -> None:
    text = "Motor dicuri Selasa (3/6/2025). Pelaku ditangkap Rabu (4/6/2025) pukul 22.00 WIB."
    assert when(text) == "2025-06-02 17:00"


def test_an_hour_alone_needs_its_zone() -> None:
    assert when("Apel digelar Rabu (4/6/2025) jam 3 sore.") == "2025-06-03 17:00"
    assert when("Apel digelar Rabu (4/6/2025) pukul 15 WIB.") == "2025-06-04 08:00"
    assert when("Apel digelar Rabu (4/6/2025) pukul 25.99 WIB.") == "2025-06-03 17:00"
