"""Sitemaps (sitemaps.org, with Google's tags for news and images) in all their forms: XML, gzipped, plain text."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from heapq import nlargest
from io import BytesIO
from itertools import islice

from lxml import etree

from syndicator.errors import SourceFault
from syndicator.parse.encodings import in_utf8
from syndicator.parse.entries import storable
from syndicator.parse.feed_dates import read_moment
from syndicator.parse.named import Named, absolute, is_same_site
from syndicator.parse.page_dates import day_in_address

MOST_PAGES = 5_000
MOST_FURTHER = 1_000
MOST_READ = 50_000
"""What a sitemap may hold by its own rules."""
LARGEST_BYTES = 50_000_000
MOST_IMAGES = 10

MOST_INNER = 200
MOST_TAGS = 1_200_000

_HOLDERS = {
    "loc": {"url", "sitemap"}, "lastmod": {"url", "sitemap"}, "title": {"news"}, "publication_date": {"news"},
}  # fmt: skip
_TOLD = frozenset(_HOLDERS)
_GZIP = b"\x1f\x8b"
_LONGEST_TEXT_CHARS = 2_001
_YEAR_OR_MONTH = re.compile(r"(\d{4})(?:-(\d{2}))?")
_FIRST_TAG = re.compile(rb"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)")
_NOT_RELEASES = re.compile(
    r"categor|kategori|tag|taxonom|author|users?|penulis|format|archive|(?:^|-)pages?(?:-|_|\.)", re.IGNORECASE
)
_ENDLESS_TAG = re.compile(rb"<[^<>]{100000}")
_REFERENCE = re.compile(rb"&#(x[0-9a-fA-F]{1,1000}|[0-9]{1,1000});")
_BARE_AMPERSAND = re.compile(rb"&(?!#?\w{1,10};)")
_LIKELY = re.compile(r"(news|berita)|(post|artikel|article|rilis|siaran)", re.IGNORECASE)
_NUMBER = re.compile(r"(\d{1,9})\D*$")
_MEND = "give the address of the site's sitemap, often /sitemap.xml or the one that /robots.txt names"
_WHEN_UNDATED = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Sitemap:
    """
    What a sitemap names, newest first.

    Args:
        further: addresses of other sitemaps; those that list no releases come last.
    """

    pages: tuple[Named, ...] = ()
    further: tuple[str, ...] = ()


def read_sitemap(body: bytes, *, content_type: str, address: str) -> Sitemap:
    """
    Return the pages and sitemaps of a site that its sitemap names; what is not of the site is left out.

    Raises:
        SourceFault: the document is not a sitemap, or unpacks to more than any sitemap.
    """
    document = in_utf8(_unpacked(body), content_type) or b""
    first = _FIRST_TAG.search(document[:20_000])
    kind = first[1].decode().lower() if first else ""
    if kind not in {"urlset", "sitemapindex"}:
        return _plain(document, address, kind)
    if document.count(b"<") > MOST_TAGS or _ENDLESS_TAG.search(document):
        raise SourceFault("format", "the sitemap is larger than any", "the site has to split it")
    pages: list[Named] = []
    further: list[Named] = []
    for element in islice(_elements(document), MOST_READ):
        named = _named(element, address)
        if named is not None:
            (further if element.tag.endswith("sitemap") else pages).append(named)
    return _sitemap(pages, further)


def _unpacked(body: bytes) -> bytes:
    """Return what a gzipped body holds, for a sitemap may be packed whatever its headers say."""
    if not body.startswith(_GZIP):
        return body
    unpacker = zlib.decompressobj(wbits=31)
    try:
        unpacked = unpacker.decompress(body, LARGEST_BYTES)
    except zlib.error as error:
        raise SourceFault("format", f"the packed sitemap is broken: {error}", "the site has to mend it") from error
    if unpacker.unconsumed_tail:
        raise SourceFault("format", "the sitemap is larger than any", "the site has to split it")
    return unpacked


def _plain(document: bytes, address: str, first_tag: str) -> Sitemap:
    """A list of addresses, one a line."""
    lines = [line.strip() for line in document[: MOST_READ * 500].decode("utf-8", "replace").splitlines()[:MOST_READ]]
    told = [line for line in lines if line]
    if first_tag or not told or not all(line.startswith(("http://", "https://")) for line in told):
        what = f"begins with <{first_tag[:40]}>" if first_tag else "is not one"
        raise SourceFault("format", f"a sitemap was expected, and the document {what}", _MEND)
    pages = (found for line in told if (found := absolute(address, line)) and is_same_site(found, address))
    return _sitemap([Named(address=page) for page in dict.fromkeys(pages)], [])


def _character(found: re.Match[bytes]) -> bytes:
    """Leave out a reference to what is no character: libxml2 lets surrogates through where it recovers."""
    told = found[1].lower()
    number = int(told[1:], 16) if told.startswith(b"x") else int(told)
    is_one = number in {9, 10, 13} or 32 <= number < 0xD800 or 0xE000 <= number < 0xFFFE or 0x10000 <= number < 0x110000
    return found[0] if is_one else b""


def _elements(document: bytes) -> Iterator[etree._Element]:
    """Each page or sitemap of a document; what was read of it before is forgotten."""
    document = _REFERENCE.sub(_character, document)
    if b"<![CDATA[" not in document:
        document = _BARE_AMPERSAND.sub(b"&amp;", document)
    told = etree.iterparse(
        BytesIO(document),
        tag=("{*}url", "{*}sitemap"),
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for _, element in told:
            yield element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        raise SourceFault("format", f"the sitemap cannot be read: {error.msg}", "the site has to mend it") from error


def _named(element: etree._Element, base: str) -> Named | None:
    """Return the page or sitemap of an element; what it does not name, or of another site, is None."""
    told: dict[str, str] = {}
    images: list[str] = []
    for inner in islice(element.iter("*"), MOST_INNER):
        name = inner.tag.rpartition("}")[2]
        if name in _TOLD:
            said = storable((inner.text or "")[:_LONGEST_TEXT_CHARS])
            holder = inner.getparent().tag.rpartition("}")[2]
            if (name, holder) == ("loc", "image"):
                images.append(said)
            elif holder in _HOLDERS[name]:
                told.setdefault(name, said)
    address = absolute(base, told.get("loc", ""))
    if address is None or not is_same_site(address, base):
        return None
    return Named(
        address=address,
        title=told.get("title") or None,
        published_at=_moment(told.get("publication_date", "")),
        modified_at=_moment(told.get("lastmod", "")),
        images=tuple(found for image in images[:MOST_IMAGES] if (found := absolute(base, image))),
    )


def _moment(told: str) -> datetime | None:
    """Return a date in any form of W3C's note (w3.org/TR/NOTE-datetime): a year or month counts from its first day."""
    if found := _YEAR_OR_MONTH.fullmatch(told):
        return read_moment(f"{found[1]}-{found[2] or '01'}-01")
    return read_moment(told)


def _sitemap(pages: Iterable[Named], further: Iterable[Named]) -> Sitemap:
    once = {named.address: named for named in pages}
    newest = nlargest(MOST_PAGES, once.values(), key=_when)
    others = {named.address: named for named in further}
    in_order = sorted(others.values(), key=_promise, reverse=True)[:MOST_FURTHER]
    return Sitemap(tuple(newest), tuple(named.address for named in in_order))


def _when(named: Named) -> datetime:
    """Return when a page was new; without any date it is older than all others, in its place."""
    moment = named.published_at or named.modified_at or day_in_address(named.address) or _WHEN_UNDATED
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _promise(named: Named) -> tuple[bool, datetime, int, int]:
    """Return by what a sitemap may hold the newest releases: what it lists, its date, its name, its number."""
    name = named.address.rsplit("/", 1)[-1]
    likely = _LIKELY.search(name)
    number = _NUMBER.search(name)
    rank = 0 if likely is None else 2 if likely[1] else 1
    return not _NOT_RELEASES.search(name), _when(named), rank, int(number[1]) if number else 0
