"""Passing a bulletin on: plain links to services, which are asked nothing before a reader follows one."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode

LONGEST_TITLE_CHARS = 200


@dataclass(frozen=True, slots=True)
class Way:
    """A service, by its own name, and the address that passes a page on there."""

    name: str
    address: str


def ways(title: str, address: str) -> tuple[Way, ...]:
    """Return the ways to pass on a page with its title; e-mail is left to the template, for its name is translated."""
    short = title[:LONGEST_TITLE_CHARS]
    return (
        Way("WhatsApp", f"https://wa.me/?{_query(text=f'{short} {address}')}"),
        Way("Telegram", f"https://t.me/share/url?{_query(url=address, text=short)}"),
        Way("X", f"https://x.com/intent/post?{_query(text=short, url=address)}"),
        Way("Facebook", f"https://www.facebook.com/sharer/sharer.php?{_query(u=address)}"),
    )


def letter(title: str, address: str) -> str:
    """Return the address that begins an e-mail with a page."""
    return f"mailto:?{_query(subject=title[:LONGEST_TITLE_CHARS], body=address)}"


def _query(**told: str) -> str:
    return urlencode({name: value for name, value in told.items() if value}, quote_via=quote)
