"""HTML documents as trees: any bytes in, a bounded tree out; what a tree says is read by other modules."""

from __future__ import annotations

import re

import lxml.html
from lxml.etree import ParserError
from w3lib.encoding import html_to_unicode, read_bom

from syndicator.errors import SourceFault
from syndicator.parse.encodings import in_utf8
from syndicator.parse.entries import storable

LARGEST_PAGE_CHARS = 3_000_000
MOST_TAGS = 200_000
MOST_ATTRIBUTES = 400
"""A tag with more is no page's: libxml2 compares each attribute with all before it."""

_SPACE = re.compile(r"\s+")
_ATTRIBUTE = r"""(?:[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+)?+)?+)"""
_RAW = "script|style|textarea|title|xmp|iframe|noembed|noframes"
_TOKEN = re.compile(
    rf"""<!--(?:-?>|.*?(?:--!?>|\Z))                                            # comments, which may show tags
    | <({_RAW})(?=[\s/>]){_ATTRIBUTE}{{0,{MOST_ATTRIBUTES}}}+({_ATTRIBUTE})?.*?(?:</\1[\s/>]|\Z)
    | </?[a-z][^\s/>]*+{_ATTRIBUTE}{{0,{MOST_ATTRIBUTES}}}+({_ATTRIBUTE})?""",
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
"""One token of HTML (html.spec.whatwg.org, 13.2.5); a second or third group is an attribute too many."""


def folded(text: str) -> str:
    """Return text on one line, without what neither database nor page can hold."""
    return _SPACE.sub(" ", storable(text)).strip()


def said(element: lxml.html.HtmlElement) -> str:
    """Return all text of an element on one line."""
    return folded(str(element.text_content()))


def said_briefly(element: lxml.html.HtmlElement, most_chars: int = 500) -> str:
    """Return as much of an element's text on one line: of many that stand inside each other, each is read briefly."""
    parts, length = [], 0
    for text in element.itertext():
        parts.append(text[:most_chars])
        length += len(parts[-1])
        if length >= most_chars:
            break
    return folded("".join(parts)[:most_chars])


def decoded(body: bytes, content_type: str) -> str:
    """
    Return a document as text; never fails.

    What is UTF-8 nearly throughout is UTF-8, whatever it is labelled; then its own labels count, as browsers
    understand them (encoding.spec.whatwg.org: latin-1 means windows-1252).
    """
    if read_bom(body)[0] is None:
        text = body.decode("utf-8", "replace")
        beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
        broken = text.count("\ufffd")
        if broken == 0:
            return text
        if broken <= beyond_ascii // 20 and (mended := in_utf8(body, "")) is not None:
            return mended.decode()
    _, labelled = html_to_unicode(content_type or None, body, default_encoding="cp1252")
    return labelled


def page_tree(body: bytes, content_type: str = "") -> lxml.html.HtmlElement:
    """
    Return the root of a page.

    Elements deeper than 256 are left out. Quadratic shapes are refused; should one get through, only a
    process that can be stopped helps (see `apart`).

    Raises:
        SourceFault: it is empty, or so large or so strange that no page is like it.
    """
    text = storable(decoded(body[: LARGEST_PAGE_CHARS + 1], content_type))
    if not text.strip():
        raise SourceFault("format", "the page is empty", "ask the site why it has nothing")
    if len(text) > LARGEST_PAGE_CHARS or text.count("<") > MOST_TAGS or _has_endless_tag(text):
        raise SourceFault("format", "the page is too large or too strange to be read", "the site has to mend it")
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        return lxml.html.document_fromstring(text.encode(), parser=parser)
    except (ParserError, ValueError) as error:
        raise SourceFault("format", f"the page cannot be read: {error}", "the site has to mend it") from error


def _has_endless_tag(text: str) -> bool:
    return any(token[2] or token[3] for token in _TOKEN.finditer(text))
