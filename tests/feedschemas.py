"""The published forms of JSON Feed, OPML and sitemaps, in words of our own; what breaks them is told."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from lxml import etree

SITEMAP, NEWS = "http://www.sitemaps.org/schemas/sitemap/0.9", "http://www.google.com/schemas/sitemap-news/0.9"
ADDRESS = re.compile(r"https?://[^\s/]+(/\S*)?")
NEWEST_SITEMAP_URLS = 50_000
NEWEST_NEWS = 1_000

_OUTLINE = """
<element name="outline"><attribute name="text"/><optional><attribute name="title"/></optional>
<choice>
 <oneOrMore><ref name="outline"/></oneOrMore>
 <group><attribute name="type"><value>rss</value></attribute>
  <attribute name="xmlUrl"><data type="anyURI"/></attribute>
  <optional><attribute name="htmlUrl"><data type="anyURI"/></attribute></optional></group>
</choice></element>
"""
_RFC2822 = r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT"
_OPML = f"""
<grammar xmlns="http://relaxng.org/ns/structure/1.0" datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">
<start><element name="opml"><attribute name="version"><value>2.0</value></attribute>
 <element name="head"><interleave><element name="title"><text/></element>
  <optional><element name="dateModified">
   <data type="string"><param name="pattern">{_RFC2822}</param></data></element></optional>
  <optional><element name="docs"><data type="anyURI"/></element></optional></interleave></element>
 <element name="body"><oneOrMore><ref name="outline"/></oneOrMore></element>
</element></start><define name="outline">{_OUTLINE}</define></grammar>
"""
_MOMENT = '<xs:simpleType><xs:union memberTypes="xs:date xs:dateTime"/></xs:simpleType>'
_LOC = (
    '<xs:simpleType><xs:restriction base="xs:anyURI"><xs:minLength value="12"/><xs:maxLength value="2048"/>'
    "</xs:restriction></xs:simpleType>"
)
_SITEMAP = f"""
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="{SITEMAP}" elementFormDefault="qualified">
<xs:element name="urlset"><xs:complexType><xs:sequence>
 <xs:element name="url" maxOccurs="{NEWEST_SITEMAP_URLS}"><xs:complexType><xs:sequence>
  <xs:element name="loc">{_LOC}</xs:element><xs:element name="lastmod" minOccurs="0">{_MOMENT}</xs:element>
  <xs:any namespace="##other" processContents="strict" minOccurs="0"/>
 </xs:sequence></xs:complexType></xs:element></xs:sequence></xs:complexType></xs:element>
<xs:element name="sitemapindex"><xs:complexType><xs:sequence>
 <xs:element name="sitemap" maxOccurs="{NEWEST_SITEMAP_URLS}"><xs:complexType><xs:sequence>
  <xs:element name="loc">{_LOC}</xs:element></xs:sequence></xs:complexType></xs:element>
</xs:sequence></xs:complexType></xs:element></xs:schema>
"""
_NEWS = f"""
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="{NEWS}" elementFormDefault="qualified">
<xs:element name="news"><xs:complexType><xs:sequence>
 <xs:element name="publication"><xs:complexType><xs:sequence>
  <xs:element name="name" type="xs:string"/><xs:element name="language" type="xs:language"/>
 </xs:sequence></xs:complexType></xs:element>
 <xs:element name="publication_date">{_MOMENT}</xs:element>
 <xs:element name="title"><xs:simpleType><xs:restriction base="xs:string">
  <xs:pattern value="[\\s\\S]*\\S[\\s\\S]*"/></xs:restriction></xs:simpleType></xs:element>
</xs:sequence></xs:complexType></xs:element></xs:schema>
"""


class _Imported(etree.Resolver):
    def resolve(self, system_url: str, public_id: str, context: Any) -> Any:
        told = {"sitemap": _SITEMAP, "news": _NEWS}[system_url.rpartition("/")[2]]
        return self.resolve_string(told, context)


def _sitemap_schema() -> etree.XMLSchema:
    parser = etree.XMLParser()
    parser.resolvers.add(_Imported())
    imports = "".join(
        f'<xs:import namespace="{space}" schemaLocation="memory:/{name}"/>'
        for space, name in ((SITEMAP, "sitemap"), (NEWS, "news"))
    )
    both = f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{imports}</xs:schema>'
    return etree.XMLSchema(etree.fromstring(both, parser))


def opml_faults(document: bytes) -> list[str]:
    """Return what breaks OPML 2.0 in a list of feeds."""
    return _broken(etree.RelaxNG(etree.fromstring(_OPML)), document)


def sitemap_faults(document: bytes) -> list[str]:
    """Return what breaks the protocol of sitemaps, or Google's extension for news."""
    faults = _broken(_sitemap_schema(), document)
    root = etree.fromstring(document)
    faults += [str(one.text) for one in root.iter(f"{{{SITEMAP}}}loc") if not ADDRESS.fullmatch(str(one.text))]
    return faults + ["too many news"] * (len(list(root.iter(f"{{{NEWS}}}news"))) > NEWEST_NEWS)


def _broken(schema: Any, document: bytes) -> list[str]:
    schema.validate(etree.fromstring(document))
    return [f"line {one.line}: {one.message}" for one in schema.error_log]


def json_feed_faults(document: bytes) -> list[str]:
    """Return what breaks JSON Feed 1.1: names that it does not know, values of another kind, what has to be there."""
    told = json.loads(document)
    return [*_object(told, _FEED, ("version", "title", "items"), "feed"), *_versions(told)]


def _versions(told: dict[str, Any]) -> Iterator[str]:
    if told.get("version") != "https://jsonfeed.org/version/1.1":
        yield "version"
    ids = [one.get("id") for one in told["items"]]
    if len(set(ids)) != len(ids):
        yield "ids are not unique"
    yield from (
        f"no content: {one.get('id')}" for one in told["items"] if not {"content_html", "content_text"} & set(one)
    )


def _object(told: Any, known: dict[str, Any], needed: tuple[str, ...], where: str) -> Iterator[str]:
    yield from (f"{where}.{name} is missing" for name in needed if name not in told)
    for name, value in told.items():
        if name not in known:
            yield f"{where}.{name} is unknown"
        else:
            yield from known[name](value, f"{where}.{name}")


def _string(value: Any, where: str) -> Iterator[str]:
    if not isinstance(value, str):
        yield f"{where} is no string"


def _filled(value: Any, where: str) -> Iterator[str]:
    if not isinstance(value, str) or not value:
        yield f"{where} is empty"


def _address(value: Any, where: str) -> Iterator[str]:
    if not isinstance(value, str) or not ADDRESS.fullmatch(value):
        yield f"{where} is no address: {value}"


def _date(value: Any, where: str) -> Iterator[str]:
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", value):
        yield f"{where} is no moment of RFC 3339: {value}"
    else:
        datetime.fromisoformat(value)


def _list(known: dict[str, Any], needed: tuple[str, ...]) -> Any:
    def each(value: Any, where: str) -> Iterator[str]:
        for place, one in enumerate(value):
            yield from _object(one, known, needed, f"{where}[{place}]")

    return each


def _strings(value: Any, where: str) -> Iterator[str]:
    for place, one in enumerate(value):
        yield from _string(one, f"{where}[{place}]")


_AUTHORS = _list({"name": _filled, "url": _address, "avatar": _address}, ("name",))
_ENTRY = {
    **dict.fromkeys(("id",), _filled),
    **dict.fromkeys(("url", "external_url", "image", "banner_image"), _address),
    **dict.fromkeys(("title", "content_html", "content_text", "summary", "language"), _string),
    **dict.fromkeys(("date_published", "date_modified"), _date),
    "authors": _AUTHORS,
    "tags": _strings,
}
_FEED = {
    **dict.fromkeys(("version", "title", "description", "user_comment", "language"), _string),
    **dict.fromkeys(("home_page_url", "feed_url", "next_url", "icon", "favicon"), _address),
    "authors": _AUTHORS,
    "hubs": _list({"type": _filled, "url": _address}, ("type", "url")),
    "items": _list(_ENTRY, ("id",)),
}
