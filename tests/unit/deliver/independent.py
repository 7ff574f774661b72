"""The services' counts once more, by other means than the code's: wcwidth's graphemes, tables, and plain patterns."""

from __future__ import annotations

import re
import unicodedata

from wcwidth import iter_graphemes

# config/v3.json of twitter-text.
_LIGHT_RANGES = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
_TOPS = "id|com|co|org"
_BARE = re.compile(
    rf"(?<![\w@#$./-])(?:https?://)?(?:[a-z0-9-]+\.)+(?:{_TOPS})(?![a-z0-9@.-])(?:/[^\s“”，。…]*)?", re.IGNORECASE
)
_WITH_SCHEME = re.compile(rf"https?://(?:[a-z0-9-]+\.)+(?:{_TOPS})(?![a-z0-9@.-])(?:/[^\s“”，。…]*)?", re.IGNORECASE)
_MENTION = re.compile(r"(?<![\w/=])(@\w+)@[\w-]+(?:\.[\w-]+)+")


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def clusters(text: str) -> int:
    return sum(1 for _ in iter_graphemes(text))


def bluesky(text: str) -> int:
    return clusters(text) if len(text.encode()) <= 3000 else 10_000


def x(text: str) -> int:
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    links = _BARE.findall(text)
    return 23 * len(links) + sum(map(_x_cluster, iter_graphemes(_BARE.sub("", text))))


def _x_cluster(cluster: str) -> int:
    if is_emoji(cluster):
        return 2
    return sum(1 if any(low <= ord(sign) <= high for low, high in _LIGHT_RANGES) else 2 for sign in cluster)


def mastodon(text: str) -> int:
    return clusters(_MENTION.sub(r"\1", _WITH_SCHEME.sub("x" * 23, text)))


def threads(text: str) -> int:
    return sum(len(one.encode()) if is_emoji(one) else len(one) for one in iter_graphemes(text))


def is_emoji(cluster: str) -> bool:
    return "\u20e3" in cluster or any(map(_is_pictorial, cluster))


def _is_pictorial(sign: str) -> bool:
    return (unicodedata.category(sign) == "So" and ord(sign) > 0x2100) or 0x1F1E6 <= ord(sign) <= 0x1F1FF
