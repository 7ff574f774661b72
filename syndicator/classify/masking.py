"""Masking: proposes a version of a release by which nobody of its case can be recognised; a person accepts it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from syndicator.classify.markup import Markup
from syndicator.classify.persons import INITIALS, NAME
from syndicator.classify.words import split_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from syndicator.classify.identities import Identity
    from syndicator.classify.markup import Change
    from syndicator.classify.sensitivity import SensitivityGuard
    from syndicator.classify.words import Words

PERSONAL = (NAME, INITIALS)
MOST_ROUNDS = 4
"""What is masked may bring to light what nothing told before; where that does not end, nobody is sure."""
BETWEEN_CHARS = len("\n\n")
"""What stands between title and text where both are read together."""


@dataclass(frozen=True, slots=True)
class Masked:
    """A release without what tells who the persons of its case are; `html` of a held one shows no pictures."""

    title: str
    text: str
    html: str


class Masker:
    """
    Writes a release anew without what identifies: of a held one everything, of others plates and initials.

    Args:
        masks: kind of a passage → what stands in its place.
    """

    def __init__(self, masks: Mapping[str, str], guard: SensitivityGuard) -> None:
        self._masks = masks
        self._guard = guard

    def masked(self, title: str, text: str, html: str) -> Masked | None:
        """
        Return the proposal; None where nothing is to be masked, or where it is not sure that all of it is found.

        The proposal, masked again, stays as it is: there is nothing left to be masked.
        """
        findings = self._guard.weigh(split_words(title, text))
        if not findings.hold_reasons and not findings.maskings:
            return None
        read = Markup.read(html)
        find = self._all_known(title, text, read.plain) if findings.hold_reasons else self._guard.details
        markup = read.without_addresses() if findings.hold_reasons else read.without_told()
        for _ in range(MOST_ROUNDS):
            told, shown = split_words(title, text), split_words("", markup.plain)
            found, found_there = find(told), find(shown)
            if not found and not found_there:
                return Masked(title, text, str(markup))
            title, text = self._rewritten(title, text, found)
            markup = markup.changed(self._changes(found_there, -BETWEEN_CHARS))
        return None

    def _all_known(self, title: str, text: str, shown: str) -> Callable[[Words], list[Identity]]:
        """Return what finds the identities of a held release, with all names that any part of it tells."""
        told = (split_words(title, text), split_words("", shown))
        found = ((words, one) for words in told for one in self._guard.identities(words) if one.kind in PERSONAL)
        known = frozenset(chain.from_iterable(words.text[one.start : one.end].split() for words, one in found))
        return partial(self._guard.identities, known=known)

    def _rewritten(self, title: str, text: str, found: Sequence[Identity]) -> tuple[str, str]:
        begin = len(title) + BETWEEN_CHARS
        of_title = self._changes(one for one in found if one.end <= len(title))
        of_text = self._changes((one for one in found if one.start >= begin), -begin)
        return replaced(title, of_title), replaced(text, of_text)

    def _changes(self, found: Iterable[Identity], moved: int = 0) -> list[Change]:
        return [(one.start + moved, one.end + moved, self._masks[one.kind]) for one in found]


def replaced(text: str, changes: Sequence[Change]) -> str:
    """Return a text with passages replaced; they stand in order and apart."""
    pieces, end = [], 0
    for start, last, instead in changes:
        pieces += [text[end:start], instead]
        end = last
    return "".join((*pieces, text[end:]))
