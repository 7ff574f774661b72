"""Writing: every kind's posts are within its service's own count, whole where they have to be, and never empty."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from wcwidth import iter_graphemes

from syndicator.deliver import counting
from syndicator.deliver.message import Message
from syndicator.deliver.samples import samples
from syndicator.deliver.telling import Line, Occasion, Telling
from syndicator.deliver.writing import Voice, Writer
from syndicator.errors import ConfigError
from syndicator.model.channel import ChannelConfig
from syndicator.model.verdict import Urgency
from tests.unit.deliver import independent
from tests.unit.deliver.passages import passages

LINK = "https://portal.polri.go.id/b/17-dua-pelaku-ditangkap?utm_source=x&utm_medium=social"
PASSAGES = passages()
TELLING = Telling(
    title="Dua pelaku ditangkap",
    lead="Polisi menangkap dua orang. Keduanya ditahan.",
    text="Polisi menangkap dua orang. Keduanya ditahan.\n\nPenyidikan berjalan.",
    link=LINK,
    topics=("Lalu lintas", "Narkoba"),
    unit="Polres Malang",
    place="Kota Malang",
    published_at=datetime(2026, 3, 2, 17, 4, tzinfo=UTC),
)


@dataclass(frozen=True)
class Kind:
    """A kind's voice, and its count by other means."""

    voice: Voice
    counted: Callable[[str], int]


def kind(template: str, count: Callable[[str], int], counted: Callable[[str], int], limit: int, tags: int = 3) -> Kind:
    return Kind(Voice(template=template, count=count, limit=limit, tags=tags, markup=template == "telegram"), counted)


KINDS = {
    "telegram": kind("telegram", counting.utf16_units, independent.utf16, 4096),
    "caption": kind("telegram", counting.utf16_units, independent.utf16, 1024),
    "x": kind("short", counting.x_weight, independent.x, 280),
    "bluesky": kind("short", counting.bluesky_length, independent.bluesky, 300),
    "mastodon": kind("short", counting.mastodon_length, independent.mastodon, 500),
    "threads": kind("short", counting.threads_length, independent.threads, 500, tags=1),
    "facebook": kind("long", counting.characters, len, 63_206),
    "instagram": kind("long", counting.characters, len, 2_200),
    "mail": kind("mail", counting.characters, len, 100_000),
    "alert": kind("alert", counting.characters, len, 2_000),
}
WRITER = Writer()
NOTICE = "{% if occasion == 'notice' %}ditarik{% endif %}"


def config(**more: object) -> ChannelConfig:
    return replace(ChannelConfig(name="kanal", kind="webhook"), **more)  # type: ignore[arg-type]


def written(telling: Telling, name: str = "x", language: str = "id", writer: Writer = WRITER) -> Message:
    return writer.write(telling, KINDS[name].voice, config(language=language))


@cache
def messages(name: str) -> list[tuple[str, Message]]:
    return [
        (passage, written(replace(TELLING, title=title, lead=text, text=text), name))
        for passage, title, text in PASSAGES
    ]


@cache
def sources() -> dict[str, set[str]]:
    """The graphemes of each passage, as they are and where its title and its text meet."""
    return {
        passage: set(graphemes_of(clean(f"{title} {text[:2_000]}")))
        | set(graphemes_of(clean(f"{text[:2_000]} {title}")))
        for passage, title, text in PASSAGES
    }


def graphemes_of(text: str) -> list[str]:
    return list(iter_graphemes(text))


def test_there_are_two_hundred_passages() -> None:
    assert len(PASSAGES) == 200
    assert len({name for name, _, _ in PASSAGES}) == 200


@pytest.mark.parametrize("name", KINDS)
def test_two_hundred_texts_are_within_the_services_own_count(name: str) -> None:
    for passage, message in messages(name):
        count = KINDS[name].counted(message.text)
        assert count <= KINDS[name].voice.limit, (passage, count)


@pytest.mark.parametrize("name", KINDS)
def test_in_two_hundred_texts_the_link_is_whole_and_nothing_is_torn(name: str) -> None:
    for passage, message in messages(name):
        shown = html.unescape(message.html) if message.html else message.text
        assert LINK in shown, passage
        assert message.text.replace(LINK, "").strip(), passage
        torn = [one for one in set(graphemes_of(message.text)) if len(one) > 1 and one not in sources()[passage]]
        assert not torn, (passage, torn)


def clean(text: str) -> str:
    """What is left of a text, by a plainer way than the code's: the marks that are too many, and the unseen."""
    text = re.sub("[\x00-\x08\x0e-\x1f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff]", "", text)
    kept: list[str] = []
    heaped = 0
    for sign in text:
        heaped = heaped + 1 if 0x0300 <= ord(sign) <= 0x036F or 0x0483 <= ord(sign) <= 0x0489 else 0
        if heaped <= 8:
            kept.append(sign)
    return "".join(kept)


@pytest.mark.parametrize("name", ["telegram", "caption"])
def test_in_two_hundred_texts_no_entity_and_no_tag_is_broken(name: str) -> None:
    for passage, message in messages(name):
        bare = re.sub(r"</?(?:b|i)>|<a href=\"[^\"<>]*\">|</a>", "", message.html)
        assert "<" not in bare, passage
        assert ">" not in bare, passage
        assert not re.search(r"&(?!(?:amp|lt|gt|#34|#39);)", message.html), passage
        assert html.unescape(bare).strip() == message.text, passage


@pytest.mark.parametrize("name", KINDS)
def test_a_link_of_a_long_text_is_shown_whole_or_not_at_all(name: str) -> None:
    address = "https://www.polri.go.id/arsip/" + "a1b2c3d4/" * 40 + "akhir"
    for before in range(0, 400, 31):
        message = written(replace(TELLING, lead=f"{'kata ' * before}{address} lihat.", text=""), name)
        assert address in message.text or "a1b2c3d4" not in message.text


def test_the_lead_ends_at_a_sentence_before_tags_fall_away() -> None:
    lead = "Polisi menangkap dua orang pelaku pencurian. " * 12
    text = written(replace(TELLING, lead=lead)).text
    assert re.search(r"pencurian\.\n\nhttps", text)
    assert text.endswith("#LaluLintas #Narkoba")


def test_a_lead_of_one_long_sentence_ends_at_a_word() -> None:
    text = written(replace(TELLING, lead="menangkap pelaku " * 60)).text
    assert re.search(r"(menangkap|pelaku)…\n\nhttps", text)


def test_tags_fall_away_from_the_last_before_the_title_is_shortened() -> None:
    title = "kata " * 47 + "tamat."
    text = written(replace(TELLING, title=title, lead="Lead.")).text
    assert text.startswith(title)
    assert text.endswith("\n\n#LaluLintas")


def test_the_title_is_shortened_last() -> None:
    text = written(replace(TELLING, title="kata " * 80)).text
    assert re.fullmatch(rf"(kata )+kata…\n\n{re.escape(LINK)}", text)


def test_marks_of_a_correction_stay_before_a_title_of_any_length() -> None:
    assert written(replace(TELLING, occasion=Occasion.CORRECTION, title="kata " * 900)).text.startswith("Koreksi: kata")


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize(
    ("language", "correction", "trial", "withdrawn"),
    [("id", "koreksi", "uji coba", "telah ditarik"), ("en", "correction", "trial", "has been withdrawn")],
)
def test_every_occasion_is_told_in_both_languages(
    name: str, language: str, correction: str, trial: str, withdrawn: str
) -> None:
    def told(occasion: Occasion) -> str:
        return written(replace(TELLING, occasion=occasion), name, language).text

    assert correction in told(Occasion.CORRECTION).lower()
    assert trial in told(Occasion.TRIAL).lower()
    assert withdrawn in told(Occasion.NOTICE)
    assert correction not in told(Occasion.RELEASE).lower()
    assert TELLING.title in told(Occasion.RELEASE)


@pytest.mark.parametrize("name", KINDS)
def test_a_notice_says_nothing_of_its_release(name: str) -> None:
    full = next(one for one in samples() if one.occasion is Occasion.NOTICE and one.unit)
    message = written(replace(full, html="<p>Contoh</p>", link="https://polri.go.id/b/1-contoh"), name)
    shown = f"{message.title} {message.text} {message.lead} {message.html} {message.description}"
    assert "contoh" not in shown.lower()
    assert "narkoba" not in shown.lower()
    assert (message.image, message.link) == (None, None)


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize(("language", "more"), [("id", "lainnya"), ("en", "more")])
def test_a_digest_tells_as_many_lines_as_fit_and_how_many_are_left(name: str, language: str, more: str) -> None:
    lines = tuple(Line(f"Rilis nomor {number} tentang pengamanan", f"{LINK}&n={number}") for number in range(1_000))
    telling = replace(TELLING, occasion=Occasion.DIGEST, title="", lines=lines)
    message = written(telling, name, language)
    shown = len(re.findall("^• ", message.text, re.MULTILINE))
    assert 0 < shown < 1_000
    assert f"+ {1_000 - shown} {more}" in message.text
    assert message.title == ("Ringkasan 1000 rilis" if language == "id" else "1000 releases in brief")
    assert KINDS[name].counted(message.text) <= KINDS[name].voice.limit


def test_a_short_digest_tells_all_its_lines() -> None:
    lines = (Line("Satu", "https://a.id/1"), Line("Dua", "https://a.id/2"))
    text = written(replace(TELLING, occasion=Occasion.DIGEST, title="", lines=lines)).text
    assert text == f"Ringkasan 2 rilis\n\n• Satu\n• Dua\n\n{LINK}"


def test_the_moment_is_told_by_the_clock_of_jakarta() -> None:
    assert "3 Maret 2026 pukul 00.04 WIB" in written(TELLING, "facebook").text
    assert "3 March 2026, 00:04 WIB" in written(TELLING, "facebook", "en").text


def test_what_is_urgent_is_marked() -> None:
    urgent = replace(TELLING, urgency=Urgency.URGENT)
    assert written(urgent).text.startswith("PENTING: ")
    assert written(urgent, "telegram").html.startswith("<b>PENTING</b>\n<b>")


def test_markup_is_escaped_and_the_text_is_its_reading() -> None:
    message = written(replace(TELLING, title='<script> & "x"'), "telegram")
    assert "<b>&lt;script&gt; &amp; &#34;x&#34;</b>" in message.html
    assert message.text.startswith('<script> & "x"\n')
    assert f'<a href="{html.escape(LINK)}">' in message.html


def test_what_nobody_sees_is_taken_out() -> None:
    message = written(replace(TELLING, title="Dua\x00 \u202epelaku\u2066 \ud800di\ufefftangkap\r\nsemalam"))
    assert message.text.startswith("Dua pelaku ditangkap semalam\n")
    assert message.title == "Dua pelaku ditangkap semalam"


def test_a_picture_without_a_description_is_told_of_by_the_title() -> None:
    shown = replace(TELLING, image="https://a.id/1.jpg")
    assert written(shown).description == "Foto: Dua pelaku ditangkap"
    assert written(shown, language="en").description == "Photo: Dua pelaku ditangkap"
    assert written(replace(shown, description="Barang bukti")).description == "Barang bukti"
    assert written(TELLING).description == ""


def test_a_description_is_at_most_a_thousand_graphemes() -> None:
    shown = replace(TELLING, image="https://a.id/1.jpg", description="👨‍👩‍👧‍👦 " * 2_000)
    assert 900 < len(graphemes_of(written(shown).description)) <= 1_000


def test_texts_of_a_megabyte_fill_their_post() -> None:
    long = replace(TELLING, title="kata " * 2_000, lead="kata " * 200_000, text="kata " * 200_000)
    assert 61_000 < len(written(long, "facebook").text) <= 63_206
    assert 270 < independent.x(written(long).text) <= 280


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("language", ["id", "en"])
def test_the_templates_of_the_package_pass_their_own_check(name: str, language: str) -> None:
    WRITER.check(KINDS[name].voice, config(language=language))


def test_the_desks_own_template_goes_first(tmp_path: Path) -> None:
    (tmp_path / "short.id.jinja").write_text(f"Kabar: {{{{ title }}}} {{{{ link }}}}{NOTICE}")
    assert written(TELLING, writer=Writer(tmp_path)).text == f"Kabar: Dua pelaku ditangkap {LINK}"


def test_a_channel_may_name_a_template_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "singkat.id.jinja").write_text(f"{{{{ unit }}}}: {{{{ title }}}} {{{{ link }}}}{NOTICE}")
    writer, voice = Writer(tmp_path), KINDS["x"].voice
    for language in ("id", "en"):
        text = writer.write(TELLING, voice, config(template="singkat", language=language)).text
        assert text == f"Polres Malang: Dua pelaku ditangkap {LINK}"


@pytest.mark.parametrize(
    ("source", "where", "cause"),
    [
        ("{{ title }}\n{% if %}\n{{ link }}", "own.id.jinja:2", "Expected an expression"),
        ("{{ title }}\n\n{{ judul }} {{ link }}", "own.id.jinja:3", "no post has a 'judul'"),
        ("{{ link }}\n{% if urgency == 'nie' %}\n{{ judul }}{% endif %}", "own.id.jinja:3", "no post has a 'judul'"),
        ("{{ title }} {{ link }}\n{{ title.nama }}", "own.id.jinja:2", "has no attribute 'nama'"),
        ("{{ link }}\n{{ 1 / 0 }}", "own.id.jinja:2", "division by zero"),
        ("{{ link }}\n{% include 'lain.jinja' %}", "own.id.jinja:2", "no template lain.jinja"),
        ("{{ link }}\n{{ ''.__class__.__mro__ }}", "own.id.jinja:2", "unsafe"),
        ("{{ title }}", "own.id.jinja", "lacks the link"),
        ("{% if occasion != 'notice' %}{{ link }}{% endif %}", "own.id.jinja", "writes nothing for a notice"),
    ],
)
def test_a_broken_template_is_an_error_of_the_config_that_names_its_line(
    tmp_path: Path, source: str, where: str, cause: str
) -> None:
    (tmp_path / "own.id.jinja").write_text(source)
    with pytest.raises(ConfigError) as caught:
        Writer(tmp_path).check(KINDS["x"].voice, config(template="own"))
    assert caught.value.where == str(tmp_path / where)
    assert cause in caught.value.cause


@pytest.mark.parametrize("source", ["<p>{{ link }}</p>", "<b>{{ link }}", "<b><i>{{ link }}</b></i>"])
def test_markup_that_telegram_refuses_is_found_at_the_start(tmp_path: Path, source: str) -> None:
    (tmp_path / "own.id.jinja").write_text(source)
    with pytest.raises(ConfigError):
        Writer(tmp_path).check(KINDS["telegram"].voice, config(template="own"))


def test_a_broken_template_of_the_desk_is_found_by_the_first_post_of_any_occasion(tmp_path: Path) -> None:
    (tmp_path / "short.id.jinja").write_text(
        "{% if occasion == 'digest' %}\n{{ judul }}{% endif %}{{ title }} {{ link }}"
    )
    with pytest.raises(ConfigError, match=r"short\.id\.jinja:2"):
        written(TELLING, writer=Writer(tmp_path))


def test_a_template_that_is_not_there_is_an_error_of_the_config(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        Writer(tmp_path).check(KINDS["x"].voice, config(template="hilang"))
    assert caught.value.where == str(tmp_path / "hilang.id.jinja")


def test_where_a_templates_own_words_are_too_many_the_link_is_left(tmp_path: Path) -> None:
    (tmp_path / "short.id.jinja").write_text(
        f"{{% if occasion == 'release' %}}{'panjang ' * 100}{{% endif %}}{{{{ link }}}}{NOTICE}"
    )
    assert written(TELLING, writer=Writer(tmp_path)).text == LINK


def test_where_not_even_the_link_fits_the_title_is_left() -> None:
    text = written(replace(TELLING, link=f"https://portal.invalid/{'x' * 400}")).text
    assert text == TELLING.title
