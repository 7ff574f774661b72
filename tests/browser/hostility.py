"""How sources tell a battery of vectors: in feeds and in a list of feeds."""

from __future__ import annotations

from collections.abc import Sequence
from email.utils import format_datetime
from html import escape

from tests.browser.battery import ADDRESSES, GROUPS, TAGS, VECTORS
from tests.feeds import distinct

TOGETHER = 3
"""So many vectors stand in one title and text, one behind the other; an address has a release of its own to link to."""


def packed() -> list[tuple[str, ...]]:
    """Return all vectors, in the portions of which each is one release."""
    portions: list[tuple[str, ...]] = []
    for group in GROUPS.values():
        size = 1 if group is ADDRESSES else TOGETHER
        portions += [tuple(group[start : start + size]) for start in range(0, len(group), size)]
    return portions


def entry(number: int, vectors: Sequence[str]) -> str:
    """Return an entry of a feed with vectors wherever a source can put any, as markup and as text."""
    told, [first, *_] = distinct(number), vectors
    shown = " ".join(escape(escape(vector)) for vector in vectors)
    linked = "".join(f'<a href="{escape(one)}">x</a><img src="{escape(one)}" alt="{escape(one)}">' for one in vectors)
    body = f"<p>{told.text} {shown}</p><p>{linked}</p>{''.join(vectors)}"
    address = first if first in ADDRESSES else f"https://contoh.test/rilis-{number}/?x={first}"
    picture = first if number % 2 else f"https://contoh.test/{number}.jpg?{first}"
    return (
        f"<item><title>{escape(told.title)} {shown} {escape(first)}</title><link>{escape(address)}</link>"
        f'<guid isPermaLink="false">{number} {escape(first)}</guid><pubDate>{format_datetime(told.at)}</pubDate>'
        f"<dc:creator>{shown}</dc:creator><category>{shown}</category>"
        f'<enclosure url="{escape(picture)}" type="image/jpeg" length="9"/>'
        f"<content:encoded>{escape(body)}</content:encoded></item>"
    )


def feed(numbered: Sequence[tuple[int, tuple[str, ...]]]) -> bytes:
    """Return a feed that tells these portions, and whose own name is a vector as well."""
    name = escape(escape(numbered[0][1][0]))
    entries = "".join(entry(number, vectors) for number, vectors in numbered)
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<channel><title>{name}</title><link>{name}</link><description>{name}</description>{entries}</channel></rss>"
    ).encode()


def opml() -> bytes:
    """Return a list of sources that are called by vectors; those that are addresses are theirs, too."""
    outlines = "".join(
        f'<outline text="{escape(one)}" title="{escape(one)}" type="rss" '
        f'xmlUrl="https://contoh.test/{number}/feed/?x={escape(one)}" htmlUrl="{escape(one)}"/>'
        for number, one in enumerate(VECTORS)
    )
    group = f'<outline text="{escape(TAGS[0])}">{outlines}</outline>'
    return f'<?xml version="1.0"?><opml version="2.0"><body>{group}</body></opml>'.encode()
