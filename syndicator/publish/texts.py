"""Texts and addresses as the formats can carry them."""

from __future__ import annotations

import mimetypes
import re
from html import escape, unescape
from urllib.parse import urlsplit

from w3lib.url import safe_url_string

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_TAG = re.compile(r"</?\w")
_URI = re.compile(r"https?://[^/?#]+(?:[/?#](?:[A-Za-z0-9;/?:@&=+$.\-_!~*'()%,#])*)?", re.ASCII)
"""As the grammar of RFC 2396 has it, by which feeds are judged: brackets and bars are not in it."""
_HOST = re.compile(r"[A-Za-z0-9.\-_:\[\]@]+", re.ASCII)


def xml_text(text: str) -> str:
    """Return the text without the characters that XML 1.0 cannot carry, or advises against (section 2.2)."""
    return _NOT_XML.sub("", text)


def as_html(text: str) -> str:
    """Return a text as HTML that shows it."""
    return escape(text, quote=False)


def looks_like_html(text: str) -> bool:
    """Whether a text has in it what a reader may take for a tag or a reference to a character."""
    return _TAG.search(text) is not None or unescape(text) != text


def uri(address: str | None) -> str | None:
    """Return an address of the web in the letters that URIs have, None for whatever is none."""
    try:
        written = safe_url_string((address or "").strip())
        parts = urlsplit(written)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return None
    written = written.replace("[", "%5B").replace("]", "%5D").replace("|", "%7C") if host and "[" not in host else ""
    return written if _URI.fullmatch(written) and _HOST.fullmatch(parts.netloc) else None


def picture_type(address: str) -> str | None:
    """Return the media type that a picture's address promises, None where it promises none."""
    guessed, _ = mimetypes.guess_type(urlsplit(address).path)
    return guessed if guessed and guessed.startswith("image/") else None
