"""One form of an address, without what only tracks its reader."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from w3lib.url import safe_url_string

LONGEST_CHARS = 2000
_TRACKING = frozenset({"fbclid", "gclid", "dclid", "igshid", "mc_cid", "mc_eid", "yclid", "msclkid", "_ga", "ref_src"})
_DEVICE = frozenset({("amp", "1"), ("amp", ""), ("m", "1"), ("m", "0"), ("outputtype", "amp")})
_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?|[0-9a-f:.]+", re.ASCII)
"""As `safe_url_string` writes them: names of other letters are in their ASCII form by then, if they are any."""
_PORTS = {"http": 80, "https": 443}
_PLAIN = re.compile(
    r"https?://(?:[a-z0-9](?:[a-z0-9-]{0,60}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,60}[a-z0-9])?/[A-Za-z0-9._~/-]*"
)
"""An address in which nothing is left to be done, as nearly all are."""


def canonical_address(address: str, base: str) -> str | None:
    """
    Return an absolute address without tracking, device variants and fragment; None if it is none of the web's.

    WordPress' short links (`?p=1234`) keep their query. `base` is where a relative address counts from.
    """
    if len(address) > LONGEST_CHARS:
        return None
    text = address.strip()
    if not text:
        return None
    if len(text) <= LONGEST_CHARS and _PLAIN.fullmatch(text):
        return text
    if text[:4].lower() == "www.":
        text = f"https://{text}"
    try:
        parts = urlsplit(safe_url_string(urljoin(base, text)))
        name, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not _HOST.fullmatch(name):
        return None
    host = f"[{name}]" if ":" in name else name
    host = host if port in {None, _PORTS[parts.scheme]} else f"{host}:{port}"
    query = urlencode([pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _is_noise(*pair)])
    return parts._replace(netloc=host, path=parts.path or "/", query=query, fragment="").geturl()


def _is_noise(name: str, value: str) -> bool:
    name = name.lower()
    return name.startswith("utm_") or name in _TRACKING or (name, value.lower()) in _DEVICE
