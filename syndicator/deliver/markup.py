"""Plain words as markup: for places that show HTML where there is none of the bulletin's own."""

from __future__ import annotations

import html
import re

from syndicator.deliver.cleaning import paragraphs

_ADDRESS = re.compile(r"https?://[^\s<>\"]+")


def marked_up(text: str) -> str:
    """Return plain words as HTML: a paragraph a block, and what looks like an address of the web leads there."""
    blocks = [block for block in paragraphs(text).split("\n\n") if block.strip()]
    return "\n".join(f"<p>{_linked(block)}</p>" for block in blocks)


def _linked(text: str) -> str:
    shown, end = "", 0
    for found in _ADDRESS.finditer(text):
        address = html.escape(found[0])
        shown += html.escape(text[end : found.start()]) + f'<a href="{address}">{address}</a>'
        end = found.end()
    return (shown + html.escape(text[end:])).replace("\n", "<br>\n")
