"""Where the text of an article stands on its page, and what the theme put into it; metadata is read elsewhere."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from itertools import islice

import lxml.html
from lxml import etree

from syndicator.parse.markup import said, said_briefly

KNOWN = (
    "td-post-content", "content-inner", "o_wblog_post_content_field", "elementor-widget-theme-post-content",
    "et_pb_post_content", "wp-block-post-content", "entry-content", "post-body", "field--name-body",
    "read__content", "detail__body-text", "post-content", "single-content",
    "article-body", "article__body", "article__content", "entry__content", "post__content",
)  # fmt: skip
"""Classes by which themes name the body, the surest first."""
FEWEST_WORDS = 15
_HOLDERS = frozenset({"div", "section", "article", "main", "td"})
_BLOCKS = _HOLDERS | {"p", "li", "blockquote", "pre", "h2", "h3", "h4", "dd"}
_SILENT = ("script", "style", "noscript", "template", "svg", "form", "button", "select", "object", "embed", "ins")
_AROUND = ("nav", "aside", "footer")
_MARKABLE = (*_HOLDERS, "ul", "ol", "p", "span", "h2", "h3", "h4", "header")
_CLUTTER = re.compile(
    r"(?:^|[\s_-])(?:related|terkait|rekomendasi|share|sharing|sharedaddy|social|sosmed|comments?|komentar|respond"
    r"|tags?|breadcrumbs?|ads?|advert\w*|iklan|adsbygoogle|sidebar|newsletter|prev-?next|pagination"
    r"|post-?navigation|popular|terpopuler|trending|author-?box|bio|yarpp|jp-relatedposts|addtoany|heateor"
    r"|baca(?:an)?-?(?:juga|lainnya)|read-?more|simak|(?:post|entry)-?(?:views|meta|header|footer)"
    r"|visually-hidden|screen-reader-text|sr-only|cookie\w*|footer|menu|navbar|header)(?:$|[\s_-])",
    re.IGNORECASE,
)
_CLUTTERED = "syndicator-clutter"
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CAPTION = re.compile(r"caption", re.IGNORECASE)
_LISTS = frozenset({"div", "section", "ul", "ol"})
_MOST_BESIDE_LINKS = 8
_MOST_LISTED = 20
_SHORTEST_TITLE_WORDS = 4
_LARGEST_CLUTTER = 0.5
"""What holds more of the text than this is no clutter, whatever it is called."""
_SHORTEST_LINE_WORDS = 6
_SMALLEST_PIECE = 0.2
"""A part of an article that a grid has cut into pieces says at least this share of what the largest says."""

Weights = Mapping[lxml.html.HtmlElement, int]


@dataclass(frozen=True, slots=True)
class Body:
    """The text of an article, in one piece or several; `how` is the class that named it, or `density`."""

    pieces: tuple[lxml.html.HtmlElement, ...]
    how: str

    @property
    def words(self) -> int:
        """How many words it has."""
        return sum(len(said(piece).split()) for piece in self.pieces)

    @property
    def html(self) -> str:
        """What stands inside."""
        return "".join(_inner(piece) for piece in self.pieces)


def find_body(root: lxml.html.HtmlElement) -> Body | None:
    """
    Return what holds an article's text; None where no text is.

    The tree loses what belongs to the theme: read everything else from it before.
    """
    _drop(root, (*_SILENT, *_AROUND))
    weights = _weigh(root)
    known = _known(root, weights)
    if known is not None:
        for piece in known.pieces:
            _prune(piece, weights)
        if known.words >= FEWEST_WORDS:
            return known
    body = root.find("body")
    if body is None:
        return known
    _prune(body, weights)
    return _densest(body) or known


def _drop(root: lxml.html.HtmlElement, tags: Iterable[str]) -> None:
    """Drop elements in one walk: lxml's drop_tree copies the text behind each, and ten thousand take minutes."""
    etree.strip_elements(root, *tags, with_tail=False)


def _weigh(root: lxml.html.HtmlElement) -> dict[lxml.html.HtmlElement, int]:
    """Return the number of words outside of links that each element holds, in one walk from the leaves up."""
    weights: dict[lxml.html.HtmlElement, int] = {}
    for element in reversed(list(root.iter())):
        weight = len((element.text or "").split())
        for child in element:
            weight += weights[child] + len((child.tail or "").split())
        weights[element] = 0 if element.tag == "a" else weight
    return weights


def _known(root: lxml.html.HtmlElement, weights: Weights) -> Body | None:
    """The body by the class that its theme gives it; of several posts on one page the longest."""
    found: dict[int, list[lxml.html.HtmlElement]] = defaultdict(list)
    for element in root.iter(*_HOLDERS):
        if weights[element] >= FEWEST_WORDS:
            ranks = [KNOWN.index(name) for name in element.get("class", "").split() if name in KNOWN]
            if "articleBody" in element.get("itemprop", "").split():
                ranks.append(len(KNOWN))
            if ranks:
                found[min(ranks)].append(element)
    if not found:
        return None
    rank = min(found)
    longest = max(found[rank], key=lambda element: weights[element])
    article = next(longest.iterancestors("article"), None)
    least = weights[longest] * _SMALLEST_PIECE
    pieces = [
        element
        for element in found[rank]
        if article is not None and weights[element] >= least and next(element.iterancestors("article"), None) is article
    ]
    return Body(tuple(_outermost(pieces or [longest])), KNOWN[rank] if rank < len(KNOWN) else "articleBody")


def _outermost(elements: Iterable[lxml.html.HtmlElement]) -> Iterator[lxml.html.HtmlElement]:
    """Leave out elements that stand inside of others; all come in the order of the document."""
    last = None
    for element in elements:
        if last is None or last not in element.iterancestors():
            last = element
            yield element


def _prune(container: lxml.html.HtmlElement, weights: Weights) -> None:
    """Drop what is hidden or marked as the theme's, unless it holds most of the text."""
    most = weights[container] * _LARGEST_CLUTTER
    for element in list(container.iter(*_MARKABLE)):
        if element is container:
            continue
        marks = f"{element.get('class', '')} {element.get('id', '')}"
        is_marked = bool(_CLUTTER.search(marks)) or _is_hidden(element)
        if weights[element] <= most and (is_marked or _is_list_of_links(element, weights)):
            element.tag = _CLUTTERED
        elif _CAPTION.search(marks) and element.find(".//img") is None and weights[element] <= most:
            element.tag = "figcaption"
    _drop(container, (_CLUTTERED,))


def _is_list_of_links(element: lxml.html.HtmlElement, weights: Weights) -> bool:
    """Whether an element says little beside links whose texts are titles, as a list of other articles does."""
    if element.tag not in _LISTS or weights[element] > _MOST_BESIDE_LINKS:
        return False
    links = [said_briefly(link) for link in islice(element.iter("a"), _MOST_LISTED)]
    return len(links) > 1 and sum(len(link.split()) for link in links) >= _SHORTEST_TITLE_WORDS * len(links)


def _is_hidden(element: lxml.html.HtmlElement) -> bool:
    return "hidden" in element.attrib or bool(_HIDDEN.search(element.get("style", "")))


def _densest(body: lxml.html.HtmlElement) -> Body | None:
    """
    Return the element whose own lines say most.

    The rule is Readability's: the words of a line count for the block that they stand in and its parent, and half
    for the one above.
    """
    scores: dict[lxml.html.HtmlElement, float] = defaultdict(float)
    for block in body.iter(*_BLOCKS):
        words, linked = _line(block)
        if words >= max(_SHORTEST_LINE_WORDS, linked):
            scores[block] += words
            for share, above in zip((1.0, 0.5), block.iterancestors(), strict=False):
                scores[above] += words * share
    if not scores:
        return None
    best = max(scores, key=lambda element: scores[element])
    return Body(tuple(_cut_alike(best, scores)), "density")


def _cut_alike(
    best: lxml.html.HtmlElement, scores: Mapping[lxml.html.HtmlElement, float]
) -> Iterator[lxml.html.HtmlElement]:
    """All pieces of an article that a grid cuts into elements of one class, in order."""
    name, least = best.get("class"), scores[best] * _SMALLEST_PIECE
    if not name or best.tag not in _HOLDERS:
        yield best
        return
    alike = (other for other in best.getroottree().iter(best.tag) if other.get("class") == name)
    yield from _outermost(other for other in alike if scores.get(other, 0) >= least)


def _line(block: lxml.html.HtmlElement) -> tuple[int, int]:
    """Return how many words stand in a block itself, not in blocks within: outside of links, and in links."""
    words = linked = 0
    for text, in_link in _runs(block, in_link=False):
        count = len(text.split())
        words, linked = (words, linked + count) if in_link else (words + count, linked)
    return words, linked


def _runs(element: lxml.html.HtmlElement, *, in_link: bool) -> Iterator[tuple[str, bool]]:
    if element.text:
        yield element.text, in_link
    for child in element:
        if child.tag not in _BLOCKS:
            yield from _runs(child, in_link=in_link or child.tag == "a")
        if child.tail:
            yield child.tail, in_link


def _inner(element: lxml.html.HtmlElement) -> str:
    """Return what stands inside an element as HTML, `<div>` around it so that pieces stay apart."""
    inner = escape(element.text or "", quote=False)
    return f"<div>{inner}{''.join(lxml.html.tostring(child, encoding='unicode') for child in element)}</div>"
