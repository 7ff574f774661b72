"""What stands at one address, ready to be sent: bodies and headers as bytes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeAlias

from syndicator.portal.conditional import FEED_CACHE, entity_tag, is_settled, last_modified, matched
from syndicator.portal.headers import SECURITY
from syndicator.portal.kiosk.codings import WORTH_PACKING_BYTES, Coding, pack
from syndicator.portal.press import Printed

Headers: TypeAlias = list[tuple[bytes, bytes]]

OVERHEAD_BYTES = 2_000
"""What a sheet takes besides its bodies."""
SHARED = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Last-Modified, Link",
    "Cache-Control": FEED_CACHE,
    "Vary": "Accept-Encoding",
    **SECURITY,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """A body in one coding, with the headers of the answers that carry it or say that the client has it."""

    body: bytes
    tag: str
    whole: Headers
    same: Headers


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """
    What stands at an address, or that nothing does.

    Args:
        generation: of what the public sees, as the watch counts.
        printed_at: on this process's own clock, as all that is measured.
        read_at: the moment by the clock that dates changes.
        printed: None where nothing stands.
        settled: whether its date says all that can stand under it.
    """

    generation: int
    printed_at: float
    read_at: datetime
    printed: Printed | None
    settled: bool = True
    modified: str | None = None
    packed: Mapping[Coding, Packed] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """How much memory it takes, in bytes."""
        return OVERHEAD_BYTES + sum(len(one.body) for one in self.packed.values())

    def of(self, coding: Coding) -> Packed | None:
        """Return the body in a coding, as it is where packing is not worth it; None where it is not packed yet."""
        return self.packed.get(coding) or (None if self._worth_packing else self.packed.get(Coding.IDENTITY))

    @property
    def _worth_packing(self) -> bool:
        return self.printed is not None and len(self.printed.body) >= WORTH_PACKING_BYTES

    def packing(self, codings: Iterable[Coding]) -> Sheet:
        """Return it with its body in these codings too."""
        wanted = {Coding.IDENTITY, *(codings if self._worth_packing else ())} - self.packed.keys()
        if self.printed is None or not wanted:
            return self
        root = self.packed.get(Coding.IDENTITY)
        made = {coding: _packed(self.printed, coding, self.modified, root) for coding in wanted}
        return replace(self, packed={**self.packed, **made})

    def answers(self, coding: Coding, if_none_match: str | None, if_modified_since: str | None) -> str | None:
        """
        Return the tag of what the client has already, None where it has to be sent.

        If-None-Match decides where it is given (RFC 9110 section 13.1.3). A date counts only if it is exactly ours: a
        withdrawal may set it back.
        """
        own = self.packed.get(coding) or self.packed[Coding.IDENTITY]
        if if_none_match is not None:
            return matched(if_none_match, [own.tag, *(one.tag for one in self.packed.values())])
        has_it = self.settled and if_modified_since is not None and if_modified_since == self.modified
        return own.tag if has_it else None


def sheet(printed: Printed | None, before: Sheet | None, *, generation: int, at: float, read_at: datetime) -> Sheet:
    """Return what was printed as a sheet; bodies that are as before are not packed again."""
    if printed is None:
        return Sheet(generation=generation, printed_at=at, read_at=read_at, printed=None)
    settled = is_settled(printed.changed_at, read_at)
    made = Sheet(
        generation=generation,
        printed_at=at,
        read_at=read_at,
        printed=printed,
        settled=settled,
        modified=None if printed.changed_at is None else last_modified(printed.changed_at, settled=settled),
    )
    if before is None or before.printed is None or before.printed.body != printed.body:
        return made
    bodies = {coding: (one.body, one.tag) for coding, one in before.packed.items()}
    return replace(made, packed={name: _dressed(printed, name, *told, made.modified) for name, told in bodies.items()})


def _packed(printed: Printed, coding: Coding, modified: str | None, root: Packed | None) -> Packed:
    variant = "" if coding is Coding.IDENTITY else coding.value
    tag = f'{root.tag[:-1]}-{variant}"' if root is not None and variant else entity_tag(printed.body, variant)
    return _dressed(printed, coding, pack(printed.body, coding), tag, modified)


def _dressed(printed: Printed, coding: Coding, body: bytes, tag: str, modified: str | None) -> Packed:
    validators = {"ETag": tag} | ({"Last-Modified": modified} if modified is not None else {})
    told = {"Content-Type": printed.media_type, "Content-Length": str(len(body))}
    if coding is not Coding.IDENTITY:
        told["Content-Encoding"] = coding.value
    if printed.links:
        told["Link"] = ", ".join(f'<{address}>; rel="{relation}"' for address, relation in printed.links)
    return Packed(body=body, tag=tag, whole=_raw(told | validators | SHARED), same=_raw(validators | SHARED))


def _raw(headers: Mapping[str, str]) -> Headers:
    return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
