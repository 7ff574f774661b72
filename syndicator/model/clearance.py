"""Clearances: what the desk knew of a bulletin when it let the public see it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast

from syndicator.model.verdict import HoldReason

OF_WORDING = frozenset({"nik", "phone", "account", "identity", "photo"})
"""Kinds of reasons that lie in how one bulletin tells a release; all others hold of whoever tells the same release."""


def of_release(reasons: Iterable[HoldReason]) -> frozenset[str]:
    """Return the kinds of reasons that hold of every bulletin that tells the same release."""
    return frozenset(reason.kind for reason in reasons) - OF_WORDING


@dataclass(frozen=True, slots=True, kw_only=True)
class Clearance:
    """
    What a person of the desk saw and let through.

    Args:
        revision: the one that was released last by a person; 0 where none was.
        seen: the reasons against that revision, which stood before the person's eyes.
        kinds: of reasons against any bulletin of its story then, as far as they hold of the release.
        overruled: reasons that a correction did not let hold, in whatever revision.
        harmless: whether the desk called the bulletin not sensitive.
    """

    revision: int = 0
    seen: frozenset[HoldReason] = frozenset()
    kinds: frozenset[str] = frozenset()
    overruled: frozenset[HoldReason] = frozenset()
    harmless: bool = False

    def lets(self, revision: int, reason: HoldReason) -> bool:
        """Whether a reason against a revision was known to the desk when it let that go out."""
        return reason in self.overruled or (revision == self.revision and reason in self.seen)

    def covers(self, kinds: frozenset[str]) -> bool:
        """Whether it may be seen though other bulletins of its story are held for reasons of these kinds."""
        return self.harmless or kinds <= self.kinds | of_release(self.overruled)

    def details(self) -> dict[str, object]:
        """Return what the event of a release keeps of it."""
        reasons = sorted((reason.kind, reason.passage) for reason in self.seen)
        return {"revision": self.revision, "reasons": reasons, "kinds": sorted(self.kinds)}

    @classmethod
    def from_details(cls, told: Mapping[str, object]) -> Clearance:
        """Return what `details` told; nothing is known of a release that tells nothing."""
        reasons = cast("Iterable[tuple[str, str]]", told.get("reasons", ()))
        kinds = cast("Iterable[str]", told.get("kinds", ()))
        seen = frozenset(HoldReason(kind, passage) for kind, passage in reasons)
        return cls(revision=cast("int", told.get("revision", 0)), seen=seen, kinds=frozenset(kinds))


NONE = Clearance()
