"""What themes and desks leave around and inside a release: related links, share bars, calls to scroll, chat marks."""

from __future__ import annotations

import re

_HEADINGS = (
    r"bacaan lainnya|pos terkait|artikel terkait|berita terkait|berita lainnya|related posts?|related articles?"
    r"|baca juga|baca selengkapnya|lihat juga|simak juga|sebarkan artikel ini|bagikan(?: artikel| berita)?(?: ini)?"
    r"|share this(?: article| post)?|tinggalkan balasan|rekomendasi untuk anda|terpopuler|tags?"
)
_HEADING = re.compile(rf"(?:{_HEADINGS})\s*:?", re.IGNORECASE)
_LINE = re.compile(
    r"""(?:
        (?:baca|simak|lihat)\s+(?:juga|selengkapnya)\s*:?.*     # inserted links
      | (?:dilihat|dibaca|post\s+views|views)\s*:?\s*[\d.,]+\s*(?:kali|x)?.*
      | tags?\s*:.*
      | [\d.,]+\s*(?:kali\s+dilihat|views?|pembaca)
      | (?:-\s*)?scroll\s+(?:to\s+continue|untuk\s+melanjutkan).*
      | (?:-\s*)?(?:advertisement|iklan|ads?)(?:\s*-)?
      | (?:like|follow|ikuti)\s+(?:kami|us)\b.*
      | (?:alamat\s+)?email\s+anda\s+tidak\s+akan\s+dipublikasikan.*
      | (?:facebook|twitter|whatsapp|telegram|line|copy\s+link|x|pinterest|linkedin|[\s|,/·•-])+
      | (?:\#[\w]+[\s,]*)+                                       # a block of hash tags
      | [*_~=\-–—.\s]+                                           # rules and chat residue
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_MARKERS = re.compile(
    r"gmr-related|related-?posts?|jp-relatedposts|yarpp|sharedaddy|share-?(?:bar|buttons?|links?|post)|addtoany|a2a_"
    r"|heateor|social-?(?:share|links?)|inline-?related|baca-?juga|post-?tags|tag-?links|adsbygoogle|\bads?\b|code-block"
    r"|comment-?(?:respond|form)|post-?views|newsletter|sexy-author",
    re.IGNORECASE,
)
_CHAT = re.compile(r"^\s*[*_~]++(?=\S|$)|(?<=[^\s*_~])[*_~]++\s*$")


def is_heading(line: str) -> bool:
    """Whether the line is the heading of a block of related links or buttons."""
    return bool(_HEADING.fullmatch(line.strip()))


def is_clutter(line: str) -> bool:
    """Whether a whole line belongs to the theme or the advertiser, not to the release."""
    return bool(_LINE.fullmatch(line.strip()))


def is_marked(names: str) -> bool:
    """Whether an element's class or id says that it is a theme's block around the text."""
    return bool(_MARKERS.search(names))


def without_chat_marks(line: str) -> str:
    """Return the line without the stars and underscores of a chat program around it (`*Judul*`)."""
    if "*" in line or "_" in line or "~" in line:
        line = _CHAT.sub("", line)
    return line.strip()
