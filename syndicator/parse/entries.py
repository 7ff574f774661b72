"""Entries and readings out of what a document told, the same whichever reader read it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from html import unescape
from urllib.parse import urljoin

from syndicator.model.entry import Entry, Reading

LARGEST_FEED = 500
"""Entries; what a feed carries beyond that is not read in one go."""

SHORTEST_RELEASE_CHARS = 1_200
"""Of text without its markup; what stands in the place of a summary and says less is taken for one."""
LONGEST_PACE = timedelta(days=1)

_UNHOLDABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_ADDRESS = re.compile(r"(?:https?:)?//|/|www\.", re.IGNORECASE)
_ABSOLUTE = re.compile(r"https?://", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
# WordPress puts this sentence behind a summary too, and its twin in Indonesian.
_SIGNED = re.compile(
    r"\b(?:the post|pos|artikel)\b.{0,300}"
    r"\b(?:appeared first on|pertama kali (?:tampil|muncul|terbit) (?:pada|di))\b.*\Z",
    re.IGNORECASE | re.DOTALL,
)
_CUT = re.compile(
    r"(?:…|\.\.\.|\b(?:read more|(?:baca )?selengkapnya)\b.{0,40}|\b(?:continue reading|lanjutkan membaca)\b.{0,200})"
    r"[\s\])}.»›>→\"”]*\Z",
    re.IGNORECASE | re.DOTALL,
)
_TAIL_CHARS = 2_000
"""Enough for the last sentences and the links in them."""
_PERIODS = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(weeks=1),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}
_COUNT = re.compile(r"0*([1-9]\d{0,6})", re.ASCII)


def storable(text: str) -> str:
    """Return a text without what neither database nor page can hold: control characters, lone surrogates."""
    return _UNHOLDABLE.sub("", text).strip()


def entry_of(
    *,
    guid: str,
    link: str,
    title: str,
    contents: Iterable[str],
    summary: str,
    author: str,
    published_at: datetime | None,
    updated_at: datetime | None,
    categories: Iterable[str],
    images: Iterable[str],
) -> Entry:
    """
    Return an entry; an empty string stands for what was not told.

    A guid may stand in for the link, but only one that is an address: `tag:blogger.com,1999:…` or `4711` must not
    become a published link (RSS 2.0: "all guids are permalinks" unless told otherwise, and many are not).
    The longest of the texts is what is read: some sites put the whole of it into the summary.
    """
    content = max(contents, key=len, default="")
    said_by_content = bool(content) and len(content) >= len(summary)
    return Entry(
        guid=guid or None,
        address=link if link and (link != guid or _ADDRESS.match(link)) else None,
        title=title,
        html=content if said_by_content else summary,
        author=author or None,
        published_at=published_at,
        updated_at=updated_at,
        categories=tuple(filter(None, categories)),
        images=tuple(filter(None, images)),
        is_whole=said_by_content or not looks_cut(summary),
    )


def looks_cut(summary: str) -> bool:
    """Tell whether a summary leaves something out: it is shorter than a release, or ends as what is cut does."""
    if len(summary) < SHORTEST_RELEASE_CHARS or len(_TAG.sub("", summary)) < SHORTEST_RELEASE_CHARS:
        return True
    tail = unescape(_TAG.sub(" ", summary[-_TAIL_CHARS:]))
    return _CUT.search(_SIGNED.sub("", tail)) is not None


def pace_of(*, ttl: str, period: str, frequency: str) -> timedelta | None:
    """
    Return how often a feed wishes to be asked, a day at most; None where it tells nothing or nonsense.

    Args:
        ttl: minutes (RSS 2.0); counts before the others.
        period, frequency: `sy:updatePeriod`, and how many times in it (RSS 1.0 Syndication), once if not told.
    """
    if minutes := _COUNT.fullmatch(ttl):
        return min(timedelta(minutes=int(minutes[1])), LONGEST_PACE)
    told = _PERIODS.get(period.lower())
    if told is None:
        return None
    times = _COUNT.fullmatch(frequency)
    return min(told / int(times[1] if times else 1), LONGEST_PACE)


def reading_of(
    entries: Sequence[Entry],
    *,
    title: str,
    home: str,
    address: str,
    every: timedelta | None = None,
    generator: str = "",
    links: Iterable[tuple[str, str]] = (),
) -> Reading:
    """
    Return a reading.

    Args:
        entries: as the document lists them, which is newest first more often than not.
        home: the address of the site as the document tells it, from which it may be told relative to `address`.
        links: of the feed itself, as pairs of relation and address; the first of each relation counts.
    """
    oldest_first = list(reversed(entries))
    oldest_first.sort(key=_moment)
    ways: dict[str, str] = {}
    for relation, told in links:
        found = _absolute(told, address)
        if _ABSOLUTE.match(found):
            ways.setdefault(relation, found)
    return Reading(
        entries=tuple(oldest_first),
        title=title or None,
        home=_absolute(home, address) or None,
        every=every,
        generator=generator or None,
        hub=ways.get("hub"),
        topic=ways.get("self"),
        older=ways.get("next"),
    )


def _absolute(told: str, address: str) -> str:
    """Return an absolute address to the letter, for a hub knows its topics by their letters; others joined."""
    try:
        joined = urljoin(address, told) if told else ""
        return told if _ABSOLUTE.match(told) else joined
    except ValueError:
        return ""


def _moment(entry: Entry) -> float:
    """Entries without a date keep their place at the front."""
    moment = entry.published_at or entry.updated_at
    if moment is None:
        return 0.0
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
