"""Names that templated reports are filled with: districts, villages, streets, spots, people."""

from __future__ import annotations

import random
from pathlib import Path

from syndicator.newsroom.units import Unit, read_units


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


UNITS = read_units(Path("config/units.csv"))
RESORTS = tuple(unit for unit in UNITS if unit.level == "resort")

DISTRICTS = _words(
    """Sukasari Cibeunying Tarogong Karangpawitan Leles Banyuresmi Wanaraja Pameungpeuk Cisompet Bungbulang Gubeng
    Wonokromo Rungkut Tambaksari Lakarsantri Genteng Kenjeran Mulyorejo Sawahan Tegalsari Panakkukang Tamalate
    Biringkanaya Manggala Rappocini Ujungtanah Mariso Bontoala Balaraja Cikupa Pasarkemis Kelapadua Legok Curug
    Pagedangan Cisauk Serpong Ciledug Larangan Jatiuwung Batuceper Neglasari Kemayoran Cempakaputih Tambora Kalideres
    Cengkareng Kembangan Pesanggrahan Cilandak"""
)
VILLAGES = (
    "Sukamaju", "Mekarsari", "Cibodas", "Tanjungsari", "Wonosari", "Karanganyar", "Sidomulyo", "Banjarsari",
    "Pasirhalang", "Kertasari", "Bojongsoang", "Rancamanyar", "Sumbersari", "Ngadirejo", "Purwodadi", "Kalibening",
    "Gunungsari", "Padasuka", "Jatimulya", "Tirtonirmolo", "Randuagung", "Bangunharjo", "Lembang Sari", "Cikondang",
    "Batu Merah", "Tanah Tinggi", "Kota Baru", "Pulau Panjang", "Air Hitam", "Simpang Empat",
)  # fmt: skip
STREETS = (
    "Ahmad Yani", "Gatot Subroto", "Diponegoro", "Jenderal Sudirman", "Veteran", "Pahlawan", "Merdeka", "Pemuda",
    "Raya Timur", "Kartini", "Imam Bonjol", "Hasanuddin", "Pattimura", "Soekarno Hatta", "Letjen Suprapto",
    "Panglima Polim", "Raya Barat", "Ki Hajar Dewantara", "Dewi Sartika", "Sultan Agung",
)  # fmt: skip
SPOTS = {
    "": (
        "Pasar Induk", "Alun-Alun Utara", "Terminal Baru", "SPBU Simpang Lima", "Taman Kota", "Lapangan Merdeka",
        "Pasar Senggol", "Kompleks Ruko Permata", "Stasiun Lama", "Pelabuhan Rakyat", "Gelanggang Olahraga",
        "Balai Kota Lama", "Kawasan Wisata Pantai", "Jembatan Merah", "Rest Area Kilometer 57", "Plaza Andalas",
    ),
    "school": (
        "SMAN 1", "SMPN 3", "SMK Bina Karya", "SDN 02 Pagi", "MAN 2", "SMP Muhammadiyah 5", "SMA Santo Yosef",
        "SMKN 4", "SDN Kebon Jeruk 11", "MTs Al Hidayah", "SMPN 12", "SMA Taruna Bangsa",
    ),
    "worship": (
        "Gereja Katedral", "GKI Maranatha", "Gereja Santa Maria", "HKBP Tanjung", "GPIB Immanuel", "Gereja Toraja",
        "GMIM Bethesda", "Gereja Kristus Raja", "GBI Eben Haezer", "GKJ Wates", "Gereja Santo Petrus", "GPM Silo",
    ),
    "market": (
        "Pasar Kliwon", "Pasar Legi", "Pasar Pagi", "Pasar Sentral", "Pasar Minggu", "Pasar Raya", "Pasar Wage",
        "Pasar Inpres", "Pasar Atom", "Pasar Terong", "Pasar Gede", "Pasar Johar",
    ),
}  # fmt: skip
FIRST = _words(
    """Abdul Ardi Bachtiar Benny Cecep Darmanto Dudung Erwin Fitra Gugun Haris Iskak Jajang Kusnadi Luthfi Maman
    Nasrul Opik Parlin Rusdi Sahrul Tatang Ujang Victor Wiranto Yayan Zaenudin Suyatno Marlon Frengky"""
)
LAST = _words(
    """Abidin Baskoro Ciptadi Daulay Effendy Ginting Hutagalung Irianto Kadarusman Loppies Maulana Nainggolan
    Panggabean Rumakat Sitorus Tampubolon Umboh Wardhana Yudhistira Zakaria Sembiring Kristanto Mardiana"""
)
LOW_RANKS = ("Aiptu", "Aipda", "Bripka", "Brigpol", "Briptu")
CHIEF_RANKS = {"precinct": ("AKP", "Iptu", "Kompol"), "section": ("AKP", "Kompol", "Iptu"), "resort": ("AKBP",)}
DEGREES = ("", "", "S.H.", "S.I.K.", "S.H., M.H.", "S.I.K., M.Si.", "S.Sos.")


def person(dice: random.Random) -> str:
    return f"{dice.choice(FIRST)} {dice.choice(LAST)}"


def chief(rung: str, dice: random.Random) -> str:
    """Rank, name and degrees of whoever heads a precinct, a section or a resort."""
    degrees = dice.choice(DEGREES)
    return f"{dice.choice(CHIEF_RANKS[rung])} {person(dice)}" + (f", {degrees}" if degrees else "")


def initials(dice: random.Random) -> str:
    return "".join(dice.choice("ABDEFHIJKLMNPRSTWY") for _ in range(dice.choice((2, 2, 3))))


def neighbour(unit: Unit, dice: random.Random) -> Unit:
    """Another resort of the same command where it has one, any other one else."""
    beside = [other for other in RESORTS if other.command == unit.command and other != unit]
    return dice.choice(beside or [other for other in RESORTS if other != unit])
