"""What the weekly report says: leaders read Indonesian, so there is no other language of it."""

from __future__ import annotations

from datetime import date, datetime

from syndicator.model.unit import Zone

HEADING = "Laporan Mingguan Siaran Pers"
WEEK = "pekan ke-{}"
WRITTEN = "Disusun {}. Judul yang dimuat hanya dari siaran yang sudah dapat dibaca umum."
PAGE = "halaman {}"
SUMS = ("Diterbitkan", "Salinan", "Ditahan", "Ditarik", "Satuan sepi")
AGAINST = "{} dari pekan lalu"
TOPICS = "Menurut topik"
TOPIC_HEADS = ("Topik", "Siaran", "Terbit", "± pekan lalu")
COMMANDS = (
    "Menurut komando",
    ("Komando", "Siaran", "Terbit", "Salinan", "Sepi"),
    (
        "Batang biru: siaran yang terbit; batang emas: salinan dari siaran satuan lain. Sepi: jumlah satuan yang pada "
        "suatu hari menyiarkan jauh di bawah kelazimannya."
    ),
    "Tanpa siaran:",
)
SILENT = (
    "Satuan yang sepi",
    ("Satuan", "Di bawah", "Hari sepi", "Lazimnya"),
    "dan {} satuan lain.",
)
SILENCE_RULE = (
    "Kelaziman ialah median delapan pekan sebelumnya pada hari yang sama. Hari yang lazimnya ada siarannya disebut "
    "sepi bila satuan tidak menyiarkan apa pun padahal kelazimannya sejak siaran terakhir berjumlah tiga atau lebih, "
    "atau menyiarkan kurang dari separuh kelazimannya dan sedemikian sedikit sehingga jarang terjadi secara kebetulan."
)
CHANNELS = "Kanal tersibuk"
URGENT = "Siaran mendesak"
NO_RELEASES = "Tidak ada siaran yang terbit pada pekan ini."
NO_SILENCE = "Tidak ada satuan yang menyiarkan jauh di bawah kelazimannya."
NO_POSTS = "Tidak ada siaran pekan ini yang dikirim ke kanal."
NO_URGENT = "Tidak ada siaran mendesak pada pekan ini."
UNIT_OPEN = "satuan belum pasti"
UNTITLED = "Siaran tanpa judul"

_MONTHS = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)


def _day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def days(first: date, last: date) -> str:
    """Return a span of days as `23–29 November 2026`, with no more of the first one than differs."""
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{_day(last)}"
    year = "" if first.year == last.year else f" {first.year}"
    return f"{first.day} {_MONTHS[first.month - 1]}{year} – {_day(last)}"


def moment(local: datetime, zone: Zone) -> str:
    """Return a moment of a zone as `29 November 2026 pukul 14.05 WITA`."""
    return f"{_day(local.date())} pukul {local.hour:02}.{local.minute:02} {zone.value}"
