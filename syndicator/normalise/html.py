"""Hostile markup in, safe markup and plain paragraphs out, theme clutter gone from both."""

from __future__ import annotations

import html
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass

import nh3
from lxml import etree

from syndicator.normalise.clutter import is_marked, without_chat_marks
from syndicator.normalise.lines import Lines, fold, on_one_line, visible
from syndicator.normalise.tidy import tidied
from syndicator.normalise.urls import canonical_address

_TEXT_BLOCKS = {"p", "div", "blockquote", "ul", "ol", "li", "figure", "figcaption", "h2", "h3", "h4", "hr", "pre"}
_TABLE_BLOCKS = {"table", "thead", "tbody", "tr", "th", "td"}
_INLINE = {"br", "b", "strong", "i", "em", "u", "s", "a", "img", "sub", "sup", "code"}
_TAGS = _TEXT_BLOCKS | _TABLE_BLOCKS | _INLINE
_SHOWN_AS = {"section": "div", "article": "div", "h1": "h2", "h5": "h4", "h6": "h4"}
"""Blocks that a page has its own use for, and what stands in their place."""
BLOCKS = _TEXT_BLOCKS | _TABLE_BLOCKS | _SHOWN_AS.keys()
_ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt", "width", "height"}, "td": {"colspan", "rowspan"}, "th": {"colspan"}}
_SURVEY_TAGS = _TAGS | _SHOWN_AS.keys() | {"span"}
_LAZY = ("data-src", "data-lazy-src", "data-original")
"""Where themes put the address of a picture that a script is to load."""
_SURVEY_ATTRIBUTES = {tag: _ATTRIBUTES.get(tag, set()) | {"class", "id"} for tag in _SURVEY_TAGS}
_SURVEY_ATTRIBUTES["img"] |= set(_LAZY)
_SILENT = {"script", "style", "iframe", "object", "embed", "form", "noscript", "template", "svg", "math", "select"}
_SCHEMES = {"http", "https", "mailto"}
_MARKED = BLOCKS | {"span", "a"}
"""What a theme's block may be made of."""
_HAS_PARAGRAPHS = re.compile(r"<(?:p|br|div|li|h\d|td)\b", re.IGNORECASE)
_LINK_SHARE = 0.8
LONGEST_PLAIN_CHARS = 20_000
"""No title or name is longer, markup included."""
_PARSER = etree.HTMLParser()
_TEXT_OF = etree.XPath("string()", smart_strings=False)


class _Base(threading.local):
    """The address from which the relative addresses of what is cleaned at this moment count."""

    address = ""


_base = _Base()


def _absolute(address: str) -> str | None:
    return canonical_address(address, _base.address)


_SURVEY = nh3.Cleaner(
    tags=_SURVEY_TAGS,
    clean_content_tags=_SILENT,
    attributes=_SURVEY_ATTRIBUTES,
    url_schemes=_SCHEMES,
    url_relative=_absolute,
)
_LAST = nh3.Cleaner(
    tags=_TAGS,
    clean_content_tags=_SILENT,
    attributes=_ATTRIBUTES,
    url_schemes=_SCHEMES,
    url_relative=_absolute,
    link_rel="noopener nofollow ugc",
)
_NO_TAGS = nh3.Cleaner(tags=set(), clean_content_tags=_SILENT)


@dataclass(frozen=True, slots=True)
class CleanText:
    """`html` is safe to show, `paragraphs` is the same as plain text, `images` their addresses in order."""

    html: str
    paragraphs: tuple[str, ...]
    images: tuple[str, ...]


def plain(markup: str) -> str:
    """Return a title or name as one plain line: tags dropped, entities read, white space folded."""
    told = markup[:LONGEST_PLAIN_CHARS]
    text = html.unescape(_NO_TAGS.clean(tidied(told))) if "<" in told else told
    return fold(html.unescape(text))


def clean_html(markup: str, base: str) -> CleanText:
    """
    Return markup made safe and free of clutter.

    Args:
        markup: HTML of unknown intent, or plain text with line breaks.
        base: the address that relative links count from.
    """
    _base.address = base
    root = _tree(tidied(_with_paragraphs(visible(markup))))
    if root is None:
        return CleanText("", (), ())
    lines = Lines()
    _prune(root, lines)
    images = tuple(_show(root, base))
    paragraphs = tuple(line for line in _told(root, lines) if lines.is_ordinary(line))
    return CleanText(_as_markup(_serialise(root)), paragraphs, images)


def _show(root: etree._Element, base: str) -> Iterator[str]:
    """Give blocks the names by which they are shown, and pictures their addresses; yield the addresses."""
    for element in root.iter("img", *_SHOWN_AS):
        shown_as = _SHOWN_AS.get(element.tag)
        if shown_as is not None:
            element.tag = shown_as
            continue
        _wake(element, base)
        address = element.get("src")
        if address:
            yield address


def _wake(image: etree._Element, base: str) -> None:
    """Give a picture that waits for a script its own address."""
    for name in _LAZY:
        told = image.get(name)
        address = canonical_address(told, base) if told else None
        if address is not None:
            image.set("src", address)
            return


def _with_paragraphs(markup: str) -> str:
    """Give plain text its paragraphs; markup keeps its own."""
    if _HAS_PARAGRAPHS.search(markup) or "\n" not in markup.strip():
        return markup
    return "".join(f"<p>{line.strip()}</p>" for line in markup.splitlines() if line.strip())


def _as_markup(clean: str) -> str:
    """Return clean markup so that it is never taken for plain text, whose line breaks would be paragraphs."""
    return clean if _HAS_PARAGRAPHS.search(clean) else " ".join(clean.splitlines())


def _tree(markup: str) -> etree._Element | None:
    """
    Parse what is already safe: libxml2 never sees scripts, comments or unknown elements.

    Text that cannot stand in a tree is refused where it is written, which its parser does not do.
    """
    try:
        body = etree.fromstring(f"<html><body>{_SURVEY.clean(markup)}</body></html>", _PARSER)[0]
        body.text = body.text if body.text and body.text.strip() else None
    except (etree.ParserError, ValueError):
        return None
    body.tag = "div"
    return body


def _serialise(root: etree._Element) -> str:
    whole: str = etree.tostring(root, encoding="unicode", method="html", with_tail=False)
    return _LAST.clean(whole.removeprefix("<div>").removesuffix("</div>")).strip()


def _prune(root: etree._Element, lines: Lines) -> None:
    """Drop theme blocks: marked by their class, headed as related links, or a line of clutter by themselves."""
    for element in list(root.iter()):
        tag = element.tag
        if tag not in _MARKED or element is root or element.getparent() is None:
            continue
        if element.keys() and _is_theirs(element):
            _drop(element)
        elif tag in BLOCKS and _is_leaf(element):
            _prune_leaf(element, lines)


def _is_theirs(element: etree._Element) -> bool:
    kind, name = element.get("class"), element.get("id")
    return bool(kind or name) and is_marked(f"{kind or ''} {name or ''}")


def _is_leaf(element: etree._Element) -> bool:
    return len(element) == 0 or not any(child.tag in BLOCKS for child in element.iterdescendants())


def _text_of(element: etree._Element) -> str:
    return _TEXT_OF(element) if len(element) else element.text or ""


def _prune_leaf(element: etree._Element, lines: Lines) -> None:
    line = lines[_text_of(element)]
    if lines.is_ordinary(line):
        return
    if lines.is_heading(line):
        following = element.getnext()
        while following is not None and (_is_links(following) or not fold(_text_of(following))):
            after = following.getnext()
            _drop(following)
            following = after
        _drop(element)
    elif line and element.find(".//img") is None:
        _drop(element)


def _drop(element: etree._Element) -> None:
    """
    Leave nothing of an element but an empty mark, which the last cleaning takes away.

    To take it out of the tree would copy all text before it, each time anew.
    """
    element.clear(keep_tail=True)
    element.tag = "span"


def _is_links(element: etree._Element) -> bool:
    """Whether nearly all that an element says is links, as a list of related posts does."""
    said = len(fold(_text_of(element)))
    linked = sum(len(fold(_text_of(link))) for link in element.iter("a"))
    return said > 0 and linked / said >= _LINK_SHARE


def _told(root: etree._Element, lines: Lines) -> Iterator[str]:
    pieces: list[str] = []
    _gather(root, pieces)
    for block in "".join(pieces).split("\n"):
        line = without_chat_marks(lines[block])
        if line:
            yield line


def _gather(element: etree._Element, pieces: list[str]) -> None:
    """Add all text in order but for captions of pictures, with a line break at the edges of every block."""
    tag = element.tag
    if tag == "figcaption":
        return
    edge = "\n" if tag in BLOCKS or tag == "br" else ""
    pieces += (edge, on_one_line(element.text))
    for child in element:
        _gather(child, pieces)
        pieces.append(on_one_line(child.tail))
    pieces.append(edge)
