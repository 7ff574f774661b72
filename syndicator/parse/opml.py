"""OPML as other readers export it; hostile like all that comes from outside."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from syndicator.errors import SourceFault


@dataclass(frozen=True, slots=True)
class Listed:
    """A feed that an OPML file names; `group` is the outline that it stands under."""

    address: str
    title: str
    group: str | None


def read_opml(document: bytes) -> list[Listed]:
    """
    Return the feeds of an OPML document, in order, each address once.

    Raises:
        SourceFault: the document is not OPML.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(document, parser)
    except etree.XMLSyntaxError as error:
        raise SourceFault(
            "format", f"this is not OPML: {error.msg}", "export it again from the other reader"
        ) from error
    if etree.QName(root).localname.lower() != "opml":
        raise SourceFault("format", f"this is not OPML but <{root.tag}>", "export it again from the other reader")
    found: dict[str, Listed] = {}
    for outline in root.iter("outline"):
        address = (outline.get("xmlUrl") or outline.get("xmlurl") or "").strip()
        if address:
            parent = outline.getparent()
            group = parent.get("text") if parent is not None and parent.tag == "outline" else None
            title = outline.get("title") or outline.get("text") or ""
            found.setdefault(address, Listed(address, title.strip(), group))
    return list(found.values())
