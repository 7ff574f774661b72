"""Content codings (RFC 9110 section 8.4): which of them a client takes, and bodies packed by them."""

from __future__ import annotations

import gzip
from enum import StrEnum
from functools import lru_cache

import brotli
import zstandard

LONGEST_WISH_BYTES = 200
"""No client's list is longer; what is, is not worth remembering."""
WORTH_PACKING_BYTES = 500


class Coding(StrEnum):
    """A coding as `Content-Encoding` names it, in the order in which we choose among what a client likes equally."""

    BROTLI = "br"
    ZSTD = "zstd"
    GZIP = "gzip"
    IDENTITY = "identity"


def pack(body: bytes, coding: Coding) -> bytes:
    """Return a body packed; the same body always gives the same bytes, and other threads run meanwhile."""
    match coding:
        case Coding.BROTLI:
            return bytes(brotli.compress(body, quality=5))
        case Coding.ZSTD:
            return zstandard.ZstdCompressor(level=6).compress(body)
        case Coding.GZIP:
            return gzip.compress(body, compresslevel=6, mtime=0)
        case Coding.IDENTITY:
            return body


def chosen(accepted: bytes) -> Coding:
    """Return the coding for a value of `Accept-Encoding`, empty where there is none."""
    return _chosen(accepted) if 0 < len(accepted) <= LONGEST_WISH_BYTES else Coding.IDENTITY


@lru_cache(maxsize=256)
def _chosen(accepted: bytes) -> Coding:
    wishes: dict[str, float] = {}
    for part in accepted.decode("latin-1").lower().split(","):
        name, _, weight = part.partition(";")
        wishes[name.strip().replace("x-gzip", "gzip")] = _weight(weight)
    others = wishes.get("*", 0.0)
    liked = {coding: wishes.get(coding.value, others) for coding in Coding}
    # A body that is not packed is taken by everybody who does not say otherwise; what is packed is shorter.
    liked[Coding.IDENTITY] = wishes.get("identity", 0.0)
    best = max(Coding, key=lambda coding: liked[coding])
    return best if liked[best] > 0 else Coding.IDENTITY


def _weight(told: str) -> float:
    """Return the number in `q=0.5`; 1 where nothing is told, 0 where it cannot be read."""
    name, _, number = told.strip().partition("=")
    if not name:
        return 1.0
    try:
        return float(number) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0
