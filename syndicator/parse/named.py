"""Pages that a sitemap or a list names, before anybody has read them; and which addresses belong to one site."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin, urlsplit

LONGEST_ADDRESS_CHARS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """
    A page, as somebody named it.

    Args:
        address: absolute.
        title: None where none was told.
        published_at, modified_at: naive where no zone was told; None where missing or unreadable.
        images: absolute addresses, best first.
    """

    address: str
    title: str | None = None
    published_at: datetime | None = None
    modified_at: datetime | None = None
    images: tuple[str, ...] = ()


def absolute(base: str, told: str) -> str | None:
    """Return a told address as seen from `base`, without its fragment; None if it is none of the web's."""
    told = told.strip()
    if not told or len(told) > LONGEST_ADDRESS_CHARS:
        return None
    try:
        joined, _, _ = urljoin(base, told).partition("#")
        parts = urlsplit(joined)
        host = parts.hostname
    except ValueError:
        return None
    return joined if parts.scheme in {"http", "https"} and host else None


def host_of(address: str) -> str:
    """Return the host of an address without its `www.`; empty if it has none."""
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def is_same_site(address: str, other: str) -> bool:
    """Tell whether two addresses have one host, or one's host stands below the other's."""
    one, two = host_of(address), host_of(other)
    return bool(one and two) and (one == two or one.endswith(f".{two}") or two.endswith(f".{one}"))
