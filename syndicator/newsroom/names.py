"""Invented people and places; any likeness to real ones is chance."""

from __future__ import annotations

import random


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


MEN = _words(
    "Agus Ahmad Adi Aditya Andi Andika Anton Arif Aris Asep Bagus Bambang Bayu Budi Dadang Danang Dedi Deni "
    "Dian Didik Dimas Dodi Dwi Edi Eko Endra Fajar Faisal Farid Febri Ferdi Galih Gede Gilang Gunawan Hadi "
    "Hamzah Handoko Hari Hendra Heri Herman Ibnu Ilham Imam Indra Irfan Irwan Iwan Jaka Joko Kadek Komang "
    "Krisna Lukman Made Marthen Maulana Muhammad Mulyadi Nanang Nyoman Oktavian Panji Petrus Prasetyo Putu "
    "Rahmat Rama Reza Ridwan Rinto Rizal Robert Roni Rudi Saiful Samsul Satria Sigit Slamet Stefanus Sugeng "
    "Suharto Supri Suryadi Syahrul Taufik Teguh Tri Umar Viktor Wahyu Wawan Wayan Wisnu Yanto Yoga Yohanis "
    "Yudi Yusuf Zainal Zulkifli"
)
WOMEN = _words(
    "Dewi Endah Fitri Ika Indah Intan Kartika Lestari Maria Mega Murni Nurul Putri "
    "Ratna Rina Rini Sari Siti Sri Tuti Wulan Yanti Yuliana Yuni"
)
GIVEN = MEN + WOMEN
MIDDLE = ("", "", "", "", "Dwi ", "Tri ", "Eka ", "Nur ", "Bayu ", "Surya ", "Jaya ", "Arya ", "Catur ")
FAMILY = _words(
    "Abdullah Adiputra Alamsyah Anggara Anwar Arifin Asmara Basri Budiman Cahyadi Darmawan Dharma Efendi "
    "Fadillah Firdaus Fauzi Gunadi Habibi Hakim Halim Hamdani Handayani Harahap Haryanto Hasibuan Hermawan "
    "Hidayat Hutapea Ibrahim Iskandar Ismail Jatmiko Junaedi Kurniawan Kusuma Laksana Lubis Lumban Mahendra "
    "Mangkunegara Manurung Mardani Marpaung Maryono Matondang Mulyana Mustofa Nababan Nasution Nugraha "
    "Nugroho Pamungkas Pangestu Permana Prabowo Pradana Pranata Pratama Purnomo Purwanto Rahman Rajagukguk "
    "Ramadhan Riyadi Rohman Rumbewas Sanjaya Saputra Saragih Sasongko Setiawan Siahaan Sihombing Simanjuntak "
    "Siregar Soleh Subekti Sudrajat Suhendar Sulaiman Supriyadi Susanto Susilo Sutrisno Syaputra Syarif "
    "Tanjung Tarigan Utama Utomo Wibisono Wibowo Wicaksono Widodo Wijaya Wirawan Yulianto Yunus "
)
CHILD = _words(
    "Alif Aulia Azka Bintang Citra Daffa Dinda Fahri Farel Galang Hana Kayla Keisha Laras Nabila Naufal Nisa "
    "Raka Rara Rasya Salsa Satrio Syifa Tegar Tiara Vino Zahra Zidan"
)
PLACE_HEADS = _words(
    "Tanjung Sungai Bukit Muara Air Teluk Padang Batu Rantau Lubuk Kampung Gunung Simpang Suka Karang Parit "
    "Talang Pematang Tebing Lembah Kuala Ujung"
)
PLACE_TAILS = (
    "Harapan", "Melati", "Kenanga", "Rengas", "Pinang", "Cempaka", "Jati", "Waru", "Meranti", "Nipah",
    "Bakau", "Mulia", "Damai", "Rejo", "Makmur", "Indah", "Baru", "Lama", "Raya", "Permai", "Sentosa",
    "Jambu", "Durian", "Kelapa", "Beringin", "Randu", "Serai", "Pandan", "Rotan", "Angin", "Putih",
    "Merah", "Biru", "Panjang", "Sari", "Agung", "Kencana", "Mekar", "Lestari", "Bangun", "Tengah",
    "Hilir", "Hulu", "Timbul",
)  # fmt: skip
STREETS = (
    "Merdeka", "Sudirman", "Diponegoro", "Ahmad Yani", "Gajah Mada", "Imam Bonjol", "Veteran", "Pahlawan",
    "Kartini", "Hasanuddin", "Pattimura", "Pemuda", "Gatot Subroto", "Teuku Umar", "Cut Nyak Dien", "Melati",
    "Anggrek", "Trans Provinsi", "Lintas Kabupaten", "Poros Desa", "Pelabuhan Lama", "Pasar Baru", "Cendana",
    "Ki Hajar Dewantara", "Yos Sudarso", "Letjen Suprapto", "Raya Timur", "Lingkar Selatan", "Kelapa Dua",
)  # fmt: skip
PLATES = (
    "A", "B", "D", "F", "G", "H", "K", "L", "N", "R", "T", "BA", "BE", "BG", "BK", "BL", "BM", "DA", "DB",
    "DC", "DD", "DE", "DH", "DK", "DL", "DM", "DN", "DR", "DS", "DT", "EA", "EB", "KB", "KH", "KT", "PA",
)  # fmt: skip


def pick(rng: random.Random, choices: tuple[str, ...]) -> str:
    """Draw one, faster than Random.choice."""
    return choices[int(rng.random() * len(choices))]


def person_name(rng: random.Random) -> str:
    """Draw an adult's name."""
    given, middle = pick(rng, GIVEN), pick(rng, MIDDLE)
    return f"{given} {'' if middle.strip() == given else middle}{pick(rng, FAMILY)}"


def mans_name(rng: random.Random) -> str:
    """Draw a man's name."""
    return f"{pick(rng, MEN)} {pick(rng, FAMILY)}"


def womans_name(rng: random.Random) -> str:
    """Draw a woman's name."""
    return f"{pick(rng, WOMEN)} {pick(rng, FAMILY)}"


def child_name(rng: random.Random) -> str:
    """Draw a child's name."""
    return f"{pick(rng, CHILD)} {pick(rng, FAMILY)}"


def place_name(rng: random.Random) -> str:
    """Draw a name for a village or a sub-district."""
    head, tail = pick(rng, PLACE_HEADS), pick(rng, PLACE_TAILS)
    return f"{head}{tail.lower()}" if head in {"Suka", "Karang"} and len(tail) < 6 else f"{head} {tail}"


def street_name(rng: random.Random) -> str:
    """Draw a street, at times with a number or a kilometre."""
    tail = rng.random()
    name = f"Jalan {pick(rng, STREETS)}"
    if tail < 0.2:
        return f"{name} Nomor {int(rng.random() * 140) + 1}"
    return f"{name} Km {int(rng.random() * 38) + 2}" if tail < 0.4 else name


def initials_of(name: str) -> str:
    """Return the initials by which a release hides a suspect."""
    return "".join(word[0] for word in name.split()[:3])


def number_plate(rng: random.Random) -> str:
    """Draw a vehicle's registration."""
    tail = "".join(pick(rng, tuple("ABCDEFGHJKLMNPRSTUVWXYZ")) for _ in range(2 if rng.random() < 0.6 else 3))
    return f"{pick(rng, PLATES)} {int(rng.random() * 8999) + 1000} {tail}"
