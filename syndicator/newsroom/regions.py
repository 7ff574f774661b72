"""The names that each Polda gives to its yearly operations, such as Zebra Semeru in Jawa Timur."""

from __future__ import annotations

from syndicator.newsroom.units import Unit

SUFFIXES = {
    "Aceh": "Seulawah", "Sumatera Utara": "Toba", "Sumatera Barat": "Singgalang",
    "Riau": "Lancang Kuning", "Kepulauan Riau": "Seligi", "Jambi": "Siginjai", "Sumatera Selatan": "Musi",
    "Bengkulu": "Nala", "Kepulauan Bangka Belitung": "Menumbing", "Lampung": "Krakatau",
    "Metro Jaya": "Jaya", "Banten": "Maung", "Jawa Barat": "Lodaya", "Jawa Tengah": "Candi",
    "Daerah Istimewa Yogyakarta": "Progo", "Jawa Timur": "Semeru", "Bali": "Agung",
    "Nusa Tenggara Barat": "Rinjani", "Nusa Tenggara Timur": "Turangga", "Kalimantan Barat": "Kapuas",
    "Kalimantan Tengah": "Telabang", "Kalimantan Selatan": "Intan", "Kalimantan Timur": "Mahakam",
    "Kalimantan Utara": "Kayan", "Sulawesi Utara": "Samrat", "Gorontalo": "Otanaha",
    "Sulawesi Tengah": "Tinombala", "Sulawesi Barat": "Marano", "Sulawesi Selatan": "Pallawa",
    "Sulawesi Tenggara": "Anoa", "Maluku": "Salawaku", "Maluku Utara": "Kieraha", "Papua": "Cartenz",
    "Papua Barat": "Mansinam", "Papua Tengah": "Cartenz", "Papua Barat Daya": "Mansinam",
}  # fmt: skip


def operation_suffix(unit: Unit) -> str:
    """Return the regional part of an operation's name; for Mabes Polri it is Nusantara."""
    command = unit.name if unit.level == "command" else unit.command
    return SUFFIXES.get(command.removeprefix("Polda "), "Nusantara")
