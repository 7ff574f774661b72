"""What texts are compared by, folded so that what copies change first changes nothing."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from syndicator.model.fingerprint import Fingerprint

SHORTEST_WORDS = 25
"""A text of fewer words says too little to call two of them the same release."""

_WORD = re.compile(r"[^\W_]+")
_TYPOGRAPHIC = "“”‘’–—\u00a0"
"""Signs that tell nothing and that most texts have; without them nearly all of our texts are ASCII."""
_SIGNS_TO_BLANKS = bytes(code if chr(code).isalnum() and code < 128 else 32 for code in range(256))


def fold(text: str) -> list[str]:
    """Return the words of a text: compatibility forms, letter case, quotes, dashes and other signs folded away."""
    for sign in _TYPOGRAPHIC:
        text = text.replace(sign, " ")
    if text.isascii():
        return text.lower().encode().translate(_SIGNS_TO_BLANKS).decode().split()
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def fingerprint(core: str) -> Fingerprint:
    """Return the fingerprint of a text from which dateline, byline and closers are gone."""
    words = fold(core)
    if len(words) < SHORTEST_WORDS:
        return Fingerprint(text_hash="")
    return Fingerprint(text_hash=hashlib.sha256(" ".join(words).encode()).hexdigest())
