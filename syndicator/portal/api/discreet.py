"""Texts and addresses without what looks like a secret: errors quote addresses, and addresses may carry keys."""

from __future__ import annotations

import re

from syndicator.model.delivery import GUARDED

_USERINFO = re.compile(r"(?<=://)[^/?#\s@]*@")
_PARAMETER = re.compile(
    r"(?i)(?<![a-z])((?:[a-z]+[_-])*(?:token|key|apikey|secret|password|passwd|pwd|sig|signature|auth|code)=)[^&#\s\"']+"
)
_TOKEN = re.compile(r"(?i)(\bbearer\s+|\bbasic\s+|/bot(?=\d+:)|\bsyn_(?=[\w-]{20}))[^\s/\"']+")


def discreet(told: str) -> str:
    """Return a text with a sign of omission in place of each secret that is known by its place."""
    told = _USERINFO.sub("", told)
    return _TOKEN.sub(r"\1…", _PARAMETER.sub(r"\1…", told))


def discreet_or_none(told: str | None) -> str | None:
    """Return the same of what may be none."""
    return None if told is None else discreet(told)


def reason_told(told: str | None) -> str | None:
    """Return why a delivery did not go out, without the passages that the guard names."""
    return GUARDED if told is not None and told.startswith(GUARDED) else discreet_or_none(told)
