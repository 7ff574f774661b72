"""Documents that hurt whoever reads them, each called by what it is."""

from __future__ import annotations

import json
from dataclasses import replace

from tests.feeds import LONG, Told, rss
from tests.hostile.siege import READ_WITHIN_S, Case
from tests.hostile.wire import XML, answer, saying

SITE = "https://jahat.test"
JSON_FEED = ("Content-Type", "application/feed+json")
WHOLE = rss([Told(1)], SITE).decode()
HEAD, TAIL = WHOLE.split("<item>")[0], "</channel></rss>"
ITEM = "<item><title>Patroli</title><guid>1</guid><description>%s</description></item>"
MILLION = 1_000_000


def document(body: str | bytes, content_type: str = XML[1]) -> Case:
    content = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body
    return Case(saying(answer(content, ("Content-Type", content_type))), limit_s=1)


def read(body: str | bytes, added: int = 1, *, within_s: float = 2.0, content_type: str = XML[1]) -> Case:
    return replace(document(body, content_type), added=added, limit_s=within_s)


def refused(body: str | bytes, words: str, *, within_s: float = 2.0, content_type: str = XML[1]) -> Case:
    return replace(document(body, content_type), kind="format", words=words, limit_s=within_s)


def feed(items: str, doctype: str = "") -> str:
    return HEAD.replace("<rss", f"{doctype}<rss", 1) + items + TAIL


def entry(markup: str) -> str:
    """A feed of one entry with this content."""
    return feed(f"<item><title>Patroli</title><guid>1</guid><description>{_escaped(markup)}</description></item>")


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def dated(moment: str) -> str:
    return feed(f"<item><title>Patroli</title><guid>1</guid><pubDate>{moment}</pubDate></item>")


def linked(address: str) -> str:
    return feed(f"<item><title>Patroli</title><guid>1</guid><link>{_escaped(address)}</link></item>")


def json_feed(**told: object) -> bytes:
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "x", "items": [], **told}).encode()


def json_item(**told: object) -> bytes:
    return json_feed(items=[{"id": "1", "content_html": f"<p>{LONG}</p>", "title": "Patroli", **told}])


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
EITHER_WAY_S = READ_WITHIN_S + 1
NUMBERS = {
    "lone surrogates by number": document(feed(ITEM % "Patroli &#xD800; &#55357; malam")),
    "numbers beyond all characters": document(feed(ITEM % "&#x110000; &#99999999999999; &#0; &#-1; Patroli")),
    "100,000 entries": document(
        feed("".join(f"<item><title>t</title><guid>{n}</guid></item>" for n in range(100_000)))
    ),
    "19,000 categories": document(
        feed(f"<item><title>x</title>{''.join(f'<category>c{n}</category>' for n in range(19_000))}</item>")
    ),
}

ENTITIES = {
    "a billion laughs": document(feed(ITEM % "&l9;", f'<!DOCTYPE rss [<!ENTITY l0 "ha">{LAUGHS}]>')),
    "laughs in attributes": document(feed('<item a="&l9;"/>', f'<!DOCTYPE rss [<!ENTITY l0 "ha">{LAUGHS}]>')),
    "one entity of 100 kB, 50,000 times": document(
        feed(ITEM % ("&a;" * 50_000), f'<!DOCTYPE rss [<!ENTITY a "{"x" * 100_000}">]>')
    ),
    "an entity that names itself": document(feed(ITEM % "&a;", '<!DOCTYPE rss [<!ENTITY a "&b;"><!ENTITY b "&a;">]>')),
    "parameter entities": document(
        feed(ITEM % "x", """<!DOCTYPE rss [<!ENTITY % a "<!ENTITY b 'x'>">%a;%a;<!ENTITY % c "&#37;c;">%c;]>""")
    ),
    "default attributes": document(
        feed(ITEM % "x", f"<!DOCTYPE rss [<!ATTLIST item {' '.join(f'a{n} CDATA #IMPLIED' for n in range(20_000))}>]>")
    ),
    "an element type of 100,000 choices": document(
        feed(ITEM % "x", f"<!DOCTYPE rss [<!ELEMENT rss ({'|'.join(f'a{n}' for n in range(100_000))})>]>")
    ),
}
"""Whether they are read or refused is left open; what they cost is not."""

SHAPES = {
    "nested 100,000 deep": document(feed("<a>" * 100_000)),
    "nested 100,000 deep in an entry": document(feed(ITEM % ("<b>" * 100_000))),
    "an element of a million attributes": document(
        feed(f"<item {' '.join(f'a{n}=:' for n in range(300_000))}/>".replace("=:", '=""'))
    ),
    "a million tiny elements": document(feed("<a/>" * MILLION)),
    "a million namespaces": document(feed("".join(f'<a xmlns:n{n}="u{n}"/>' for n in range(100_000)))),
    "an element name of 5 MB": document(feed(f"<{'a' * 5 * MILLION}/>")),
    "a declaration of 5 MB": document(WHOLE.replace("<?xml", f"<?xml{' ' * 5 * MILLION}", 1)),
    "no closing tags": document(HEAD + "<item><title>Patroli" * 50_000),
    "an unclosed CDATA": document(HEAD + "<item><description><![CDATA[" + "x" * 5 * MILLION),
    "many unclosed CDATA": document(HEAD + "<item><description>" + "<![CDATA[" * 300_000),
    "an unclosed comment": document(HEAD + "<!-- " * 500_000),
    "a million comments": document(feed("<!-- x -->" * 500_000 + ITEM % LONG)),
    "a million processing instructions": document(feed("<?a b?>" * 700_000 + ITEM % LONG)),
    "text between 19,000 empty elements": document(feed(f"<item><a>{'x' * 3 * MILLION}{'<b/>x' * 19_000}</a></item>")),
    "9 MB of blanks": document(" " * 9 * MILLION),
    "9 MB of less-than signs": document("<" * 9 * MILLION),
    "2 MB of ampersands": document(feed("&" * 2 * MILLION)),
    "a gallery of everything unclosed": document(HEAD + "<item><![CDATA[<!--<?a <b \"'" * 100_000),
}
"""The same."""

FULL = {
    "a title of 5 MB": read(feed(f"<item><title>{'Patroli malam ' * 357_000}</title></item>"), within_s=EITHER_WAY_S),
    "an entry of 9 MB": read(entry("<p>Patroli malam.</p>" * 280_000), within_s=EITHER_WAY_S + 4),
    "a guid of 100 kB": read(feed(f"<item><title>Patroli</title><guid>{'g' * 100_000}</guid></item>")),
    "an author of 1 MB": read(feed(f"<item><title>Patroli</title><author>{'Humas ' * 160_000}</author></item>")),
    "19,000 enclosures": read(
        feed(
            "<item><title>x</title>"
            + '<enclosure url="http://a.test/x.jpg" type="image/jpeg" length="1"/>' * 19_000
            + "</item>"
        ),
        within_s=EITHER_WAY_S,
    ),
    "one guid for 500 entries": read(
        feed("".join(f"<item><title>t {n}</title><guid>sama</guid></item>" for n in range(500))), 500, within_s=6
    ),
    "500 times the same entry": read(feed(ITEM % LONG * 500), within_s=6),
}

CHARACTERS = {
    "null bytes": read(feed(ITEM % "Patroli\x00malam\x00")),
    "null bytes before all": refused("\x00" * 1000, "not a feed"),
    "control characters": read(feed(ITEM % "Patroli \x01\x08\x0b\x1b[2J malam")),
    "lone surrogates as bytes": read(feed(ITEM % "Patroli \ud800 malam")),
    "invalid UTF-8": read(
        WHOLE.replace("patroli", "patroli \ufffd").encode().replace(b"\xef\xbf\xbd", b"\xc3\x28\xff")
    ),
    "UTF-7": read(WHOLE.partition("?>")[2].encode("utf-7"), content_type="text/xml; charset=utf-7"),
    "UTF-16 with the mark of the other end": refused(b"\xfe\xff" + WHOLE.encode("utf-16-le"), "not a feed"),
    "UTF-16 that calls itself UTF-8": read(WHOLE.encode("utf-16-le")),
    "half a character of UTF-16": read(b"\xff\xfe" + WHOLE.encode("utf-16-le") + b"\x41", within_s=EITHER_WAY_S),
    "UTF-32": read(WHOLE.replace("UTF-8", "UTF-32").encode("utf-32"), within_s=EITHER_WAY_S),
    "UTF-8 labelled Latin 1": read(WHOLE.replace("UTF-8", "ISO-8859-1").replace("malam", "mal\u00e1m").encode()),
    "Latin 1 labelled UTF-8": read(WHOLE.replace("malam", "mal\u00e1m").encode("latin-1")),
    "an encoding that does not exist": read(WHOLE.replace("UTF-8", "x-" + "y" * 30)),
    "an encoding that unpacks": read(WHOLE.replace("UTF-8", "zlib_codec"), content_type="text/xml; charset=zlib_codec"),
    "EBCDIC": read(WHOLE.replace("UTF-8", "cp037").encode("cp037"), content_type="text/xml; charset=cp037"),
    "XML 1.1": read(WHOLE.replace('version="1.0"', 'version="1.1"')),
    "XML 9.9": read(WHOLE.replace('version="1.0"', 'version="9.9"')),
    "entities encoded five times": read(feed(ITEM % "Patroli &amp;amp;amp;amp;lt;script&amp;amp;amp;amp;gt;")),
    "text that turns round": read(feed(ITEM % "Patroli \u202e\u2066malam\u2069 \u200b\ufeff")),
}

DATES = {
    f"the date {told}": read(dated(told))
    for told in (
        "Mon, 01 Jan 0000 00:00:00 +0000",
        "Mon, 01 Jan 0001 00:00:00 WIB",
        "Mon, 01 Jan 0001 00:00:00 +1400",
        "Fri, 31 Dec 9999 23:59:59 -1200",
        "9999-12-31T23:59:59-23:59",
        "-0044-03-15T00:00:00Z",
        "99999999999999999999",
        "31 Februari 2026 25:61:61",
        "1" * 5000,
        "Mon, 02 Mar 2026 07:00:00 +9999",
    )
}

LINKS = {
    "a link to a script": read(linked("javascript:alert(1)")),
    "a link to data": read(linked("data:text/html,<script>alert(1)</script>")),
    "a link with a password": read(linked("https://admin:rahasia@jahat.test/rilis/")),
    "a link with control characters": read(linked("https://jahat.test/\x01\n\t\u202erilis")),
    "a link of 100 kB": read(linked("https://jahat.test/" + "x" * 100_000)),
    "a link to no host": read(linked("https://[::1")),
    "a link to a port of letters": read(linked("https://jahat.test:abc/")),
    "a link to a host of odd letters": read(linked("https://xn--\u0131\u202e..test/")),
}

JSON = {
    "JSON with wrong types everywhere": read(
        json_feed(title=[], home_page_url={}, items=[[], 1, None, {"id": {}, "content_html": [], "tags": {"a": 1}}]),
        content_type=JSON_FEED[1],
    ),
    "JSON with items that are none": refused(json_feed(items={"a": 1}), "not a feed", content_type=JSON_FEED[1]),
    "JSON nested 90,000 deep": refused(
        b'{"version": "https://jsonfeed.org/version/1", "items": ' + b"[" * 90_000, "not a feed"
    ),
    "JSON of ten million brackets": refused(b'{"items": ' + b"[" * 9 * MILLION, "larger than any feed"),
    "JSON with a number of 5 MB": refused(b'{"items": ' + b"9" * 5 * MILLION + b"}", "not a feed"),
    "JSON with a number beyond all numbers": read(json_item(id=1).replace(b'"id": 1', b'"id": 1e999')),
    "JSON with lone surrogates": read(json_item(title="Patroli \ud800"), content_type=JSON_FEED[1]),
    "JSON with dates of all kinds": read(json_item(date_published=9, date_modified="9999-12-31T23:59:59-23:59")),
    "JSON with a million keys": refused(
        b"{" + b",".join(b'"%d":1' % n for n in range(700_000)) + b"}", "not a feed", within_s=EITHER_WAY_S
    ),
    "JSON with the same key for ever": refused(b"{" + b'"items":1,' * 800_000 + b'"x":1}', "not a feed"),
}

EITHER: dict[str, Case] = ENTITIES | SHAPES | NUMBERS
CASES: dict[str, Case] = FULL | CHARACTERS | DATES | LINKS | JSON
