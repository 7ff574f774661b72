"""Hostile markup in, safe markup and plain paragraphs out, theme clutter gone from both."""

from __future__ import annotations

import html
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass

import lxml.html
import nh3
from lxml.etree import ParserError, tostring

from syndicator.normalise.clutter import is_clutter, is_heading, is_marked, without_chat_marks
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
_SPACE = re.compile(r"\s+")
_HAS_PARAGRAPHS = re.compile(r"<(?:p|br|div|li|h\d|td)\b", re.IGNORECASE)
_LINK_SHARE = 0.8
LONGEST_PLAIN_CHARS = 20_000
"""No title or name is longer, markup included."""
_INVISIBLE = re.compile(
    r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]"
)


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
    return _fold(html.unescape(text))


def _visible(text: str) -> str:
    """Return the text without what nobody sees; all of that is not printable, which is told faster."""
    return text if text.isprintable() else _INVISIBLE.sub("", text)


def _fold(text: str) -> str:
    return " ".join(_visible(text).split())


def clean_html(markup: str, base: str) -> CleanText:
    """
    Return markup made safe and free of clutter.

    Args:
        markup: HTML of unknown intent, or plain text with line breaks.
        base: the address that relative links count from.
    """
    _base.address = base
    root = _tree(tidied(_with_paragraphs(_INVISIBLE.sub("", markup))))
    if root is None:
        return CleanText("", (), ())
    _prune(root)
    for image in root.iter("img"):
        _wake(image, base)
    for element in root.iter(*_SHOWN_AS):
        element.tag = _SHOWN_AS[element.tag]
    images = tuple(address for image in root.iter("img") if (address := image.get("src")))
    paragraphs = tuple(line for line in _lines(root) if not (is_clutter(line) or is_heading(line)))
    return CleanText(_serialise(root), paragraphs, images)


def _wake(image: lxml.html.HtmlElement, base: str) -> None:
    """Give a picture that waits for a script its own address."""
    for name in _LAZY:
        address = canonical_address(image.get(name, ""), base)
        if address is not None:
            image.set("src", address)
            return


def _with_paragraphs(markup: str) -> str:
    """Give plain text its paragraphs; markup keeps its own."""
    if _HAS_PARAGRAPHS.search(markup) or "\n" not in markup.strip():
        return markup
    return "".join(f"<p>{line.strip()}</p>" for line in markup.splitlines() if line.strip())


def _tree(markup: str) -> lxml.html.HtmlElement | None:
    """Parse what is already safe: libxml2 never sees scripts, comments or unknown elements."""
    try:
        return lxml.html.fragment_fromstring(_SURVEY.clean(markup), create_parent="div")
    except (ParserError, ValueError):
        return None


def _serialise(root: lxml.html.HtmlElement) -> str:
    whole: str = tostring(root, encoding="unicode", method="html")
    return _LAST.clean(whole.removeprefix("<div>").removesuffix("</div>")).strip()


def _prune(root: lxml.html.HtmlElement) -> None:
    """Drop theme blocks: marked by their class, headed as related links, or a line of clutter by themselves."""
    for element in list(root.iter()):
        if element is root or element.getparent() is None:
            continue
        tag = element.tag
        if tag in _MARKED and _is_theirs(element):
            _drop(element)
        elif tag in BLOCKS and _is_leaf(element):
            _prune_leaf(element)


def _is_theirs(element: lxml.html.HtmlElement) -> bool:
    kind, name = element.get("class"), element.get("id")
    return bool(kind or name) and is_marked(f"{kind or ''} {name or ''}")


def _is_leaf(element: lxml.html.HtmlElement) -> bool:
    return len(element) == 0 or not any(child.tag in BLOCKS for child in element.iterdescendants())


def _prune_leaf(element: lxml.html.HtmlElement) -> None:
    line = _fold(element.text_content() if len(element) else element.text or "")
    if is_heading(line):
        following = element.getnext()
        while following is not None and (_is_links(following) or not _fold(following.text_content())):
            after = following.getnext()
            _drop(following)
            following = after
        _drop(element)
    elif line and is_clutter(line) and element.find(".//img") is None:
        _drop(element)


def _drop(element: lxml.html.HtmlElement) -> None:
    """
    Leave nothing of an element but an empty mark, which the last cleaning takes away.

    To take it out of the tree would copy all text before it, each time anew.
    """
    element.clear(keep_tail=True)
    element.tag = "span"


def _is_links(element: lxml.html.HtmlElement) -> bool:
    """Whether nearly all that an element says is links, as a list of related posts does."""
    said = len(_fold(element.text_content()))
    linked = sum(len(_fold(link.text_content())) for link in element.iter("a"))
    return said > 0 and linked / said >= _LINK_SHARE


def _lines(root: lxml.html.HtmlElement) -> Iterator[str]:
    pieces: list[str] = []
    _gather(root, pieces)
    for block in "".join(pieces).split("\n"):
        line = without_chat_marks(_fold(block))
        if line:
            yield line


def _gather(element: lxml.html.HtmlElement, pieces: list[str]) -> None:
    """Add all text in order but for captions of pictures, with a line break at the edges of every block."""
    tag = element.tag
    if tag == "figcaption":
        return
    edge = "\n" if tag in BLOCKS or tag == "br" else ""
    pieces += (edge, _on_one_line(element.text))
    for child in element:
        _gather(child, pieces)
        pieces.append(_on_one_line(child.tail))
    pieces.append(edge)


def _on_one_line(text: str | None) -> str:
    """Return the text without line breaks of its own; what is printable has no white space but blanks."""
    if not text or text.isprintable():
        return text or ""
    return _SPACE.sub(" ", text)
