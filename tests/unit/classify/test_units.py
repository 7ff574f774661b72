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


def test_polsek_belongs_to_the_polres_named_with_it(finder: UnitFinder) -> None:
    found = find(finder, "Anggota Polsek Senori Polres Tuban menyambangi warga.")
    assert found.unit == "polres-tuban"
    assert [(m.name, m.role, m.polda) for m in found.mentions if m.kind == "Polsek"] == [
        ("Polsek Senori", "scene", "polda-jawa-timur")
    ]


def test_polsek_belongs_to_the_polres_of_the_regency_named(finder: UnitFinder) -> None:
    assert find(finder, "Polsek Bagor mendatangi lokasi di Kabupaten Nganjuk.").unit == "polres-nganjuk"


def test_polsek_alone_stays_open(finder: UnitFinder) -> None:
    found = find(finder, "Polsek Sukamaju membagikan sembako.")
    assert (found.unit, found.polda) == (None, None)
    assert [m.role for m in found.mentions] == ["mentioned"]


def test_polsek_in_a_city_with_a_port_stays_open(finder: UnitFinder) -> None:
    assert find(finder, "Polsek Krembangan menangkap pelaku di Kota Surabaya.").unit is None


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


def test_bare_kapolres_on_a_polres_site_is_its_own(finder: UnitFinder, tree: UnitTree) -> None:
    words = split_words("", "Kapolres mengimbau warga, kata Kapolsek Cepu.")
    assert finder.find(words, tree.find("polres-blora")).unit == "polres-blora"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Polisi menangkap pelaku di Kabupaten Garut.", "Kabupaten Garut"),
        ("Kecelakaan di Desa Selorejo, Kecamatan Bagor, Kabupaten Nganjuk.", "Kabupaten Nganjuk"),
        ("Warga Kota Depok geger, kata Kapolres Metro Depok.", "Kota Depok"),
        ("Satlantas Polres Jember menilang pengendara.", "Kabupaten Jember"),
        ("Polda Jatim merilis kasus.", None),
        ("Pelaku asal Kabupaten Garut ditangkap di Kabupaten Ciamis.", "Kabupaten Ciamis"),
        ("Polisi buru pelaku.", None),
    ],
)
def test_place_of_the_event_or_open(finder: UnitFinder, text: str, place: str | None) -> None:
    assert find(finder, text).place == place


def test_evidence_carries_the_sub_unit(finder: UnitFinder) -> None:
    found = find(finder, "Kasat Resnarkoba Polres Bangli mengungkap kasus.")
    assert found.mentions[0].evidence == "Kasat Resnarkoba Polres Bangli"
