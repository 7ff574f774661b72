"""Words that copies write in several ways, or leave out, and the one form that they are compared in."""

from __future__ import annotations

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari jan january",
            "februari feb pebruari february",
            "maret mar march",
            "april apr",
            "mei may",
            "juni jun june",
            "juli jul july",
            "agustus agu ags aug agt august",
            "september sep sept",
            "oktober okt oct october",
            "november nov nopember nop",
            "desember des dec december",
        ),
        1,
    )
    for name in names.split()
}
"""Names of months and their short forms, in lower case, by number."""

_RANKS = """
akbp kombes kompol akp iptu ipda aiptu aipda bripka brigpol brigadir briptu bripda bharada bharatu irjen
irjenpol brigjen brigjenpol komjen komjenpol jenderal kombespol pol polisi komisaris ajun inspektur besar
letjen mayjen kolonel letkol mayor kapten lettu letda serka sertu serda kopda pratu
"""
RANKS = frozenset(_RANKS.split())
"""Ranks, short or spelled out; copies change the one for the other."""

_DEGREES = """
sh sik mh msi mm se st sos ssos mhum hum psi spsi kn mkn spd mpd skom mkom amd str strk dr drs dra ir sip
mik cphr cba ap tr opsla mtr hj sag mag spt sp skm mkes sst sap map cpm chrmp qrmp
"""
DEGREES = frozenset(_DEGREES.split())

_CLOCK = "wib wita wit senin selasa rabu kamis jumat sabtu minggu ahad"
CLOCK = frozenset(_CLOCK.split())
"""Zones and weekdays: copies drop and add them, and they are wrong often enough."""

DROPPED = RANKS | DEGREES | CLOCK

_NUMBERS = "nol satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas"
NUMBERS = {word: str(number) for number, word in enumerate(_NUMBERS.split())}
"""Numbers in words."""

ONE_FORM = NUMBERS | {
    "yg": "yang",
    "dgn": "dengan",
    "dg": "dengan",
    "utk": "untuk",
    "dlm": "dalam",
    "pd": "pada",
    "tsb": "tersebut",
    "krn": "karena",
    "jl": "jalan",
    "jln": "jalan",
    "ds": "desa",
    "kel": "kelurahan",
    "kec": "kecamatan",
    "kab": "kabupaten",
    "prov": "provinsi",
    "propinsi": "provinsi",
    "sekira": "sekitar",
    "sekiranya": "sekitar",
    "kurleb": "sekitar",
    "jam": "pukul",
    "polresta": "polres",
    "polrestabes": "polres",
    "polrestro": "polres",
    "kapolresta": "kapolres",
    "kapolrestabes": "kapolres",
    "sepedamotor": "motor",
    "r2": "motor",
    "r4": "mobil",
    "mapolresta": "mapolres",
    "mapolrestabes": "mapolres",
    "narkotika": "narkoba",
    "satnarkoba": "satresnarkoba",
    "sat": "satuan",
    "hp": "handphone",
    "ponsel": "handphone",
    "kasus": "perkara",
}
"""Words with several spellings, each by the form that stands for all of them."""

_COMMON = """
yang dan di ke dari untuk dengan pada dalam itu ini oleh kata ujar adalah juga akan telah sudah tidak ada kepada
saat para karena bahwa tersebut sebagai atau secara mereka ia dia kami kita saya ya jelas ungkap tutur terang
jelasnya katanya ujarnya lalu kemudian namun bisa dapat ungkapnya tuturnya terangnya tegasnya tegas imbuhnya
sambungnya lanjutnya tambahnya pungkasnya menurutnya mengatakan menjelaskan menyampaikan mengungkapkan menuturkan
menambahkan hal serta hingga sampai agar guna dapat masih sangat lebih setelah usai sebelum ketika selain yaitu
yakni antara lain atas bagi seperti belum pun lagi sedang maupun tetapi tapi sehingga jika bila maka
"""
COMMON = frozenset(_COMMON.split())
"""Words that every text has; what a sentence says is in the others."""
