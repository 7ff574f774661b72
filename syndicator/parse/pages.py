"""The article of a page, as one entry; where its text stands and what its head says is read by other modules."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from html import escape
from urllib.parse import urljoin

import lxml.html

from syndicator.errors import SourceFault
from syndicator.model.entry import Entry
from syndicator.parse.bodies import FEWEST_WORDS, find_body
from syndicator.parse.headline import Headline, read_headline
from syndicator.parse.markup import page_tree, said_briefly
from syndicator.parse.metadata import Metadata, read_metadata

LARGEST_PAGE_BYTES = 3_000_000
MOST_LINKED_HEADINGS = 3
"""A text with more headings that are links is a list of articles."""
FEWEST_TITLE_WORDS = 5

_LISTS = (frozenset({"archive"}), frozenset({"search-results"}), frozenset({"home", "blog"}))
_SINGLE = frozenset({"single", "single-post", "singular", "wp-singular"})
_ERROR = re.compile(
    r"\W*(?:(?:halaman|laman|page|pos)\W+(?:\w+\W+)?(?:tidak|tak|not)\W+(?:dapat\W+)?(?:di)?(?:temukan|found)\b"
    r"|just a moment|attention required|(?:error|galat|kesalahan)\W*[45]\d\d\b"
    r"|[45]\d\d\W+(?:not found|forbidden|unauthorized|error|internal server|bad gateway|gateway time|service unav"
    r"|halaman|page))",
    re.IGNORECASE,
)
"""How the title of an error begins, which no release's does: `450 personel` is one, `450 Forbidden` is not."""
_NOTHING = re.compile(
    r"\W*(?:[45]\d\d|error|oops|access denied|akses ditolak|(?:page )?not found|nothing found|tidak ditemukan"
    r"|(?:under )?maintenance(?: mode)?|(?:situs )?(?:sedang )?(?:dalam )?(?:perbaikan|pemeliharaan))\W*",
    re.IGNORECASE,
)
"""All that a title says before the name of the site, where there is nothing."""
_BREAK = re.compile(r"\s[|–—-]\s")


def read_page(body: bytes, *, content_type: str, address: str) -> Entry | None:
    """
    Return the article of a page; None where there is none: a list of articles, an error page, a page for scripts.

    Args:
        content_type: its Content-Type header, which may name an encoding; may be empty or wrong.
        address: where it was found; the page's own word for its address is believed on the same host only.

    Raises:
        SourceFault: the document is empty, or so large or so strange that no page is like it.
    """
    if len(body) > LARGEST_PAGE_BYTES:
        raise SourceFault("format", "the page is too large to be read", "the site has to shorten it")
    root = page_tree(body, content_type)
    if _is_list_by_name(root) or _is_error(root):
        return None
    told = read_metadata(root, address)
    found = find_body(root)
    if found is None or found.words < FEWEST_WORDS:
        return _entry(told, Headline(), _as_markup(told.text))
    if _is_list(found.pieces):
        return None
    above = read_headline(root, found.pieces[0])
    if _is_vague(told.title):
        for element in above.inside:
            element.drop_tree()
    return _entry(told, above, found.html)


def _is_list_by_name(root: lxml.html.HtmlElement) -> bool:
    """WordPress tells by classes of the body what a page shows."""
    body = root.find("body")
    names = set(body.get("class", "").split()) if body is not None else set()
    return any(marks <= names for marks in _LISTS) and not names & _SINGLE


def _is_error(root: lxml.html.HtmlElement) -> bool:
    """A page of an error that was sent as if all were well."""
    body = root.find("body")
    if body is not None and "error404" in body.get("class", "").split():
        return True
    element = root.find(".//title")
    title = said_briefly(element) if element is not None else ""
    return bool(_ERROR.match(title)) or bool(title and _NOTHING.fullmatch(_BREAK.split(title, maxsplit=1)[0]))


def _as_markup(text: str) -> str:
    """The text that JSON-LD carries where scripts are to write the page; empty if it is no article's."""
    return f"<p>{escape(text, quote=False)}</p>" if len(text.split()) >= FEWEST_WORDS else ""


def _is_list(pieces: Iterable[lxml.html.HtmlElement]) -> bool:
    headings = [heading for piece in pieces for heading in piece.iter("h1", "h2", "h3", "h4", "h5")]
    return sum(map(_leads_on, headings)) > MOST_LINKED_HEADINGS


def _leads_on(heading: lxml.html.HtmlElement) -> bool:
    parent = heading.getparent()
    return heading.find(".//a[@href]") is not None or (parent is not None and parent.tag == "a")


def _is_vague(title: str) -> bool:
    """Whether a title may be the site's."""
    return len(title.split()) < FEWEST_TITLE_WORDS


def _entry(told: Metadata, above: Headline, html: str) -> Entry | None:
    """The head of the page is believed first."""
    if not html:
        return None
    pictures = told.images or tuple(filter(None, (_joined(told.address, above.picture),)))
    return Entry(
        guid=told.guid,
        address=told.address,
        title=above.title if _is_vague(told.title) and above.title else told.title,
        html=html,
        author=told.author,
        published_at=_sharper(told.published_at, above.published_at),
        updated_at=told.updated_at,
        categories=told.categories,
        images=pictures,
    )


def _sharper(told: datetime | None, shown: datetime | None) -> datetime | None:
    """Prefer the hour that a page shows below its title to the mere day that its address names."""
    if told is None or shown is None:
        return told or shown
    is_day = told.tzinfo is None and told.time() == time.min
    return shown if is_day and abs(shown.replace(tzinfo=None) - told) < timedelta(days=2) else told


def _joined(base: str, address: str | None) -> str | None:
    """The picture's address, absolute; None where it is none of the web's."""
    try:
        joined = urljoin(base, address) if address else ""
    except ValueError:
        return None
    return joined if joined.startswith(("http://", "https://")) else None
