"""Units: names, abbreviations and sub-units find their unit; what one sign does not decide stays open."""

import pytest

from syndicator.classify.units import UnitFinder, UnitFinding
from syndicator.classify.words import split_words
from syndicator.model.unit import UnitTree


@pytest.fixture(scope="session")
def finder(tree: UnitTree) -> UnitFinder:
    return UnitFinder(tree)


def find(finder: UnitFinder, text: str, title: str = "") -> UnitFinding:
    return finder.find(split_words(title, text), None)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("Kapolres Kukar memimpin apel.", "polres-kutai-kartanegara"),
        ("Kasat Reskrim Polres TTS menjelaskan.", "polres-timor-tengah-selatan"),
        ("Polres Sergai menangkap pelaku.", "polres-serdang-bedagai"),
        ("Kapolres Tapsel hadir.", "polres-tapanuli-selatan"),
        ("Kapolresta Barelang hadir.", "polresta-barelang"),
        ("Polresta Batam merilis kasus.", "polresta-barelang"),
        ("KP3 bersama Polres Pelabuhan Tanjung Perak.", "polres-pelabuhan-tanjung-perak"),
        ("Satlantas Polrestabes Makassar menilang.", "polrestabes-makassar"),
        ("Polres Metro Jakarta Selatan merilis.", "polres-metro-jakarta-selatan"),
        ("Kapolres Metro Jaksel merilis.", "polres-metro-jakarta-selatan"),
        ("Kepolisian Resor (Polres) Langkat merilis.", "polres-langkat"),
        ("Kepolisian Resor Kota Besar Medan merilis.", "polrestabes-medan"),
        ("Polresta Depok merilis.", "polres-metro-depok"),
        ("Kapoldasu memberi arahan.", "polda-sumatera-utara"),
        ("Ditreskrimum Polda Kaltim mengungkap kasus.", "polda-kalimantan-timur"),
        ("Kabid Humas Polda NTT menerangkan.", "polda-nusa-tenggara-timur"),
        ("Kapolda Metro memberi penghargaan.", "polda-metro-jaya"),
        ("Kepolisian Daerah Kalimantan Selatan (Polda Kalsel) merilis.", "polda-kalimantan-selatan"),
        ("Polda DIY merilis.", "polda-daerah-istimewa-yogyakarta"),
        ("Polda Papua Barat Daya merilis.", "polda-papua-barat-daya"),
        ("Bareskrim Polri mengungkap.", "mabes-polri"),
        ("Karopenmas Divisi Humas Polri menjelaskan.", "mabes-polri"),
        ("Korlantas Polri menyiapkan rekayasa.", "mabes-polri"),
        ("Giat hari ini #PolrestaBalikpapan", "polresta-balikpapan"),
        ("Demikian. humaspolressleman", "polresta-sleman"),
    ],
)
def test_name_finds_its_unit(finder: UnitFinder, text: str, unit: str) -> None:
    assert find(finder, text).unit == unit


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("Polres Bogor merilis.", "polres-bogor"),
        ("Polres Bogor Kota merilis.", "polresta-bogor-kota"),
        ("Polresta Bogor Kota merilis.", "polresta-bogor-kota"),
        ("Polres Malang merilis.", "polres-malang"),
        ("Polresta Malang merilis.", "polresta-malang-kota"),
        ("Polres Malang Kota merilis.", "polresta-malang-kota"),
        ("Polres Kediri Kota merilis.", "polres-kediri-kota"),
        ("Polresta Bandung merilis.", "polresta-bandung"),
        ("Polrestabes Bandung merilis.", "polrestabes-bandung"),
        ("Polres Metro Bekasi merilis.", "polres-metro-bekasi"),
        ("Polres Metro Bekasi Kota merilis.", "polres-metro-bekasi-kota"),
        ("Polresta Tangerang merilis.", "polresta-tangerang"),
        ("Polres Metro Tangerang Kota merilis.", "polres-metro-tangerang-kota"),
        ("Polres Serang merilis.", "polres-serang"),
        ("Polres Serang Kota merilis.", "polres-serang-kota"),
    ],
)
def test_regency_and_city_of_one_name_are_two_units(finder: UnitFinder, text: str, unit: str) -> None:
    assert find(finder, text).unit == unit


@pytest.mark.parametrize(
    ("text", "polda"),
    [
        ("Polres Metro Depok merilis.", "polda-metro-jaya"),
        ("Polres Metro Bekasi Kota merilis.", "polda-metro-jaya"),
        ("Polres Tangsel merilis.", "polda-metro-jaya"),
        ("Polresta Tangerang merilis.", "polda-banten"),
        ("Polres Cilegon merilis.", "polda-banten"),
    ],
)
def test_command_is_read_from_the_tree_not_from_the_province(finder: UnitFinder, text: str, polda: str) -> None:
    assert find(finder, text).polda == polda


def test_polres_metro_is_the_town_where_lampung_is_named(finder: UnitFinder) -> None:
    assert find(finder, "Kapolres Metro Polda Lampung memimpin apel, Polres Metro siaga.").unit == "polres-metro"


def test_polres_metro_without_a_second_sign_stays_open(finder: UnitFinder) -> None:
    assert find(finder, "Polres Metro menangkap pelaku.").unit is None


def test_name_used_in_two_commands_is_decided_by_the_polda_beside_it(finder: UnitFinder) -> None:
    assert find(finder, "Polres Banjar Polda Jabar merilis.").unit == "polres-kota-banjar"
    assert find(finder, "Polres Banjar Polda Kalsel merilis.").unit == "polres-banjar"


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("Anggota Polsek Senori Polres Tuban menyambangi warga.", "polsek-senori"),
        ("Kapolsek Pagedangan memberi keterangan.", "polsek-pagedangan"),
        ("Polsek Bojong Gede menangkap pelaku.", "polsek-bojonggede"),
        ("Polsek Metro Tanah Abang, Jakarta Pusat, menangkap pelaku.", "polsek-tanah-abang-jakarta-pusat"),
        ("Polsekta Ilir Timur I menangkap pelaku.", "polsek-ilir-timur-i"),
        ("Kepolisian Sektor (Polsek) Ilir Timur Satu merilis.", "polsek-ilir-timur-i"),
        ("Kapolsek Cianjur Kota memimpin apel.", "polsek-cianjur"),
        ("Polsek Talun Polres Cirebon Kota merilis.", "polres-cirebon-kota"),
        ("Tawuran pecah di Kecamatan Banguntapan. Kapolsek turun ke lokasi.", "polsek-banguntapan"),
    ],
)
def test_polsek_is_found_by_its_district(finder: UnitFinder, text: str, unit: str) -> None:
    assert find(finder, text).unit == unit


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("Polsek Banjarsari Polresta Surakarta merilis kasus.", "polsek-banjarsari-kota-surakarta"),
        ("Polsek Setu menangkap pelaku di Kabupaten Bekasi.", "polsek-setu-bekasi"),
        ("Polsek Setu, kata Kabid Humas Polda Banten, menyita motor.", None),
        ("Kapolsek Lembang menjelaskan kasus di Jawa Barat.", "polsek-lembang-bandung-barat"),
        ("Kapolsek Wonosari menyebut korban warga Kapanewon Wonosari, Gunungkidul.", "polsek-wonosari-gunungkidul"),
        ("Polsek Banjarsari merilis kasus.", None),
        ("Polsek Banjarbaru Timur merilis kasus.", None),
    ],
)
def test_polsek_of_a_shared_name_needs_a_second_sign(finder: UnitFinder, text: str, unit: str | None) -> None:
    found = find(finder, text).unit
    assert found == unit or (unit is None and found == "polda-banten")


def test_polsek_of_a_shared_name_is_its_sources(finder: UnitFinder, tree: UnitTree) -> None:
    words = split_words("", "Polsek Banjarsari merilis kasus.")
    assert finder.find(words, tree.find("polres-ciamis")).unit == "polsek-banjarsari-ciamis"


def test_polsek_that_stays_open_is_reported_as_a_mention(finder: UnitFinder) -> None:
    found = find(finder, "Polsek Banjarsari membagikan sembako.")
    assert (found.unit, found.polda) == (None, None)
    assert [(m.slug, m.name, m.role) for m in found.mentions] == [
        ("polsek-banjarsari", "Polsek Banjarsari", "mentioned")
    ]


def test_polsek_that_the_text_contradicts_is_another_one(finder: UnitFinder) -> None:
    found = find(finder, "Polsek Pagedangan Polda Papua menangkap pelaku.")
    assert found.unit == "polda-papua"
    assert "polsek-pagedangan" not in {m.slug for m in found.mentions}


def test_polsek_that_no_district_has_falls_to_the_polres_named_with_it(finder: UnitFinder) -> None:
    found = find(finder, "Polsek Kawasan Sunda Kelapa Polres Pelabuhan Tanjung Priok berpatroli.")
    assert found.unit == "polres-pelabuhan-tanjung-priok"
    assert ("Polsek Kawasan Sunda Kelapa", "scene") in {(m.name, m.role) for m in found.mentions}


def test_polsek_that_no_district_has_stays_open_in_a_city_with_a_port(finder: UnitFinder) -> None:
    assert find(finder, "Polsek Kawasan Mirah menangkap pelaku di Kota Surabaya.").unit is None


def test_name_used_in_two_commands_is_decided_by_the_district_that_is_named(finder: UnitFinder) -> None:
    assert find(finder, "Polres Banjar memadamkan api di Kecamatan Kertak Hanyar.").unit == "polres-banjar"


def test_kapolda_without_a_name_is_the_one_of_the_scene(finder: UnitFinder) -> None:
    assert find(finder, "Wakapolda meninjau pasar di Kabupaten Buleleng.").unit == "polda-bali"
    assert find(finder, "Kapolri menegur kapolda seusai rapat di Kabupaten Buleleng.").unit == "mabes-polri"


def test_offices_of_headquarters_are_headquarters(finder: UnitFinder) -> None:
    assert find(finder, "Satgas Damai Cartenz menangkap anggota KKB.").unit == "mabes-polri"


def test_polres_of_several_polsek_is_the_issuer(finder: UnitFinder) -> None:
    text = "Personel Polsek Senori, Polsek Jatirogo, dan Polsek Bangilan berpatroli malam ini."
    assert find(finder, text).unit == "polres-tuban"


def test_polres_that_names_a_polsek_in_passing_is_the_issuer(finder: UnitFinder) -> None:
    text = "Polres Tuban menggelar apel. Kapolres Tuban memeriksa pasukan. Hadir pula anggota Polsek Senori."
    assert find(finder, text).unit == "polres-tuban"


def test_text_without_a_unit_stays_open(finder: UnitFinder) -> None:
    assert find(finder, "Polisi membubarkan balap liar.") == UnitFinding((), None, None, None)


def test_polres_is_the_issuer_though_its_polda_is_named(finder: UnitFinder) -> None:
    text = "Kapolres Karawang Polda Jabar AKBP Budi melalui Kapolsek Klari mengatakan hal itu."
    found = find(finder, text)
    assert (found.unit, found.polda) == ("polres-karawang", "polda-jawa-barat")
    assert {(m.slug, m.role) for m in found.mentions} >= {("polda-jawa-barat", "mentioned")}


def test_guest_does_not_become_the_issuer(finder: UnitFinder) -> None:
    text = "Polres Sragen menggelar apel. Polres Sragen berkoordinasi dengan Polres Ngawi."
    assert find(finder, text).unit == "polres-sragen"


def test_kapolri_who_is_only_quoted_is_not_the_issuer(finder: UnitFinder) -> None:
    text = "Sesuai arahan Kapolri, Polres Demak menanam jagung. Kapolri ingin swasembada pangan."
    assert find(finder, text).unit == "polres-demak"


def test_source_is_the_issuer_where_the_text_names_none(finder: UnitFinder, tree: UnitTree) -> None:
    found = finder.find(split_words("", "Bhabinkamtibmas menyambangi warga."), tree.find("polres-blora"))
    assert (found.unit, found.polda) == ("polres-blora", "polda-jawa-tengah")


def test_source_stays_the_issuer_where_another_unit_is_only_mentioned(finder: UnitFinder, tree: UnitTree) -> None:
    words = split_words("", "Pelaku yang buron dari wilayah Polres Ngawi ditangkap.")
    assert finder.find(words, tree.find("polres-sragen")).unit == "polres-sragen"


def test_polres_that_leads_a_text_on_its_poldas_site_is_the_issuer(finder: UnitFinder, tree: UnitTree) -> None:
    words = split_words("Polres Tuban Ringkus Pencuri", "Kasat Reskrim Polres Tuban menjelaskan kasus itu.")
    assert finder.find(words, tree.find("polda-jawa-timur")).unit == "polres-tuban"


def test_signature_of_another_unit_is_reported_as_a_conflict(finder: UnitFinder, tree: UnitTree) -> None:
    words = split_words("", "Polisi menggelar bakti sosial di pasar. Warga berterima kasih. (Humas Polres Gresik)")
    found = finder.find(words, tree.find("polres-tuban"))
    assert found.unit == "polres-gresik"
    assert {(m.slug, m.role) for m in found.mentions} == {("polres-gresik", "issuer"), ("polres-tuban", "mentioned")}


@pytest.mark.parametrize(
    ("source", "text", "conflicts"),
    [
        ("polres-tuban", "Kapolres Gresik AKBP Budi merilis kasus.", [("unit", "polres-tuban", "polres-gresik")]),
        ("polres-tuban", "Kapolres Ciamis AKBP Budi merilis kasus.", [("command", "polres-tuban", "polres-ciamis")]),
        ("polres-tuban", "Selesai. (Humas Polres Gresik)", [("unit", "polres-tuban", "polres-gresik")]),
        ("polres-tuban", "Kapolsek Senori merilis kasus.", []),
        ("polda-jawa-timur", "Kapolres Tuban merilis kasus.", []),
        ("polsek-senori", "Kapolres Tuban merilis kasus.", []),
        ("polres-tuban", "Pelaku pernah ditahan di Polres Gresik.", []),
        ("polres-tuban", "Bhabinkamtibmas menyambangi warga.", []),
    ],
)
def test_conflict_of_source_and_text_is_reported(
    finder: UnitFinder, tree: UnitTree, source: str, text: str, conflicts: list[tuple[str, str, str]]
) -> None:
    found = finder.find(split_words("", text), tree.find(source))
    assert [(one.kind, one.source, one.text) for one in found.conflicts] == conflicts


def test_each_mention_has_its_role(finder: UnitFinder) -> None:
    text = "Polres Tuban dan Polsek Senori menangkap pelaku di Kabupaten Tuban, dibantu Polres Gresik Polda Jatim."
    roles = {m.slug: m.role for m in find(finder, text).mentions}
    assert roles == {
        "polres-tuban": "issuer",
        "polsek-senori": "scene",
        "polres-gresik": "mentioned",
        "polda-jawa-timur": "mentioned",
    }


def test_bare_kapolres_on_a_polres_site_is_its_own(finder: UnitFinder, tree: UnitTree) -> None:
    words = split_words("", "Kapolres mengimbau warga.")
    assert finder.find(words, tree.find("polres-blora")).unit == "polres-blora"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Polisi menangkap pelaku di Kabupaten Garut.", "Kabupaten Garut"),
        ("Kecelakaan di Desa Selorejo, Kecamatan Bagor, Kabupaten Nganjuk.", "Kabupaten Nganjuk"),
        ("Warga Kota Depok geger, kata Kapolres Metro Depok.", "Kota Depok"),
        ("Satlantas Polres Jember menilang pengendara.", "Kabupaten Jember"),
        ("Polda Jatim merilis kasus.", "Jawa Timur"),
        ("Ditlantas Polda Metro Jaya menilang pengendara.", "DKI Jakarta"),
        ("Polda DIY merilis kasus.", "DI Yogyakarta"),
        ("Polda Jatim merilis kasus di Kabupaten Tulungagung.", "Kabupaten Tulungagung"),
        ("Polda Jatim merilis kasus, pelakunya dari Kabupaten Garut.", "Jawa Timur"),
        ("Kapolsek Pagedangan memberi keterangan.", "Kabupaten Tangerang"),
        ("Satresnarkoba Polres Kerinci menangkap pemuda di Kota Sungai Penuh.", "Kota Sungai Penuh"),
        ("Polres Cimahi mengamankan wisata di Kecamatan Lembang.", "Kabupaten Bandung Barat"),
        ("Polisi memadamkan api di Kecamatan Banguntapan.", "Kabupaten Bantul"),
        ("Polisi memadamkan api di Kecamatan Banjarsari.", None),
        ("Bareskrim Polri menyidik kebakaran hutan di Provinsi Riau.", "Riau"),
        ("SURABAYA – Polda Jatim merilis kasus.", "Kota Surabaya"),
        ("Pelaku asal Kabupaten Garut ditangkap di Kabupaten Ciamis.", "Kabupaten Ciamis"),
        ("Polisi buru pelaku.", None),
    ],
)
def test_place_of_the_event_or_open(finder: UnitFinder, text: str, place: str | None) -> None:
    assert find(finder, text).place == place


def test_evidence_carries_the_sub_unit(finder: UnitFinder) -> None:
    found = find(finder, "Kasat Resnarkoba Polres Bangli mengungkap kasus.")
    assert found.mentions[0].evidence == "Kasat Resnarkoba Polres Bangli"
