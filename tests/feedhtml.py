"""What the W3C's validator of feeds asks of their HTML, in words of our own: that it parses, and that nothing acts."""

from __future__ import annotations

import re
from functools import cache

import html5lib
from html5lib.html5parser import ParseError

WORD = re.compile(r"\S+")
HTML = set(
    WORD.findall(
        "a abbr acronym address area article aside b bdi bdo big blockquote br caption center cite code col colgroup "
        "data dd del details dfn div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hgroup hr i img ins "
        "kbd li main map mark nav ol p picture pre q rp rt ruby s samp section small source span strike strong sub "
        "summary sup table tbody td tfoot th thead time tr tt u ul var wbr"
    )
)
UNSAFE = set(WORD.findall("script iframe object embed style form input link meta base applet video audio svg math"))
ATTRIBUTES = set(
    WORD.findall(
        "abbr align alt cite class colspan datetime decoding dir headers height href hreflang id lang loading name rel "
        "reversed rowspan scope sizes span src srcset start target title type valign value width"
    )
)
SCHEME = re.compile(r"\w+:")


@cache
def html_faults(told: str) -> tuple[str, ...]:
    """Return what is wrong with a piece of HTML, by a strict parser first."""
    try:
        tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parseFragment(told)
    except ParseError as error:
        return (f"not HTML: {error}: {told[:200]}",)
    tags = [tag for tag in tree.iter() if isinstance(tag.tag, str) and tag.tag != "DOCUMENT_FRAGMENT"]
    named = [(tag.tag, name, value) for tag in tags for name, value in tag.attrib.items()]
    return (
        *(f"unsafe element {tag.tag}" for tag in tags if tag.tag not in HTML),
        *(f"unsafe attribute {name} of {tag}" for tag, name, _ in named if name not in ATTRIBUTES),
        *(f"relative reference {to}" for _, name, to in named if name in {"href", "src"} and not SCHEME.match(to)),
    )
