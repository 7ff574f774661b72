"""The habits of one site: how it opens and signs, what clutter its theme adds, how its server is set."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from syndicator.newsroom.framing import CLOSERS, DATELINES

# Clutter that themes and plug-ins put into the body, with the share of sites that have it.
CLUTTER = {
    "photo": 0.70,
    "read_also": 0.35,
    "advertisement": 0.25,
    "share_buttons": 0.20,
    "related_posts": 0.25,
    "further_reading": 0.15,
    "views": 0.06,
    "chat_residue": 0.10,
    "empty_paragraphs": 0.15,
    "pasted_spans": 0.12,
}
THEMES = 3


@dataclass(frozen=True, slots=True)
class SiteStyle:
    """
    What is the same in all posts of one site.

    Attributes:
        excerpt_only: its feed has no full text.
        rest_open: its REST interface answers strangers.
        local_clock: it writes local time and calls it UTC, as a server with a wrong zone does.
    """

    dateline: int
    closer: int
    hashtags: bool
    clutter: frozenset[str]
    theme: int
    excerpt_only: bool
    rest_open: bool
    local_clock: bool
    version: str


@lru_cache(maxsize=4096)
def style_of(slug: str, seed: int) -> SiteStyle:
    """Return the habits of the site with this slug."""
    rng = random.Random(f"style {seed} {slug}")
    return SiteStyle(
        dateline=rng.randrange(DATELINES),
        closer=rng.randrange(CLOSERS),
        hashtags=rng.random() < 0.25,
        clutter=frozenset(name for name, share in CLUTTER.items() if rng.random() < share),
        theme=rng.randrange(THEMES),
        excerpt_only=rng.random() < 0.10,
        rest_open=rng.random() < 0.80,
        local_clock=rng.random() < 0.08,
        version=rng.choice(("6.8.3", "6.8.1", "6.7.2", "6.6.2", "6.4.5", "5.9.10")),
    )


def way_of(slug: str, seed: int, *, feedless: float) -> Literal["feed", "sitemap", "page"]:
    """Return by what the site with this slug is read, apart from all other chance; `feedless` is a share."""
    rng = random.Random(f"way {seed} {slug}")
    is_feedless, by_sitemap = rng.random() < feedless, rng.random() < 0.5
    if not is_feedless:
        return "feed"
    return "sitemap" if by_sitemap else "page"
