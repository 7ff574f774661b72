"""
The tree of a document, grown by the XML parser that feedparser uses too, so that both call the same documents ill.

Nothing hostile grows: no document type is let in, so there are no entities; depth, size and the number of elements are
bounded; the parser is left at the first thing that is unusual.
"""

from __future__ import annotations

import re
from xml.parsers import expat  # entities and document types end it at once: see _no_document_type

from syndicator.parse.fast.names import Names, attributes_of
from syndicator.parse.fast.unusual import Unusual

LARGEST_BYTES = 4_000_000
MOST_ELEMENTS = 20_000
MOST_ATTRIBUTES = 40
DEEPEST = 12

_BUFFER_BYTES = 1 << 17
_DECLARATION = re.compile(rb"<\?xml[^>]*?>")
_FIRST_TAG = re.compile(rb"<\w")
# feedparser takes these for the characters that windows-1252 has there. Two patterns that begin with fixed bytes are
# searched for eight times as fast as one that may begin with either.
_MISPLACED_BYTES = re.compile(rb"\xc2[\x80-\x9f]")
_MISPLACED_REFERENCE = re.compile(rb"&#(?:0*1[2-5]\d|[xX]0*[89][0-9a-fA-F]);")
_CONTENT = frozenset({"content", "summary", "description", "content:encoded"})
_NONE: dict[str, str] = {}


class Node:
    """
    An element.

    Attributes:
        tag: feedparser's name for it.
        text: the characters before the first child, which is all that a leaf holds.
        is_mixed: whether more than blanks stand behind a child.
    """

    __slots__ = ("attributes", "children", "is_mixed", "tag", "text")

    def __init__(self, tag: str, attributes: dict[str, str]) -> None:
        self.tag = tag
        self.attributes = attributes
        self.children: list[Node] = []
        self.text = ""
        self.is_mixed = False


def grow(document: bytes) -> Node:
    """
    Return the root of a document in UTF-8.

    Raises:
        Unusual: it is not well-formed, or nothing that an ordinary feed is.
    """
    if len(document) > LARGEST_BYTES:
        raise Unusual("too large")
    head = document[: found.start()] if (found := _FIRST_TAG.search(document)) else document
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        raise Unusual("a document type")
    if _MISPLACED_REFERENCE.search(document) or (not document.isascii() and _MISPLACED_BYTES.search(document)):
        raise Unusual("characters of windows-1252")
    root = Node("", _NONE)
    try:
        _parser(root).Parse(_DECLARATION.sub(b"", document, count=1) if _declared(document) else document, True)
    except expat.ExpatError as error:
        raise Unusual(f"not well-formed: {error}") from error
    return root.children[0]


def _declared(document: bytes) -> bool:
    return document.startswith(b"<?xml")


def _parser(above: Node) -> expat.XMLParserType:
    """Return a parser that hangs what it reads below a node; its handlers are closures, for they are called most."""
    names = Names()
    stack = [above]
    elements = 0

    def start(name: str, told: dict[str, str]) -> None:
        nonlocal elements
        elements += 1
        if len(stack) > DEEPEST or elements > MOST_ELEMENTS or len(told) > MOST_ATTRIBUTES:
            raise Unusual("too deep or too many elements")
        tag = names.tags.get(name) or names.tag(name)
        attributes = attributes_of(told) if told else _NONE
        if "xml:base" in attributes and tag not in _CONTENT:
            raise Unusual("xml:base")
        node = Node(tag, attributes)
        stack[-1].children.append(node)
        stack.append(node)

    def end(_name: str) -> None:
        stack.pop()

    def characters(text: str) -> None:
        node = stack[-1]
        if not node.children:
            node.text += text
        elif not node.is_mixed:
            node.is_mixed = not text.isspace()

    parser = expat.ParserCreate("utf-8", " ")
    parser.buffer_text = True
    parser.buffer_size = _BUFFER_BYTES
    parser.StartDoctypeDeclHandler = _no_document_type
    parser.StartNamespaceDeclHandler = names.declare
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    return parser


def _no_document_type(*_told: object) -> None:
    raise Unusual("a document type")
