"""Offices: what headquarters and its parts are called, and the parts of a unit that stand before its name."""

from __future__ import annotations

_HEADQUARTERS = """
mabes polri, markas besar polri, divisi humas polri, divhumas polri, divhumas, kadiv humas polri
kadivhumas polri, kadiv humas, kadivhumas, kepala divisi humas polri, karo penmas, karopenmas
biro penerangan masyarakat, humas polri, bareskrim, bareskrim polri, kabareskrim, badan reserse kriminal
dittipidsiber, dittipidum, dittipideksus, dittipidnarkoba, dittipidter, dittipidkor, dittipidppa
kortas tipidkor, kortastipidkor, puslabfor, korlantas, korlantas polri, kakorlantas, densus 88, baharkam
kabaharkam, korbrimob, kapolri, wakapolri, lemdiklat polri, sespim polri, sespim lemdiklat, sespimti
sespimmen, sespimma, akpol, akademi kepolisian, stik ptik, ssdm polri, as sdm kapolri, asisten kapolri
divpropam polri, kadiv propam polri, itwasum polri, irwasum, pusdokkes polri, divhubinter, slog polri
stamaops polri, satgas pangan polri, densus, detasemen khusus 88, densus 88 antiteror, baintelkam, korps brimob
badan intelijen keamanan, badan pemelihara keamanan, divisi propam, divpropam, divpropam polri
divisi profesi dan pengamanan, inspektorat pengawasan umum, itwasum, korps lalu lintas, korpolairud
pusinafis, pusdokkes, divisi hubungan internasional, divhubinter polri, divisi tik polri, setukpa
lemdiklat, lembaga pendidikan dan latihan polri, sekolah staf dan pimpinan, brigade mobil polri
satgas damai cartenz, satgas operasi damai cartenz, operasi damai cartenz, satgas nemangkawi
satgas madago raya, satgas tinombala, dittipidter bareskrim, direktorat tindak pidana siber
direktorat tindak pidana narkoba, direktorat tindak pidana umum bareskrim, satgas merah putih
"""
HEADQUARTERS_NAMES = tuple(name.strip() for line in _HEADQUARTERS.strip().splitlines() for name in line.split(","))

_SUB_UNITS = """
satlantas satreskrim satresnarkoba satnarkoba resnarkoba satsamapta satbinmas satintelkam satpolairud
satpolair sattahti sat lantas reskrim narkoba samapta sabhara binmas intelkam ditreskrimum ditreskrimsus
ditresnarkoba ditlantas ditsamapta ditbinmas ditintelkam ditpolairud ditpamobvit ditressiber brimob
satbrimob bidhumas bidpropam humas propam spkt unit tim kasat kasi kanit kabid kabag ops kasubbag kasubbid
kasubdit subdit direktorat satuan dir wadir dirlantas dirreskrimum dirreskrimsus dirresnarkoba kasihumas
kasatlantas kasatreskrim kasatresnarkoba kaposlantas kaur paur penyidik reserse opsnal resmob jatanras
lalu lintas kriminal umum khusus pidum
"""
SUB_UNITS = frozenset(_SUB_UNITS.split())
