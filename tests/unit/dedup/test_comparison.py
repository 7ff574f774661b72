"""Comparing two texts: copies are copies both ways, templates are not, and the reason says why."""

from __future__ import annotations

from dataclasses import asdict, astuple, fields
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.dedup.comparison import Comparer, Comparison, Telling, Weights, comparer
from syndicator.dedup.figures import Figures
from syndicator.dedup.fingerprint import KEYS, fingerprint
from syndicator.dedup.kin import relations_of
from syndicator.model.story import Kinship

AT = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
RELEASE = (
    "Polresta Balikpapan mengungkap kasus pencurian motor di Jalan Marsma Iswahyudi, Senin (2/3/2026) pukul 02.30"
    " WITA. Kapolresta Balikpapan Kombes Pol Anton Firmanto mengatakan dua tersangka ditangkap bersama 3 unit "
    "sepeda motor. Para tersangka masuk melalui pagar samping ketika penghuni sedang tidur, lalu mendorong motor "
    "sejauh 200 meter. Petugas menyita kunci letter T, dua telepon genggam dan uang tunai Rp 1.500.000 dari rumah"
    " tersangka. Anton mengimbau warga memasang kunci ganda dan segera melapor melalui layanan 110 apabila "
    "melihat orang mencurigakan."
)
FOLLOW_UP = (
    "Berkas perkara dua tersangka pencurian motor di Jalan Marsma Iswahyudi dilimpahkan ke kejaksaan. Jaksa menyatakan "
    "lengkap setelah dua kali penelitian, dan sidang perdana dijadwalkan pekan depan di pengadilan negeri setempat. "
    "Kapolresta Balikpapan Kombes Pol Anton Firmanto mengatakan dua tersangka ditangkap bersama 3 unit sepeda motor. "
    "Para tersangka masuk melalui pagar samping ketika penghuni sedang tidur, lalu mendorong motor sejauh 200 meter. "
    "Keluarga korban berharap hukuman yang setimpal, sedangkan penasihat hukum akan mengajukan keringanan."
)


def telling(
    text: str, *, title: str = "Pencuri Motor Ditangkap", days: float = 0, source: str | None = None
) -> Telling:
    return Telling.of(fingerprint(title, text).sketch, AT + timedelta(days=days), source)


def compared(one: str, other: str, *, days: float = 0, source: str | None = None) -> Comparison:
    return comparer().compare(telling(one, source=source), telling(other, days=days, source=source))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Kombes Pol Anton", "Komisaris Besar Polisi Anton"),
        ("Senin (2/3/2026)", "Senin, 2 Maret 2026,"),
        ("mengimbau warga", "meminta masyarakat"),
        ("Anton Firmanto", "Anthon Firmanto"),
        (RELEASE[-120:], ""),
        ("200 meter", "hampir 200 meter"),
    ],
)
def test_what_copies_change_leaves_a_copy(old: str, new: str) -> None:
    found = compared(RELEASE, RELEASE.replace(old, new))
    assert found.kinship is Kinship.COPY, found.reason
    assert found.same
    assert found.score > 0.5


@pytest.mark.parametrize(
    "changes",
    [
        {"2/3/2026": "9/3/2026", "3 unit": "5 unit", "1.500.000": "2.750.000"},
        {"Balikpapan": "Samarinda", "Anton Firmanto": "Hendri Umar", "Marsma Iswahyudi": "Mulawarman"},
        {"Marsma Iswahyudi": "Mulawarman", "3 unit": "7 unit"},
    ],
    ids=["another day", "another unit", "another place"],
)
def test_the_same_template_about_another_event_is_no_copy(changes: dict[str, str]) -> None:
    twin = RELEASE
    for old, new in changes.items():
        twin = twin.replace(old, new)
    found = compared(RELEASE, twin)
    assert found.kinship is Kinship.SAME_TEMPLATE
    assert found.event < 0.5 < found.wording
    assert "template" in found.reason


def test_later_news_of_the_same_case_follows_up() -> None:
    assert compared(RELEASE, FOLLOW_UP, days=4).kinship is Kinship.FOLLOW_UP
    assert compared(RELEASE, FOLLOW_UP).kinship is Kinship.OTHER_ANGLE


def test_the_same_source_tells_a_revision() -> None:
    found = compared(RELEASE, RELEASE.replace("mengimbau warga", "meminta masyarakat"), source="7")
    assert found.kinship is Kinship.REVISION


def test_strangers_are_not_related() -> None:
    other = (
        "Warga Desa Sukamaju bergotong royong menanam seribu bibit mangrove di pesisir bersama siswa sekolah dasar. "
        * 3
    )
    assert compared(RELEASE, other).kinship is None


@given(st.permutations(RELEASE.split(". ")), st.integers(0, 9))
def test_it_is_the_same_whichever_is_called_the_first(sentences: list[str], days: int) -> None:
    one, other = telling(RELEASE), telling(". ".join(sentences), days=days)
    there, back = comparer().compare(one, other), comparer().compare(other, one)
    assert astuple(there) == astuple(back)
    assert all(0 <= figure <= 1 for figure in asdict(there.figures).values())


def test_the_parts_of_a_score_add_up_to_it() -> None:
    found = compared(RELEASE, FOLLOW_UP)
    by = comparer().wording
    assert by.of.keys() <= {field.name for field in fields(Figures)}
    assert Weights(base=by.base + sum(by.parts(found.figures).values()), of={}).score(found.figures) == pytest.approx(
        found.wording
    )


def test_copies_share_keys_and_a_text_has_few() -> None:
    copy = RELEASE.replace("Kombes Pol", "Kombes").replace("mengimbau warga", "meminta masyarakat")
    one, other = fingerprint("a", RELEASE), fingerprint("b", copy)
    assert len(set(one.keys) & set(other.keys)) >= KEYS // 2
    assert all(0 <= key < 2**63 for key in one.keys)


def test_relations_tell_the_most_alike_first_and_leave_strangers_out() -> None:
    copy, twin, stranger = UUID(int=2), UUID(int=3), UUID(int=4)
    others = {
        twin: telling(RELEASE.replace("2/3/2026", "9/3/2026").replace("3 unit", "5 unit")),
        copy: telling(RELEASE.replace("mengimbau", "meminta")),
        stranger: telling("Warga menanam seribu bibit mangrove di pesisir bersama siswa sekolah dasar setempat. " * 4),
    }
    found = relations_of(UUID(int=1), telling(RELEASE), others, comparer())
    assert [(one.other, one.kinship) for one in found] == [(copy, Kinship.COPY), (twin, Kinship.SAME_TEMPLATE)]


def test_a_comparer_without_weights_is_undecided() -> None:
    nothing = Weights(base=0.0, of={})
    assert Comparer(wording=nothing, event=nothing).compare(telling(RELEASE), telling(FOLLOW_UP)).score == 0.5
