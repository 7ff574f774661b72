"""Pages of our own in the shapes that sources' themes give them, each around the same release."""

from __future__ import annotations

from pathlib import Path

import jinja2

FOLDER = Path(__file__).parents[2] / "data" / "pages" / "themes"
NAMES = tuple(sorted(path.stem for path in FOLDER.glob("*.html")))
ADDRESS = "https://humas.test/2026/06/04/dua-pengedar-sabu-ditangkap/"
TITLE = "Polres Contoh Tangkap Dua Pengedar Sabu di Pelabuhan"
PICTURE = "https://humas.test/foto/pelabuhan.jpg"
LINES = (
    "Kota Contoh – Satresnarkoba Polres Contoh menangkap dua orang pria yang diduga mengedarkan sabu di pelabuhan.",
    "Penangkapan berawal dari laporan warga yang resah oleh transaksi di sekitar dermaga setiap akhir pekan.",
    "Dari tangan keduanya petugas menyita 12,5 gram sabu, dua telepon genggam, dan uang tunai Rp 3.450.000.",
    "“Kami mengucapkan terima kasih kepada warga yang berani melapor,” kata Kapolres Contoh pada Kamis pagi.",
    "Keduanya kini ditahan di Mapolres Contoh dan dijerat dengan Undang-Undang Narkotika.",
)
OTHERS = (
    "Kapolres Contoh Pimpin Apel Gelar Pasukan Operasi Patuh",
    "Bhabinkamtibmas Sambang Warga Desa Binaan",
    "Polsek Kota Bagikan Sembako kepada Warga Lanjut Usia",
)
AROUND = (
    *("Baca Juga", "Bacaan Lainnya", "Berita Terkait", "Related Posts", "Terpopuler", "Berita Terbaru", "BERITA LAIN"),
    *("Bagikan", "Share on", "Kirimkan Ini", "ADVERTISEMENT", "Advertisement", "Tags:", "Label"),
    *("Tinggalkan Balasan", "Komentar", "Hak cipta", "Copyright", "Beranda", "Sebelumnya", "Previous Post"),
)
"""What the themes put around a release."""


def page(name: str, **changes: object) -> bytes:
    """Return a page as its server sends it."""
    told = {
        "title": TITLE,
        "place": "Polres Contoh",
        "published": "2026-06-04T10:00:00+08:00",
        "modified": "2026-06-04T12:30:00+08:00",
        "date": "Kamis, 4 Juni 2026 10.00 WITA",
        "picture": PICTURE,
        "address": ADDRESS,
        "lines": LINES,
        "others": OTHERS,
    } | changes
    template = jinja2.Environment(autoescape=True).from_string((FOLDER / f"{name}.html").read_text(encoding="utf-8"))
    return template.render(told).encode()
