"""Entries become drafts: the promise that the project began with, and the small rules beside it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.dedup.fingerprint import fingerprint
from syndicator.model.unit import Zone
from syndicator.normalise.draft import LEAD_CHARS, TITLE_CHARS, cut
from tests.unit.normalise.releases import FIRST, PARAGRAPHS, RELEASE, SECOND, SENTENCE, THIRD, draft, entry

LEFT_IN_NONE = (
    "Bacaan Lainnya",
    "Pos terkait",
    "Alfian",
    "Media Humas Polri",
    "Baca juga",
    "Sebarkan",
    "#polri",
    "Lomba",
)


def told(*paragraphs: str) -> str:
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


COPIES = {
    "the release itself": RELEASE,
    "bare": told(*PARAGRAPHS),
    "plain text": "\n\n".join(PARAGRAPHS),
    "another dateline": told(f"Balikpapan, 22 Maret 2025 – {FIRST}", SECOND, THIRD),
    "a site's dateline": told(f"BALIKPAPAN, Penasatu.com - {FIRST}", SECOND, THIRD),
    "a unit's dateline": told(f"Polres Pasangkayu – {FIRST}", SECOND, THIRD),
    "Tribratanews": told(f"Tribratanews.kaltim.polri.go.id, Balikpapan – {FIRST}", SECOND, THIRD),
    "dateline on a line of its own": told("Media Humas Polri//Balikpapan", *PARAGRAPHS),
    "dateline before a line break": told(f"Media Humas Polri//Balikpapan<br>{FIRST}", SECOND, THIRD),
    "dateline in bold": told(f"<strong>Balikpapan</strong> – {FIRST}", SECOND, THIRD),
    "byline behind the last word": told(FIRST, SECOND, f"{THIRD} (Red)"),
    "closers": told(*PARAGRAPHS, "(*)", "Sumber: Humas", "Editor: Budi", "***"),
    "curly quotes": told(FIRST, SECOND.replace('"P', "“P").replace('"', "”"), THIRD),
    "dashes": told(FIRST, SECOND.replace(" - ", " — "), THIRD),
    "no-break spaces": told(FIRST.replace(" ", "\u00a0"), SECOND, THIRD.replace(" ", "&nbsp;")),
    "one paragraph": told(" ".join(PARAGRAPHS)),
    "line breaks": "<br><br>".join(PARAGRAPHS),
    "divisions": "<div><br></div>".join(f"<div>{paragraph}</div>" for paragraph in PARAGRAPHS),
    "words in bold": told(FIRST.replace("rapat", "<b>rapat</b>"), SECOND, THIRD),
    "entities": told(FIRST, SECOND.replace('"', "&quot;").replace("-", "&#8211;"), THIRD),
    "soft hyphens": told(FIRST.replace("koordinasi", "ko&shy;ordi\u00adnasi"), SECOND, THIRD),
    "zero-width spaces": told(FIRST.replace("koordinasi", "ko\u200bordi&#8203;nasi"), SECOND, THIRD),
    "upper case": told(FIRST.upper(), SECOND, THIRD),
    "chat residue": told("**", f"*{FIRST}*", SECOND, THIRD, "**"),
    "advertisement between": told(FIRST, "ADVERTISEMENT", "SCROLL TO CONTINUE", SECOND, THIRD),
}


def test_the_core_of_a_release_has_neither_frame_nor_clutter() -> None:
    core = draft(entry(RELEASE)).core
    assert core == "\n".join(PARAGRAPHS)
    assert not [words for words in LEFT_IN_NONE if words.casefold() in core.casefold()]


def test_the_text_for_display_keeps_the_frame_and_loses_the_clutter() -> None:
    content = draft(entry(RELEASE)).content
    assert content.text == "\n".join([f"Media Humas Polri//Balikpapan {FIRST}", SECOND, THIRD, "( Alfian )"])
    shown = content.html.casefold()
    assert not [words for words in ("bacaan lainnya", "pos terkait", "baca juga", "sebarkan") if words in shown]


def hash_of(html: str) -> str:
    return fingerprint("", draft(entry(html)).core).text_hash


@pytest.mark.parametrize("copy", COPIES.values(), ids=COPIES.keys())
def test_a_copy_in_another_frame_has_the_same_fingerprint(copy: str) -> None:
    original = hash_of(RELEASE)
    assert original
    assert fingerprint("", draft(entry(copy, title="Judul lain")).core).text_hash == original


@pytest.mark.parametrize(
    "other",
    [
        RELEASE.replace("dua belas", "tiga belas"),
        RELEASE.replace("Rabu", "Kamis"),
        RELEASE.replace(f"<p>{THIRD}</p>", ""),
        RELEASE.replace("satuan tugas", "tugas satuan"),
    ],
)
def test_other_words_are_another_fingerprint(other: str) -> None:
    assert hash_of(other) != hash_of(RELEASE)


def without(words: str) -> str:
    assert words in RELEASE
    return RELEASE.replace(words, "")


@pytest.mark.parametrize(
    "same",
    [
        without("<p>Sebarkan artikel ini</p>"),
        without("<p>#polri #humas</p>"),
        without("<p>Baca juga: <a href='/2026/02/lomba/'>Lomba Menembak Digelar</a></p>"),
        without('<h3>Pos terkait</h3><ul><li><a href="/2026/01/a/">Satu Lagi Rilis Lain</a></li></ul>'),
        RELEASE.replace("Satu Lagi Rilis Lain", "Rilis yang lebih baru"),
        RELEASE + "<p>Dilihat 125 kali</p>",
        RELEASE.replace("<p>", '<p class="x">'),
    ],
)
def test_clutter_that_changes_with_every_poll_makes_no_revision(same: str) -> None:
    assert draft(entry(same)).content.hash == draft(entry(RELEASE)).content.hash


@pytest.mark.parametrize(
    "other",
    [
        entry(RELEASE.replace("dua belas", "tiga belas")),
        entry(RELEASE, title="Polisi Patroli Malam (Ralat)"),
        entry(RELEASE, images=("/foto.jpg",)),
        entry(RELEASE.replace("( Alfian )", "( Budi )")),
    ],
    ids=["text", "title", "image", "byline"],
)
def test_what_a_reader_sees_changed_is_a_revision(other: object) -> None:
    assert draft(other).content.hash != draft(entry(RELEASE)).content.hash  # type: ignore[arg-type]


def test_what_a_reader_does_not_see_is_no_revision() -> None:
    later = entry(RELEASE, author="Humas", guid="x", updated_at=datetime(2026, 3, 2, 7, 30, tzinfo=UTC))
    assert draft(later).content.hash == draft(entry(RELEASE)).content.hash


@pytest.mark.parametrize(
    ("told", "title"),
    [
        ("Polisi Patroli", "Polisi Patroli"),
        ("  *Polisi &amp; Warga*\n", "Polisi & Warga"),
        ("", SENTENCE),
        ("  ", SENTENCE),
        ("**", SENTENCE),
        ("<b></b>", SENTENCE),
    ],
)
def test_a_release_without_a_title_is_called_by_its_first_words(told: str, title: str) -> None:
    assert draft(entry(f"<p>Balikpapan – {SENTENCE}</p><p>Kedua.</p>", title=told)).content.title == title


def test_a_title_beyond_all_measure_is_cut() -> None:
    assert len(draft(entry(title="kata " * 500)).content.title) <= TITLE_CHARS


def test_an_empty_entry_is_an_empty_draft() -> None:
    empty = draft(entry("", title="", guid=None, address=None, published_at=None))
    assert (empty.guid, empty.address, empty.core) == (None, None, "")
    assert (empty.content.title, empty.content.text, empty.content.lead) == ("", "", "")


def test_the_lead_begins_behind_the_dateline() -> None:
    assert draft(entry(RELEASE)).content.lead.startswith("Direktorat Reserse")


def test_the_lead_of_several_short_paragraphs_is_one_line() -> None:
    assert draft(entry("<p>Satu.</p><p>Dua.</p>")).content.lead == "Satu. Dua."


@pytest.mark.parametrize(
    ("images", "html", "image"),
    [
        (("https://x.test/a.jpg",), "", "https://x.test/a.jpg"),
        (("/a.jpg",), '<img src="/b.jpg">', "https://humas.contoh.test/a.jpg"),
        (("data:image/png;base64,AA", ""), '<p>x y</p><img src="/b.jpg">', "https://humas.contoh.test/b.jpg"),
        ((), '<img src="data:image/png;base64,AA"><img src="/b.jpg">', "https://humas.contoh.test/b.jpg"),
        ((), "<p>tanpa</p>", None),
    ],
)
def test_the_image_is_the_first_that_has_an_address(images: tuple[str, ...], html: str, image: str | None) -> None:
    assert draft(entry(html, images=images)).content.image == image


def test_relative_links_count_from_the_release_and_not_from_the_feed() -> None:
    told = entry('<p><a href="lampiran.pdf">Unduh lampiran</a></p>', address="/2026/03/02/rilis/")
    made = draft(told)
    assert made.address == "https://humas.contoh.test/2026/03/02/rilis/"
    assert "https://humas.contoh.test/2026/03/02/rilis/lampiran.pdf" in made.content.html


def test_the_moment_of_publication_falls_back_to_the_last_change() -> None:
    changed = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
    made = draft(entry(published_at=None, updated_at=changed)).content
    assert (made.published_at, made.modified_at) == (changed, changed)


def test_a_change_without_a_zone_is_told_by_the_clock_of_the_unit() -> None:
    local = datetime(2026, 3, 2, 14, 0)  # noqa: DTZ001 -- the feed names no zone
    assert draft(entry(updated_at=local), zone=Zone.WIT).content.modified_at == datetime(2026, 3, 2, 5, 0, tzinfo=UTC)


@pytest.mark.parametrize("name", ["published_at", "updated_at"])
def test_a_date_from_the_beginning_of_the_calendar_loses_no_release(name: str) -> None:
    first = datetime(1, 1, 1)  # noqa: DTZ001 -- the feed names no zone
    assert draft(entry(**{name: first})).content.title == "Polisi Patroli Malam"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [
        ("pendek", 10, "pendek"),
        ("tepat sepuluh", 13, "tepat sepuluh"),
        ("satu dua tiga empat", 12, "satu dua…"),
        ("Satu dua tiga. Empat lima enam tujuh", 20, "Satu dua tiga."),
        ("Satu. Dua tiga empat lima enam", 20, "Satu. Dua tiga…"),
        ("katapanjangsekali", 8, "katapan…"),
        ("satu dua, tiga empat", 12, "satu dua…"),
        ('Kata "tutup." Lalu masih ada', 16, 'Kata "tutup."'),
        ("", 10, ""),
    ],
)
def test_a_text_is_cut_after_a_sentence_else_after_a_word(text: str, most: int, expected: str) -> None:
    assert cut(text, most) == expected


@given(st.text(max_size=600), st.integers(2, 300))
def test_a_cut_text_is_never_longer_than_allowed(text: str, most: int) -> None:
    assert len(cut(text, most)) <= most


@given(st.text(max_size=400), st.text(max_size=100))
def test_any_entry_becomes_a_draft(html: str, title: str) -> None:
    made = draft(entry(html, title=title))
    assert len(made.content.title) <= TITLE_CHARS
    assert len(made.content.lead) <= LEAD_CHARS
    assert len(made.content.hash) == 64
