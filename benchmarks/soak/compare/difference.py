"""A difference between what is and what should be, and what only looks like one."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field

NOT_A_WORD = re.compile(r"[^\w]+")


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is otherwise than it should be; `bulletin_id` is whose trace explains it, None without one."""

    where: str
    what: str
    bulletin_id: int | None = None


@dataclass
class Compared:
    """What a comparison found: how many things agree, what differs, and what nobody can know, with its reason."""

    agree: Counter[str] = field(default_factory=Counter)
    differences: list[Difference] = field(default_factory=list)
    open: Counter[str] = field(default_factory=Counter)

    def differs(self, where: str, what: str, bulletin_id: int | None = None) -> None:
        """Note a difference."""
        self.differences.append(Difference(where, what, bulletin_id))


def plainly(words: str) -> str:
    """Return the letters and figures of a text, which typographic quotes, markup and line ends leave alone."""
    return NOT_A_WORD.sub("", unicodedata.normalize("NFKC", words)).casefold()
