"""Whether a source still is who it was: what it says, in which language. Pure; the domain is judged elsewhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

LEAST_ENTRIES = 3
SPAM_SHARE = 0.5
FOREIGN_SHARE = 0.8
LEAST_LANGUAGE_SHARE = 0.04
"""Of all words; a text in the language has three to five times as many."""
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthenticityRules:
    """
    Words and phrases by which a source is believed or not.

    Args:
        own: of the police; nearly every release carries one.
        spam: of what lapsed domains sell.
        language: the commonest words of the language.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    own: Sequence[str]
    spam: Sequence[str]
    language: Sequence[str]


class AuthenticityGuard:
    """The rules, compiled."""

    def __init__(self, rules: AuthenticityRules) -> None:
        own = "|".join(sorted(re.escape(word.casefold()) for word in rules.own))
        self._own = re.compile(rf"(?<![^\W_])(?:{own})(?![^\W_])")
        self._language = frozenset(word.casefold() for word in rules.language)
        self._spam = tuple(f" {' '.join(_WORD.findall(phrase.casefold()))} " for phrase in rules.spam)

    def drift(self, texts: Sequence[str]) -> str | None:
        """
        Return why these texts cannot come from a police desk; None where they can, or where they are too few to tell.

        Args:
            texts: title and text of each new entry.
        """
        if len(texts) < LEAST_ENTRIES:
            return None
        strange = [self._words(folded) for folded in map(str.casefold, texts) if not self._own.search(folded)]
        spam = sum(self._is_spam(words) for words in strange)
        foreign = sum(self._is_foreign(words) for words in strange)
        if spam >= len(texts) * SPAM_SHARE:
            return f"{spam} of {len(texts)} new entries advertise and none of these speaks of the police"
        if foreign >= len(texts) * FOREIGN_SHARE:
            return f"{foreign} of {len(texts)} new entries are in another language and do not speak of the police"
        return None

    @staticmethod
    def _words(folded: str) -> list[str]:
        return _WORD.findall(folded)

    def _is_spam(self, words: Sequence[str]) -> bool:
        told = f" {' '.join(words)} "
        return any(phrase in told for phrase in self._spam)

    def _is_foreign(self, words: Sequence[str]) -> bool:
        common = sum(word in self._language for word in words)
        return len(words) > 0 and common < len(words) * LEAST_LANGUAGE_SHARE
