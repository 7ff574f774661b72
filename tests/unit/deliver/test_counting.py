"""Counting: what the services' own pages say, and the same by other means."""

from __future__ import annotations

import pytest

from syndicator.deliver.counting import (
    bluesky_length,
    characters,
    graphemes,
    mastodon_length,
    threads_length,
    utf16_units,
    x_weight,
)
from syndicator.deliver.linking import links
from tests.unit.deliver import independent
from tests.unit.deliver.passages import PHRASES

FAMILY = "👨‍👩‍👧‍👦"


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("a", 1),
        ("á", 1),
        ("a\u0301", 1),  # counted in normal form C
        ("ӑ", 1),
        ("Ồ", 2),  # 1 on the page, 2 by the config that it names
        ("👾", 2),
        ("🙋🏽", 2),
        ("👨‍🎤", 2),
        (FAMILY, 2),
        ("🇮🇩", 2),
        ("1️⃣", 2),
        ("☎️", 2),
        ("©", 2),
        ("警", 2),
        ("“”", 2),
        ("…", 2),
        ("a\r\nb", 3),
    ],
)
def test_x_weighs_as_its_page_says(text: str, weight: int) -> None:
    assert x_weight(text) == weight


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("https://a.id", 23),
        ("https://humas.polri.go.id/b/1-sangat-panjang-sekali?x=1&y=2#z", 23),
        ("lihat polri.go.id dan detik.com", 6 + 23 + 5 + 23),
        ("(https://a.id/x).", 1 + 23 + 2),
        ("https://a.id:8080/x", 23),
        ("humas@polri.go.id", 17),
        ("http://localhost:8000/x", 23),
        ("http://127.0.0.1/sangat/panjang/sekali", 38),
        ("https://portal.invalid/sangat/panjang/sekali", 44),
        ("pukul 10.30 AKP.Budi", 20),
        ("#polri.id @polri.id", 19),
        ("https://https://a.id", 8 + 23),
        ("www.https://a.id", 4 + 23),
        ("é.co", 23),
        ("a.id中文", 23 + 4),
    ],
)
def test_x_weighs_links_alike_with_and_without_a_scheme(text: str, weight: int) -> None:
    assert x_weight(text) == weight


def test_emoji_that_no_system_draws_as_one_are_never_counted_as_one() -> None:
    assert x_weight("🇽🇽") == 4
    assert x_weight("👮‍🍕") >= 5


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("https://humas.polri.go.id/b/1-sangat-panjang-sekali", 23),
        ("https://a.id", 23),
        ("humas.polri.go.id", 17),  # without a scheme a server sees no link
        ("@humas@sosial.polri.go.id", 6),
        ("@humas", 6),
        ("humas@polri.go.id", 17),
        ("a@b@c.id", 8),
        (FAMILY, 1),
        ("e\u0301", 1),
    ],
)
def test_mastodon_counts_links_and_mentions_as_its_server(text: str, length: int) -> None:
    assert mastodon_length(text) == length


@pytest.mark.parametrize(
    ("text", "length"),
    [("halo", 4), ("👍", 4), ("🙋🏽", 8), (FAMILY, 25), ("🇮🇩", 8), ("a👍b", 6), ("警察", 2), ("𝗣", 2), ("1️⃣", 7)],
)
def test_threads_counts_emoji_by_their_bytes(text: str, length: int) -> None:
    assert threads_length(text) == length


def test_telegram_counts_units_of_utf16_and_meta_code_points() -> None:
    assert utf16_units(f"a警{FAMILY}") == 1 + 1 + 11
    assert characters(f"a警{FAMILY}") == 1 + 1 + 7


def test_bluesky_counts_graphemes_until_the_bytes_are_more() -> None:
    assert bluesky_length(FAMILY * 100) == 250  # 2,500 of 3,000 bytes
    assert bluesky_length("a" * 300) == 300
    assert bluesky_length(FAMILY * 121) > 300
    assert graphemes(FAMILY * 121) == 121


@pytest.mark.parametrize("name", PHRASES)
def test_no_count_is_below_what_another_way_of_counting_tells(name: str) -> None:
    text = PHRASES[name].replace("\ud800", "")

    assert utf16_units(text) == independent.utf16(text)
    assert graphemes(text) == independent.clusters(text)
    assert x_weight(text) >= independent.x(text)
    assert mastodon_length(text) >= independent.mastodon(text)
    assert threads_length(text) >= independent.threads(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Lihat https://a.id/x?y=1. Lalu", ["https://a.id/x?y=1"]),
        ("“https://a.id/x”", ["https://a.id/x"]),
        ("a.id/x(y)", ["a.id/x"]),
        ("https://t.co/abc/def", ["https://t.co/abc"]),
        ("a.id?x=1", ["a.id"]),
        ("https://a.id?x=1", ["https://a.id?x=1"]),
        ("https://日本.jp/x", ["https://日本.jp/x"]),
        (f"https://a.id/{'x' * 5000}", []),
    ],
)
def test_links_end_where_both_services_agree(text: str, found: list[str]) -> None:
    assert [text[link.start : link.end] for link in links(text, bare=True)] == found


def test_long_rows_of_dots_are_counted_in_one_walk() -> None:
    """twitter-text's own pattern takes a minute for ten thousand of these signs."""
    assert x_weight("aaaa." * 100_000) == 500_000
