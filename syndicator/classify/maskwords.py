"""Words of masking: what is nobody's name, and what stands in the place of a name; the lists are configured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from syndicator.classify.persons import INITIALS, NAME, NameLists

if TYPE_CHECKING:
    from collections.abc import Iterable

KINDS = (NAME, INITIALS, "age", "grade", "school", "address", "nik", "phone", "account", "plate")


@dataclass(frozen=True, slots=True)
class MaskingRules:
    """The words of masking; each list is explained where it is kept, in the configuration."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    ranks: Sequence[str]
    heads: Sequence[str]
    places: Sequence[str]
    public: Sequence[str]
    acronyms: Sequence[str]
    before_letters: Sequence[str]
    masks: Mapping[str, str]

    def __post_init__(self) -> None:
        """Raise ValueError where a kind of passage has no word to stand in its place."""
        if missing := [kind for kind in KINDS if not self.masks.get(kind)]:
            raise ValueError(f"masks tell no word for {', '.join(missing)}")

    def names(self, public: Iterable[str] = ()) -> NameLists:
        """Return the lists by which names are told, with more words that are public."""
        return NameLists(
            ranks=frozenset(self.ranks),
            heads=frozenset(self.heads),
            places=frozenset(self.places),
            public=frozenset(self.public).union(public),
            acronyms=frozenset(self.acronyms),
            before_letters=frozenset(self.before_letters),
        )
