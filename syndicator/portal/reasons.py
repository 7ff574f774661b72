"""
Reasons as people read them: why something was held, sent, stopped or tried again.

They are stored in English, by the rules and stages that gave them; what a person wrote, what a service answered and
what is not known here stands as it is.
"""

from __future__ import annotations

import re

from babel.support import NullTranslations

from syndicator.portal.wording import N_, WORDS, said

BETWEEN = "; "
"""Stands between reasons that are stored in one text."""
EXACT = {
    "matched": N_("matched"),
    "sensitive": N_("sensitive"),
    "not sensitive": N_("not sensitive"),
    "source is another": N_("it is another source"),
    "unit: open": N_("unit: open"),
    "place: open": N_("place: open"),
    "at once": N_("at once"),
    "the source corrected it": N_("the source corrected it"),
    "it was withdrawn": N_("it was withdrawn"),
    "the desk edited it": N_("the desk edited it"),
    "the desk wrote its own text": N_("the desk wrote its own text"),
    "the desk says that it is sensitive": N_("the desk says that it is sensitive"),
    "newer words of the desk take its place": N_("newer words of the desk take its place"),
    "a masked version takes its place": N_("a masked version takes its place"),
    "a later word on its story goes out before it": N_("a later word on its story goes out before it"),
    "the bulletin is held": N_("the bulletin is held"),
    "the bulletin was withdrawn": N_("the bulletin was withdrawn"),
    "the bulletin may be seen again": N_("the bulletin may be seen again"),
    "the story was withdrawn": N_("the story was withdrawn"),
    "the unit that issued the release took it back": N_("the unit that issued the release took it back"),
    "its source tells it again after it had deleted it": N_("its source tells it again after it had deleted it"),
    "its source is not trusted": N_("its source is not trusted"),
    "its source is new": N_("its source is new"),
    "its story has another post there": N_("its story has another post there"),
    "its story has a post there already": N_("its story has a post there already"),
    "its story has no post there": N_("its story has no post there"),
    "its story has no other post there any more": N_("its story has no other post there any more"),
    "it was taken back before its digest went out": N_("it was taken back before its digest went out"),
    "old releases came back under new names": N_("old releases came back under new names"),
    "word for word the same text": N_("word for word the same text"),
    "it works again": N_("it works again"),
    "a worker stopped while it was sending: look at the account": N_(
        "a worker stopped while it was sending: look at the account"
    ),
    "only the earlier post is there": N_("only the earlier post is there"),
}
SHAPES = {
    r"route (?P<name>.+)": N_("route %(name)s"),
    r"rules (?P<name>\S+)": N_("rules %(name)s"),
    r"chosen by (?P<name>\S+)": N_("chosen by %(name)s"),
    r"chosen by (?P<name>\S+): (?P<channels>.+)": N_("chosen by %(name)s: %(channels)s"),
    r"stopped by (?P<name>\S+)": N_("stopped by %(name)s"),
    r"scheduled by (?P<name>\S+)": N_("scheduled by %(name)s"),
    r"retried by (?P<name>\S+) \((?P<inner>.+)\)": N_("retried by %(name)s (%(inner)s)"),
    r"looked for, and retried by (?P<name>\S+) \((?P<inner>.+)\)": N_(
        "looked for, and retried by %(name)s (%(inner)s)"
    ),
    r"told in the digest of delivery (?P<number>\d+)": N_("told in the digest of delivery %(number)s"),
    r"(?P<inner>create|revise|withdraw) taken by (?P<name>\S+)": N_("%(inner)s: taken by %(name)s"),
    r"the guard held it: (?P<inner>.+)": N_("the guard held it: %(inner)s"),
    r"its source is quarantined: (?P<inner>.+)": N_("its source is quarantined: %(inner)s"),
    r"bulletin (?P<number>\d+) tells the same release and is held: (?P<kinds>.+)": N_(
        "bulletin %(number)s tells the same release and is held: %(kinds)s"
    ),
    r"it shall stand for story (?P<number>\d+)": N_("it shall stand for story %(number)s"),
    r"topics: (?P<rest>.*)": N_("topics: %(rest)s"),
    r"unit: (?P<rest>.+)": N_("unit: %(rest)s"),
    r"place: (?P<rest>.+)": N_("place: %(rest)s"),
    r"(?P<name>.+): topics are not (?P<rest>.+)": N_("%(name)s: topics are not %(rest)s"),
    r"(?P<name>.+): unit is not under (?P<rest>.+)": N_("%(name)s: unit is not under %(rest)s"),
    r"(?P<name>.+): none of the words (?P<rest>.+)": N_("%(name)s: none of the words %(rest)s"),
    r"(?P<name>.+): less than (?P<urgency>routine|important|urgent)": N_("%(name)s: less than %(urgency)s"),
    r"(?P<name>.+): (?P<inner>matched|sensitive|not sensitive|source is another)": "%(name)s: %(inner)s",
}
_SHAPES = [(re.compile(shape, re.DOTALL), message) for shape, message in SHAPES.items()]


def explained(reason: str, texts: NullTranslations) -> str:
    """Return a stored reason, or several, in the reader's language as far as it is one of ours."""
    if reason in EXACT or reason in WORDS:
        return _piece(reason, texts)
    return BETWEEN.join(_piece(piece, texts) for piece in reason.split(BETWEEN))


def _piece(piece: str, texts: NullTranslations) -> str:
    if piece in EXACT:
        return texts.gettext(EXACT[piece])
    for shape, message in _SHAPES:
        found = shape.fullmatch(piece)
        if found is not None:
            parts = {name: _part(name, value, texts) for name, value in found.groupdict().items()}
            return texts.gettext(message) % parts
    kind, colon, passage = piece.partition(": ")
    return f"{said(kind, texts)}: {passage}" if colon and kind in WORDS else said(piece, texts)


def _part(name: str, value: str, texts: NullTranslations) -> str:
    """Return one part of a reason: some are reasons themselves, or words of the model."""
    match name:
        case "inner":
            return explained(value, texts)
        case "kinds":
            return ", ".join(said(kind, texts) for kind in value.split(", "))
        case "urgency":
            return said(f"urgency.{value}", texts)
        case _:
            return value
