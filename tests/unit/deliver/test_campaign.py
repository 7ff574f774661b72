"""Campaigns: what a link carries."""

from __future__ import annotations

import pytest

from syndicator.deliver.campaign import with_campaign

TOLD = "utm_source=telegram&utm_medium=social&utm_campaign=humas"


@pytest.mark.parametrize(
    ("link", "told"),
    [
        ("https://a.id/b/1-x", f"https://a.id/b/1-x?{TOLD}"),
        ("https://a.id/?ringkasan=7&kosong=", f"https://a.id/?ringkasan=7&kosong=&{TOLD}"),
        ("https://a.id/b/1-x#isi", f"https://a.id/b/1-x?{TOLD}#isi"),
        ("https://a.id/?q=a%26b+c", f"https://a.id/?q=a%26b+c&{TOLD}"),
    ],
)
def test_a_campaign_stands_behind_what_a_link_says_itself(link: str, told: str) -> None:
    assert with_campaign(link, "telegram", "humas") == told


def test_without_a_campaign_a_link_stays_as_it_is() -> None:
    assert with_campaign("https://a.id/?q=a%20b", "telegram", None) == "https://a.id/?q=a%20b"
