"""Two hundred titles and texts that are hard to count or to cut."""

from __future__ import annotations

PHRASES = {
    "plain": "Polres Malang menangkap dua pelaku pencurian sepeda motor di Jalan Soekarno Hatta, Senin malam.",
    "degrees": "Kapolres AKBP Drs. H. Budi S.I.K., M.H. membuka apel di Jl. Ahmad Yani No. 5 pukul 08.30 WIB.",
    "emoji": "Polisi 👮 mengatur lalu lintas 🚦 dan menolong warga 🙏 yang terjebak banjir 🌊.",
    "families": "Keluarga 👨‍👩‍👧‍👦 dan petugas 👮‍♀️ serta relawan 👩‍🚒 berkumpul.",
    "skins": "Terima kasih 🙏🏽 kepada relawan 👩🏾‍🚒 dan warga 👍🏻 semua.",
    "flags": "Upacara 🇮🇩 dihadiri tamu dari 🇲🇾 dan 🇹🇱.",
    "keycaps": "Hubungi 1️⃣1️⃣0️⃣ atau ☎️ kantor terdekat ⚠️.",
    "arabic": "Kapolres mengucapkan السلام عليكم ورحمة الله وبركاته kepada jamaah.",
    "hebrew": "Tamu dari שלום עולם disambut di mapolres.",
    "chinese": "警方今天在市中心逮捕了两名嫌疑人。案件仍在调查中，请市民提供线索。",
    "japanese": "警察は本日、二人の容疑者を逮捕しました。詳細は後日発表されます。",
    "thai": "ตำรวจจับกุมผู้ต้องสงสัยสองคนในวันนี้ที่กลางเมือง",
    "hindi": "पुलिस ने आज दो संदिग्धों को गिरफ्तार किया और क्षेत्र में गश्त बढ़ाई।",
    "korean": "경찰은 오늘 시내에서 용의자 두 명을 체포했다고 밝혔다.",
    "decomposed": "Café résumé naïve fiancé di Malang".encode()
    .decode()
    .replace("é", "e\u0301")
    .replace("ï", "i\u0308"),
    "zalgo": "P" + "\u0301\u0316\u0322\u0335" * 40 + "olisi" + "\u0489\u0334" * 30 + " datang.",
    "link": "Baca https://tribratanews.jateng.polri.go.id/berita/2026/11/30/pengamanan?halaman=2&urut=baru lengkapnya.",
    "long_link": "Rekaman di https://www.polri.go.id/arsip/" + "a1b2c3d4/" * 40 + "akhir lihat.",
    "bare_links": "Kunjungi polri.go.id, humas.polri.go.id/berita-2 atau detik.com sekarang.",
    "addresses": "Surat ke humas@polri.go.id dan pengaduan.x@polda.jatim.polri.go.id diterima.",
    "mentions": "Ikuti @divisihumas@mastodon.social dan @polres_malang ya.",
    "entities": "Barang bukti <b>1 kg</b> & 2 pucuk; harga < 5 juta &amp; > 1 juta \"murah\" 'sekali'.",
    "hashtags": "Operasi #Zebra2026 dan #PolriUntukMasyarakat berakhir #tanpa #korban.",
    "no_spaces": "Pasukan" + "gerakcepatdansigap" * 40,
    "bidi": "Nama \u202eterbalik\u202c dan \u2066sisip\u2069 hilang.",
    "controls": "Ada\x00nol\x07bel\x1b[31m merah\ud800 dan\ufeff tanda.",
    "dots": "... !!! ??? .... ,,,, ;;;; ---- .",
    "signs": "Rp 5.000.000,00 · 50 % · 37 °C · © ® ™ · “kutip” ‘tunggal’ – — … € £ ¥ ½.",
    "math": "𝗣𝗼𝗹𝗶𝘀𝗶 𝓪𝓭𝓪 𝒅𝒊 𝕵𝖆𝖑𝖆𝖓 raya.",
    "lines": "Baris satu\r\nbaris dua\u2028baris tiga\n\n\n\nbaris empat.",
    "joiners": "نمی‌خواهم و می‌روم به خانه",
    "brackets": "(((Polres [Malang] {Kota} «tangkap» ‹dua›)))",
}
LENGTHS = (1, 4, 30)


def passages() -> list[tuple[str, str, str]]:
    """Name, title and text: each phrase alone and many times, in the title, in the text, in both; and mixtures."""
    found = [
        (f"{name}-{times}", (phrase + " ") * (times if times < 30 else 1), (phrase + " ") * times * 3)
        for name, phrase in PHRASES.items()
        for times in LENGTHS
    ]
    found += [
        (f"{name}-10kB", (phrase + " ") * (1 + 10_000 // len(phrase)), phrase) for name, phrase in PHRASES.items()
    ]
    phrases = list(PHRASES.items())
    found += [
        (f"{first}+{second}", f"{a} {b}"[:150], f"{b} {a} " * 8)
        for step in (1, 5, 11)
        for (first, a), (second, b) in zip(phrases, phrases[step:] + phrases[:step], strict=True)
    ][: 200 - len(found)]
    return found
