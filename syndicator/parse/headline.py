"""What stands above an article's text: its title, date and picture, for pages whose head says none of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

import lxml.html

from syndicator.parse.markup import folded, said_briefly
from syndicator.parse.page_dates import find_moment

_HEADINGS = frozenset({"h1", "h2", "h3", "h4"})
_STRONG = _HEADINGS | {"b", "strong"}
_FEWEST_WORDS = 4
_MOST_BELOW = 40
"""Elements below the title among which its date and picture are looked for."""
_NEAR = 10
_LONGEST_DATE_CHARS = 120
_SMALLEST_PICTURE = 200
_EMBLEM = re.compile(
    r"(?:^|[/_.-])(?:logo|favicon|icon|avatar|banner|placeholder|kepala|header)|\.(?:svg|gif)(?:\?|$)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Headline:
    """
    What was found above a text; an empty title, no date and no picture where nothing was.

    `inside` are the elements of the text itself that only say title and date.
    """

    title: str = ""
    published_at: datetime | None = None
    picture: str | None = None
    inside: tuple[lxml.html.HtmlElement, ...] = ()


def read_headline(root: lxml.html.HtmlElement, text: lxml.html.HtmlElement) -> Headline:
    """Return what stands above the element that holds a text, or at its top."""
    order = list(root.iter())
    start = order.index(text)
    above = [number for number in range(start) if _is_title(order[number], _HEADINGS)]
    within = (number for number in range(start, len(order)) if _is_title(order[number], _STRONG))
    at = above[-1] if above else next(within, None)
    if at is None:
        return Headline()
    below = order[at : at + _MOST_BELOW]
    moment, dated = next(_moments(below), (None, None))
    told = dict.fromkeys(one for one in (order[at], dated) if one is not None and one is not text and not len(one))
    return Headline(
        title=said_briefly(order[at]),
        published_at=moment,
        picture=next(_pictures([*below[: max(start - at, 0)], *_above(order[at])]), None),
        inside=tuple(told) if at >= start else (),
    )


def _is_title(element: lxml.html.HtmlElement, names: frozenset[str]) -> bool:
    return (
        element.tag in names
        and element.find(".//a[@href]") is None
        and len(said_briefly(element).split()) >= _FEWEST_WORDS
    )


def _above(title: lxml.html.HtmlElement) -> Iterator[lxml.html.HtmlElement]:
    """What stands before the title in the same card."""
    for holder in (title, title.getparent()):
        if holder is not None and holder.tag != "body":
            yield from islice((one for before in holder.itersiblings(preceding=True) for one in before.iter()), _NEAR)


def _moments(
    elements: Sequence[lxml.html.HtmlElement],
) -> Iterator[tuple[datetime, lxml.html.HtmlElement | None]]:
    """Dates in short texts; with the element, where it says nothing else."""
    for element in elements:
        for text, said_by in ((element.text, element), (element.tail, None)):
            short = folded(text[: _LONGEST_DATE_CHARS + 1]) if text else ""
            if short and len(short) <= _LONGEST_DATE_CHARS and (moment := find_moment(short)) is not None:
                yield moment, said_by


def _pictures(elements: Sequence[lxml.html.HtmlElement]) -> Iterator[str]:
    for element in elements:
        if element.tag == "img" and _width(element) >= _SMALLEST_PICTURE:
            for name in ("data-src", "data-lazy-src", "data-original", "src"):
                address = element.get(name, "").strip()
                if address and not address.startswith("data:") and not _EMBLEM.search(address):
                    yield address
                    break


def _width(image: lxml.html.HtmlElement) -> int:
    """Return the width as told; one that is not told may be large."""
    told = image.get("width", "")
    return int(told) if told.isdecimal() and len(told) < 6 else _SMALLEST_PICTURE
