"""What links carry so that the portal's log tells by which channel a reader came."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest

from syndicator.deliver.campaign import with_campaign

TOLD = "utm_source=x&utm_medium=social&utm_campaign=siaran"


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("https://portal.test/b/1-apel", f"https://portal.test/b/1-apel?{TOLD}"),
        ("https://portal.test/?ringkasan=7", f"https://portal.test/?ringkasan=7&{TOLD}"),
        ("https://portal.test/b/1#isi", f"https://portal.test/b/1?{TOLD}#isi"),
        ("https://portal.test/b/1?kosong=", f"https://portal.test/b/1?kosong=&{TOLD}"),
    ],
)
def test_three_parameters_stand_behind_what_a_link_has(link: str, expected: str) -> None:
    assert with_campaign(link, "x", "siaran") == expected


def test_without_a_campaign_a_link_stays_as_it_is() -> None:
    assert with_campaign("https://portal.test/b/1?a=%20", "x", None) == "https://portal.test/b/1?a=%20"


def test_names_are_written_so_that_they_can_be_read_again() -> None:
    link = with_campaign("https://portal.test/?q=sabu+%26+ganja", "x", "a b&c")
    assert dict(parse_qsl(urlsplit(link).query)) == {
        "q": "sabu & ganja",
        "utm_source": "x",
        "utm_medium": "social",
        "utm_campaign": "a b&c",
    }
