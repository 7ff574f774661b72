"""
What the W3C's feed validator asks of RSS 2.0 and Atom 1.0, in words of our own, and what else is said of HTML in them.

The validator itself is in no registry of packages, so that its rules are told here as they are known of it: what is an
error or a warning there is a fault here. Only elements that we ever write are known; any other one is a fault.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from html.entities import name2codepoint

from lxml import etree

from tests.feedhtml import HTML, UNSAFE, html_faults

ATOM, MEDIA = "http://www.w3.org/2005/Atom", "http://search.yahoo.com/mrss/"
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
PREFIXES = {
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/syndication/history/1.0": "fh",
    MEDIA: "media",
    ATOM: "atom",
    "http://www.w3.org/XML/1998/namespace": "xml",
    TOMBSTONES: "at",
}
RELATIONS = {"alternate", "via", "self", "hub", "first", "next", "previous", "current", "prev-archive", "next-archive"}
OF_FEEDS_ONLY = {"first", "next", "previous", "current", "prev-archive", "next-archive"}
URI = re.compile(r"[a-zA-Z][0-9a-zA-Z+\-.]*:(//)?[0-9a-zA-Z;/?:@&=+$.\-_!~*'()%,#]+", re.ASCII)
URN_UUID = re.compile(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.ASCII)
MIME = re.compile(r"[a-z]+/[a-z0-9.+-]+", re.ASCII)
RFC2822 = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d? [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT", re.ASCII)
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)
STRICT = etree.XMLParser(recover=False, resolve_entities=False, huge_tree=False, no_network=True)
IN_CHANNEL = {
    *("title", "link", "description", "language", "lastBuildDate", "generator", "docs"),
    *("atom:link", "fh:archive", "item"),
}
IN_ITEM = {
    *("title", "link", "guid", "pubDate", "category", "description"),
    *("dc:creator", "dc:source", "content:encoded", "media:content", "atom:updated"),
}
IN_FEED = {
    *("id", "title", "subtitle", "updated", "generator", "link", "author", "entry"),
    *("fh:archive", "at:deleted-entry"),
}
IN_ENTRY = {
    *("id", "title", "updated", "published", "link", "author", "category", "summary", "content", "source"),
    "media:content",
}
REPEATED = {"item", "entry", "category", "link", "atom:link", "at:deleted-entry"}

Faults = Iterator[str]


def faults(document: bytes, address: str, now: datetime) -> list[str]:
    """Return what is wrong with a feed that stands at an address, each as `rule: where`."""
    try:
        root = etree.fromstring(document, STRICT)
    except etree.XMLSyntaxError as error:
        return [f"not well formed: {error}"]
    judged = _rss(root, address, now) if root.tag == "rss" else _atom(root, address, now)
    return [*_bytes(document, root), *judged]


def _bytes(document: bytes, root: etree._Element) -> Faults:
    if not document.startswith(b"<?xml version='1.0' encoding='UTF-8'?>") or root.getroottree().docinfo.doctype:
        yield "declaration"
    for prefix, space in root.nsmap.items():
        if space not in PREFIXES or (prefix and prefix != PREFIXES[space]):
            yield f"namespace: {prefix} {space}"
    for element in root.iter():
        for text in (element.text or "", element.tail or "", *element.attrib.values()):
            if re.search("[\x7f-\x9f\ufffd]", str(text)):
                yield f"bad characters: {element.tag}"


def _name(element: etree._Element) -> str:
    """Return a name with the usual prefix; the elements of the format itself have none."""
    name = etree.QName(element)
    own = name.namespace is None or (name.namespace == ATOM and element.getroottree().getroot().tag != "rss")
    return name.localname if own else f"{PREFIXES.get(name.namespace, name.namespace)}:{name.localname}"


def _children(parent: etree._Element, known: set[str], needed: set[str]) -> Faults:
    counted = Counter(_name(child) for child in parent)
    yield from (f"undefined element: {name} in {_name(parent)}" for name in counted.keys() - known)
    yield from (f"missing element: {name} in {_name(parent)}" for name in needed - counted.keys())
    for name, count in counted.items():
        if count > 1 and name not in REPEATED:
            yield f"duplicate element: {name} in {_name(parent)}"


def _attributes(element: etree._Element, *known: str) -> Faults:
    stray = {str(name) for name in element.attrib if not str(name).startswith("{http://www.w3.org/XML")} - {*known}
    yield from (f"unexpected attribute: {name} of {_name(element)}" for name in stray)


def _text(element: etree._Element) -> Faults:
    """Not blank, and no markup that a reader might take for markup."""
    told = element.text or ""
    if not told.strip():
        yield f"blank: {_name(element)}"
    tags = [tag for tag in re.findall(r"</(\w+)>", told) if tag.lower() in HTML | UNSAFE]
    entities = [name for name in re.findall(r"&(#?\w+)", told) if name in name2codepoint or not name.isalpha()]
    yield from (f"contains HTML: {_name(element)}: {one}" for one in (*tags, *entities))


def _uri(element: etree._Element, told: str | None) -> Faults:
    if not URI.fullmatch(told or "") or not re.match(r"(https?://[^/])|(urn:)", told or ""):
        yield f"no address: {_name(element)}: {told}"


def _html(element: etree._Element) -> Faults:
    yield from (f"{fault} in {_name(element)}" for fault in html_faults(element.text or ""))


def _rfc2822(element: etree._Element, now: datetime) -> Faults:
    told = element.text or ""
    if not RFC2822.fullmatch(told):
        yield f"no date: {_name(element)}: {told}"
        return
    moment = parsedate_to_datetime(told)
    if moment.strftime("%a") != told[:3] or not _plausible(moment, now):
        yield f"implausible date: {_name(element)}: {told}"


def _rfc3339(element: etree._Element, now: datetime) -> Faults:
    told = element.text or ""
    if not RFC3339.fullmatch(told):
        yield f"no date: {_name(element)}: {told}"
    elif not _plausible(datetime.fromisoformat(told), now):
        yield f"implausible date: {_name(element)}: {told}"


def _plausible(moment: datetime, now: datetime) -> bool:
    return datetime(1990, 1, 1, tzinfo=UTC) < moment < now + timedelta(minutes=10)


def _links(parent: etree._Element, address: str) -> Faults:
    links = parent.findall(f"{{{ATOM}}}link")
    seen: set[tuple[str | None, ...]] = set()
    for link in links:
        relation, media_type = link.get("rel", "alternate"), link.get("type")
        yield from _attributes(link, "rel", "type", "href")
        yield from _uri(link, link.get("href"))
        if relation not in RELATIONS:
            yield f"unregistered relation: {relation}"
        if media_type is not None and not MIME.fullmatch(media_type):
            yield f"no media type: {media_type}"
        if relation in OF_FEEDS_ONLY and _name(parent) == "entry":
            yield f"relation of feeds in an entry: {relation}"
        if (relation, media_type) in seen:
            yield f"duplicate link: {relation} {media_type}"
        if (link.text or "").strip() or len(link):
            yield "link is not empty"
        seen.add((relation, media_type))
    if _name(parent) != "entry":
        own = [link for link in links if link.get("rel") == "self"]
        if [link.get("href") for link in own] != [address]:
            yield f"self does not match location: {address}"
        if any(link.get("type") not in {"application/atom+xml", "application/rss+xml"} for link in own):
            yield "self is no feed"


def _picture(parent: etree._Element) -> Faults:
    for content in parent.findall(f"{{{MEDIA}}}content"):
        yield from _attributes(content, "url", "medium", "type")
        yield from _uri(content, content.get("url"))
        if content.get("medium") != "image" or not MIME.fullmatch(content.get("type", "image/x")):
            yield "invalid medium"
        for thumbnail in content:
            yield from _attributes(thumbnail, "url")
            yield from _uri(thumbnail, thumbnail.get("url"))


def _ordered(parent: etree._Element, last: set[str]) -> Faults:
    names = [_name(child) in last for child in parent]
    if names != sorted(names):
        yield f"misplaced metadata in {_name(parent)}"


def _rss(root: etree._Element, address: str, now: datetime) -> Faults:
    if root.get("version") != "2.0" or [_name(child) for child in root] != ["channel"]:
        yield "no RSS 2.0"
        return
    channel = root[0]
    yield from _children(channel, IN_CHANNEL, {"title", "link", "description", "language", "atom:link"})
    yield from _ordered(channel, {"item"})
    yield from _links(channel, address)
    for name in ("title", "description", "generator"):
        yield from _text(channel.find(name))
    for name in ("link", "docs"):
        yield from _uri(channel.find(name), channel.findtext(name))
    if channel.findtext("language") not in {"id", "en"}:
        yield "invalid language"
    yield from _rfc2822(channel.find("lastBuildDate"), now)
    for told in channel.findall("item"):
        yield from _item(told, now)
    yield from _unique("guid", [told.findtext("guid") for told in channel.findall("item")])


def _item(told: etree._Element, now: datetime) -> Faults:
    names = [_name(child) for child in told]
    yield from _children(told, IN_ITEM, {"title", "link", "guid", "pubDate", "description"})
    yield from _text(told.find("title"))
    yield from _uri(told.find("link"), told.findtext("link"))
    guid = told.find("guid")
    if guid.get("isPermaLink") != "false" or not URN_UUID.fullmatch(guid.text or ""):
        yield f"guid: {guid.text}"
    yield from _rfc2822(told.find("pubDate"), now)
    yield from _rfc3339(told.find(f"{{{ATOM}}}updated"), now)
    for category in told.findall("category"):
        yield from _attributes(category, "domain")
        yield from _text(category)
    yield from _html(told.find("description"))
    if "content:encoded" in names:
        yield from _html(told.find("{http://purl.org/rss/1.0/modules/content/}encoded"))
        if names.index("content:encoded") < names.index("description"):
            yield "content before its description"
    yield from _picture(told)


def _atom(root: etree._Element, address: str, now: datetime) -> Faults:
    if root.tag != f"{{{ATOM}}}feed" or not root.get("{http://www.w3.org/XML/1998/namespace}lang"):
        yield "no Atom 1.0 with a language"
        return
    yield from _children(root, IN_FEED, {"id", "title", "updated", "author", "link"})
    yield from _ordered(root, {"entry", "at:deleted-entry"})
    yield from _links(root, address)
    yield from _uri(root, root.findtext(f"{{{ATOM}}}id"))
    for name in ("title", "subtitle", "generator"):
        yield from _text(root.find(f"{{{ATOM}}}{name}"))
    yield from _rfc3339(root.find(f"{{{ATOM}}}updated"), now)
    entries = root.findall(f"{{{ATOM}}}entry")
    for entry in entries:
        yield from _entry(entry, now)
    for name in ("id", "updated"):
        yield from _unique(name, [entry.findtext(f"{{{ATOM}}}{name}") for entry in entries])
    for gone in root.findall(f"{{{TOMBSTONES}}}deleted-entry"):
        if not URN_UUID.fullmatch(gone.get("ref", "")) or not RFC3339.fullmatch(gone.get("when", "")):
            yield "deleted entry"


def _entry(entry: etree._Element, now: datetime) -> Faults:
    yield from _children(entry, IN_ENTRY, {"id", "title", "updated", "published", "link"})
    yield from _links(entry, "")
    if not URN_UUID.fullmatch(entry.findtext(f"{{{ATOM}}}id") or ""):
        yield "id"
    for name in ("title", "summary"):
        if (element := entry.find(f"{{{ATOM}}}{name}")) is not None:
            yield from _html(element) if element.get("type") == "html" else _text(element)
            yield from _attributes(element, "type")
    for name in ("updated", "published"):
        yield from _rfc3339(entry.find(f"{{{ATOM}}}{name}"), now)
    yield from _people_and_topics(entry)
    if (content := entry.find(f"{{{ATOM}}}content")) is None:
        if entry.find(f"{{{ATOM}}}summary") is None:
            yield "no textual content"
    elif content.get("type") != "html":
        yield f"content type: {content.get('type')}"
    else:
        yield from _html(content)
    if (source := entry.find(f"{{{ATOM}}}source")) is not None:
        yield from _children(source, {"id", "title", "updated", "link"}, {"id", "title", "updated"})
    yield from _picture(entry)


def _people_and_topics(entry: etree._Element) -> Faults:
    for author in entry.findall(f"{{{ATOM}}}author"):
        yield from _text(author.find(f"{{{ATOM}}}name"))
        if (page := author.find(f"{{{ATOM}}}uri")) is not None:
            yield from _uri(page, page.text)
    for category in entry.findall(f"{{{ATOM}}}category"):
        yield from _attributes(category, "term", "scheme", "label")
        yield from _uri(category, category.get("scheme"))
        if not category.get("term") or not category.get("label"):
            yield "blank category"


def _unique(name: str, told: list[str | None]) -> Faults:
    yield from (f"duplicate {name}: {one}" for one, count in Counter(told).items() if count > 1)
