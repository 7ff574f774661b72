"""
Links in plain words, as services find them: with a scheme, or bare, behind a domain that can exist.

The rules are those of twitter-text (https://github.com/twitter/twitter-text, its `Regex` and `Extractor`), which X
and Mastodon share, on their narrow side: what one of the two would leave out of a link is left out here, so that a
count by these links is not below the service's own. Other than theirs it is linear.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

import regex
from publicsuffixlist import PublicSuffixList

# X takes nothing longer for a link (`MAX_URL_LENGTH` of twitter-text).
LONGEST_CHARS = 4096

# twitter-text's letters of a domain without a scheme: ASCII, and Latin ones with accents; behind a scheme, any.
_LETTER = r"a-z0-9\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u024F"
_ANY_LETTER = r"\p{L}\p{M}\p{N}"
_START = regex.compile(
    rf"""
    (?<![A-Za-z0-9@＠$#＃])
    (?:
        (?P<scheme>https?://)(?P<host>[{_ANY_LETTER}](?:[{_ANY_LETTER}.-]*[{_ANY_LETTER}])?)
    |   (?<!(?:[\x00-\x7F]|^)[-_./])(?P<host>(?:[a-z0-9]|[{_LETTER}](?=\.))(?:[{_LETTER}.-]*[{_LETTER}])?)
    )
    (?![A-Za-z0-9@+-])
    """,
    regex.IGNORECASE | regex.VERBOSE,
)
_SHORTENED = regex.compile(r"https?://t\.co/[a-z0-9]{1,40}+(?![a-z0-9])", regex.IGNORECASE)
_WORD = regex.compile(r"\S+")
_SCHEME = regex.compile(r"https?$", regex.IGNORECASE)
_ASCII = regex.compile(r"[a-z0-9-]*", regex.IGNORECASE)
_PORT = regex.compile(r":[0-9]+(?![0-9])")
_PATH_RUN = regex.compile(r"/[a-z0-9!*';:=+,.$/%#\[\]_~@|&-]*+", regex.IGNORECASE)
_QUERY_RUN = regex.compile(r"\?[a-z0-9!?*'();:&=+$/%#\[\]_.,~|@-]*+", regex.IGNORECASE)
_PATH_ENDINGS = "!*';:=,.$%[]~@|&"
_QUERY_ENDINGS = "!?*'();:+$%[].,~|@-"


class Link(NamedTuple):
    """Where a link stands: from `start` up to, not including, `end`."""

    start: int
    end: int


def links(text: str, *, bare: bool) -> Iterator[Link]:
    """Yield the links of a text in order; with `bare` also those without a scheme, as in `humas.polri.go.id`."""
    for word in _WORD.finditer(text):
        if word[0].find(".", 1, -1) > 0 and (bare or "://" in word[0]):
            yield from _of_word(text, word.start(), word.end(), bare=bare)


def _of_word(text: str, position: int, end: int, *, bare: bool) -> Iterator[Link]:
    while found := _START.search(text, position, end):
        link = _link(text, found) if found["scheme"] or bare else None
        position = link.end if link else _behind_none(found)
        if link and link.end - link.start <= LONGEST_CHARS:
            yield link


def _behind_none(found: regex.Match[str]) -> int:
    """Return where to look on where no link was: the word may end in the scheme of one, as in `www.https://x.id`."""
    if found["scheme"]:
        return int(found.end("scheme"))
    scheme = _SCHEME.search(found["host"], 1)
    return int(found.start("host") + scheme.start() if scheme else found.end())


def _link(text: str, found: regex.Match[str]) -> Link | None:
    whole, start = found["host"], found.start("host")
    host = _domain(whole)
    if host is None:
        return None
    end = start + len(host)
    if host.casefold() == "t.co" and (shortened := _SHORTENED.match(text, found.start())):
        return Link(found.start(), shortened.end())
    return Link(found.start(), _behind(text, end, bare=not found["scheme"]) if host == whole else end)


def _domain(host: str) -> str | None:
    """Return the longest beginning of a name that is a domain of two labels or more."""
    labels = host.split(".")
    for kept in range(len(labels), 1, -1):
        top = labels[kept - 1]
        ascii_top = _ASCII.match(top)[0]
        if _exists((ascii_top or top).casefold()) and all(labels[: kept - 1]):
            return ".".join([*labels[: kept - 1], ascii_top or top])
    return None


@lru_cache(maxsize=4_096)
def _exists(top: str) -> bool:
    return 2 <= len(top) <= 63 and _suffixes().publicsuffix(top) is not None


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList(accept_unknown=False, only_icann=True)


def _behind(text: str, domain: int, *, bare: bool) -> int:
    """Return where a link whose domain ends there really ends: behind port, path and query."""
    port = _PORT.match(text, domain)
    end = port.end() if port else domain
    path = _PATH_RUN.match(text, end)
    if path is None and bare:
        return domain
    if path:
        end += len(path[0].rstrip(_PATH_ENDINGS))
        if end < path.end():
            return end
    query = _QUERY_RUN.match(text, end)
    kept = len(query[0].rstrip(_QUERY_ENDINGS)) if query else 0
    return end + (kept if kept > 1 else 0)
