"""
The tree of a document, grown by the XML parser that feedparser uses too, so that both call the same documents ill.

Nothing hostile grows: no document type is let in, so there are no entities; depth, size and the number of elements are
bounded; the parser is left at the first thing that is unusual.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
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
# feedparser takes these for the characters that windows-1252 has there.
_MISPLACED = re.compile(rb"\xc2[\x80-\x9f]|&#(?:0*1[2-5]\d|[xX]0*[89][0-9a-fA-F]);")
_CONTENT = frozenset({"content", "summary", "description", "content:encoded"})
_NONE: dict[str, str] = {}


@dataclass(slots=True)
class Node:
    """
    An element.

    Attributes:
        tag: feedparser's name for it.
        text: all characters directly inside, wherever they stand between the children.
    """

    tag: str
    attributes: dict[str, str]
    children: list[Node] = field(default_factory=list)
    text: str = ""


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
    if _MISPLACED.search(document):
        raise Unusual("characters of windows-1252")
    growing = _Growing()
    try:
        growing.parser.Parse(_DECLARATION.sub(b"", document, count=1) if _declared(document) else document, True)
    except expat.ExpatError as error:
        raise Unusual(f"not well-formed: {error}") from error
    return growing.root


def _declared(document: bytes) -> bool:
    return document.startswith(b"<?xml")


class _Growing:
    """What the parser calls while it reads."""

    def __init__(self) -> None:
        self._names = Names()
        self._stack = [Node("", _NONE)]
        self._elements = 0
        self.parser = expat.ParserCreate("utf-8", " ")
        self.parser.buffer_text = True
        self.parser.buffer_size = _BUFFER_BYTES
        self.parser.StartDoctypeDeclHandler = _no_document_type
        self.parser.StartNamespaceDeclHandler = self._names.declare
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters

    @property
    def root(self) -> Node:
        return self._stack[0].children[0]

    def _start(self, name: str, told: dict[str, str]) -> None:
        self._elements += 1
        if len(self._stack) > DEEPEST or self._elements > MOST_ELEMENTS or len(told) > MOST_ATTRIBUTES:
            raise Unusual("too deep or too many elements")
        tag = self._names.tag(name)
        attributes = attributes_of(told) if told else _NONE
        if "xml:base" in attributes and tag not in _CONTENT:
            raise Unusual("xml:base")
        node = Node(tag, attributes)
        self._stack[-1].children.append(node)
        self._stack.append(node)

    def _end(self, _name: str) -> None:
        self._stack.pop()

    def _characters(self, text: str) -> None:
        self._stack[-1].text += text


def _no_document_type(*_told: object) -> None:
    raise Unusual("a document type")
