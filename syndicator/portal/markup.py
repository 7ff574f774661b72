"""The body of a bulletin made ready for our pages: sanitised once more, its pictures told to keep readers private."""

from __future__ import annotations

import lxml.html
import nh3
from lxml.etree import ParserError
from markupsafe import Markup

_WORDS = "p br b strong i em u s blockquote ul ol li a h2 h3 h4 hr sub sup pre code"
_PICTURES_AND_TABLES = "img figure figcaption table thead tbody tr th td"
_TAGS = {*_WORDS.split(), *_PICTURES_AND_TABLES.split()}
_ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt", "width", "height"}, "td": {"colspan", "rowspan"}, "th": {"colspan"}}
_PRIVACY = {"img": {"loading": "lazy", "decoding": "async", "referrerpolicy": "no-referrer"}}


def body_of(html: str) -> Markup:
    """Return stored HTML as markup for a page."""
    safe = nh3.clean(
        _described(html),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        set_tag_attribute_values=_PRIVACY,
        url_schemes={"http", "https", "mailto"},
        url_relative="deny",
        link_rel="noopener nofollow ugc",
    )
    return Markup(safe)  # noqa: S704 -- it was sanitised just now


def _described(html: str) -> str:
    """Give every picture a description, an empty one where its site gave none, so that no address is read aloud."""
    if "<img" not in html:
        return html
    try:
        root = lxml.html.fragment_fromstring(html, create_parent="div")
    except (ParserError, ValueError):
        return html
    for picture in root.iter("img"):
        picture.set("alt", picture.get("alt") or "")
    return str(lxml.html.tostring(root, encoding="unicode"))
